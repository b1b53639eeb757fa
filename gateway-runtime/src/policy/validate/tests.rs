use crate::denial::{Denial, ParameterName};
use crate::policy::fixture::{Fixture, GOOD_KEY, request, run};
use crate::refusal::Refusal;

/// The JSON texts of `orderId`, `verbose`, `tag`, `ids`, `X-Tenant`, `theme`, or the denial.
fn texts(target: &str, fields: &[(&str, &str)]) -> Result<Vec<Option<String>>, Denial> {
    let fixture = Fixture::new();
    let received = request("GET", target, &[fields, &[("x-key", GOOD_KEY)]].concat(), "");
    match run(fixture.admit(received)) {
        Ok(admitted) => Ok(admitted
            .noted_parameters()
            .take(6)
            .map(|text| text.map(|text| String::from_utf8(text.whole().to_vec()).unwrap()))
            .collect()),
        Err(Refusal::Denied(denial)) => Err(denial),
        Err(Refusal::Failed(fault)) => panic!("{fault:?}"),
    }
}

fn name(denial: &Denial) -> Option<&'static str> {
    match denial {
        Denial::ParameterMissing { parameter: ParameterName { name, .. } }
        | Denial::ParameterRepeated { parameter: ParameterName { name, .. } }
        | Denial::ParameterInvalid { parameter: ParameterName { name, .. }, .. } => Some(name),
        _ => None,
    }
}

#[test]
fn every_place_becomes_json_text() {
    let found = texts(
        "/orders/42?verbose=true&tag=a%2Cb&tag=%22&ids=1,2",
        &[("X-Tenant", " acme%20 "), ("cookie", "a=b; theme=dark%21")],
    );
    let expected = ["42", "true", r#"["a,b","\""]"#, "[1,2]", r#""acme%20""#, r#""dark!""#];
    assert_eq!(found.unwrap(), expected.map(|text| Some(text.to_owned())));
    let found = texts("/orders/1", &[]).unwrap();
    assert_eq!(found, [Some("1".to_owned()), None, None, None, None, None]);
}

#[test]
fn undeclared_repeated_and_malformed_parameters_are_refused() {
    let check = |target: &str, fields: &[(&str, &str)], code: &str, parameter: Option<&str>| {
        let denial = texts(target, fields).expect_err(target);
        assert_eq!((denial.code(), name(&denial)), (code, parameter), "{target}");
    };
    check("/orders/x", &[], "parameter-invalid", Some("orderId"));
    check("/orders/1%20", &[], "parameter-invalid", Some("orderId"));
    check("/orders/+1", &[], "parameter-invalid", Some("orderId"));
    check("/orders/1?Verbose=true", &[], "parameter-undeclared", None);
    check("/orders/1?tag[]=a", &[], "parameter-undeclared", None);
    check("/orders/1?_method=DELETE", &[], "parameter-undeclared", None);
    check("/orders/1?%zz=1", &[], "parameter-undeclared", None);
    check("/orders/1?verbose=true;tag=a", &[], "parameter-invalid", Some("verbose"));
    check("/orders/1?verbose=true&ver%62ose=true", &[], "parameter-repeated", Some("verbose"));
    check("/orders/1?verbose=", &[], "parameter-invalid", Some("verbose"));
    check("/orders/1?verbose", &[], "parameter-invalid", Some("verbose"));
    check("/orders/1?tag=%ff", &[], "parameter-invalid", Some("tag"));
    check("/orders/1?tag=%00", &[], "parameter-invalid", Some("tag"));
    check("/orders/1?tag=%", &[], "parameter-invalid", Some("tag"));
    check("/orders/1?ids=1&ids=2", &[], "parameter-repeated", Some("ids"));
    check("/orders/1?ids=1%2C2", &[], "parameter-invalid", Some("ids"));
    check("/orders/1?ids=", &[], "parameter-invalid", Some("ids"));
    check("/orders/1", &[("x-tenant", "a"), ("x-tenant", "b")], "parameter-repeated", Some("X-Tenant"));
    check("/orders/1", &[("cookie", "theme=a; theme=b")], "parameter-repeated", Some("theme"));
    check("/orders/1", &[("cookie", "theme=a"), ("cookie", "theme=b")], "parameter-repeated", Some("theme"));
    check("/orders/1", &[("cookie", "theme=%ff")], "parameter-invalid", Some("theme"));
}

#[test]
fn schemas_judge_parameters() {
    let denial = texts("/orders/1?never=x", &[]).unwrap_err();
    let Denial::ParameterInvalid { parameter, violations } = denial else { panic!() };
    let keywords: Vec<_> = violations.iter().map(|violation| violation.keyword).collect();
    assert_eq!((parameter.name, keywords), ("never", vec!["type"]));
}
