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

/// The JSON texts of the parameters of an operation without a credential of its own, and the target that is forwarded.
fn admitted(target: &str) -> Result<(Vec<Option<String>>, String), Denial> {
    let fixture = Fixture::new();
    match run(fixture.admit(request("GET", target, &[], ""))) {
        Ok(admitted) => {
            let texts = admitted.noted_parameters();
            let texts = texts.map(|text| text.map(|text| String::from_utf8(text.whole().to_vec()).unwrap()));
            Ok((texts.collect(), admitted.request().uri().to_string()))
        }
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

#[test]
fn a_semicolon_stands_only_where_the_operation_declares_it() {
    let (texts, target) = admitted("/search/;lines=1;lines=2").unwrap();
    assert_eq!((texts.first().unwrap().as_deref(), target.as_str()), (Some("[1,2]"), "/search/;lines=1;lines=2"));
    for target in ["/orders/1;x=2", "/orders/;x", "/search;x/;lines=1", "/nowhere;x", "/status;x", "/;lines=1"] {
        assert_eq!(admitted(target).expect_err(target), Denial::AmbiguousTarget, "{target}");
    }
    for target in ["/search/1", "/search/;x=1", "/search/;lines=1;x=2", "/search/;lines=a", "/search/%3Blines=1"] {
        assert_eq!(name(&admitted(target).expect_err(target)), Some("lines"), "{target}");
    }
}

#[test]
fn an_empty_value_passes_where_the_document_allows_it() {
    let texts = |query: &str| {
        let (texts, target) = admitted(&format!("/search/;lines=1{query}")).unwrap();
        (texts.get(1..4).unwrap().to_vec(), target)
    };
    let (found, target) = texts("?n&s=");
    assert_eq!(found, [None, Some("\"\"".to_owned()), Some("20".to_owned())]);
    assert_eq!(target, "/search/;lines=1?n=&s=", "what is forwarded is what was sent, and no default");
    assert_eq!(texts("?n=7").0, [Some("7".to_owned()), None, Some("20".to_owned())]);
    assert_eq!(texts("?limit=3").0, [None, None, Some("3".to_owned())]);
    for query in ["?s=x", "?n=x", "?limit=", "?limit"] {
        assert_eq!(admitted(&format!("/search/;lines=1{query}")).expect_err(query).code(), "parameter-invalid");
    }
    for query in ["?n=&n=", "?n=&n=1"] {
        assert_eq!(admitted(&format!("/search/;lines=1{query}")).expect_err(query).code(), "parameter-repeated");
    }
}

#[test]
fn a_json_text_is_read_by_all_rules_of_json() {
    let (texts, target) = admitted("/search/;lines=1?filter=%7b%22a%22:[1]}").unwrap();
    assert_eq!(texts.last().unwrap().as_deref(), Some(r#"{"a":[1]}"#));
    assert_eq!(target, "/search/;lines=1?filter=%7B%22a%22%3A%5B1%5D%7D");
    for text in ["", "%7B%22a%22:1,%22a%22:2%7D", "1,2", "nul", "%22%5Cud800%22", "[1,]"] {
        let denial = admitted(&format!("/search/;lines=1?filter={text}")).expect_err(text);
        assert_eq!((denial.code(), name(&denial)), ("parameter-invalid", Some("filter")), "{text}");
    }
}

#[test]
fn undeclared_parameters_are_never_forwarded() {
    assert_eq!(admitted("/search/;lines=1?x=1&limit=3&y").unwrap().1, "/search/;lines=1?limit=3");
    assert_eq!(admitted("/quiet?x=1&a=2").unwrap().1, "/quiet?a=2");
    assert_eq!(admitted("/quiet?x").unwrap().1, "/quiet");
    assert_eq!(admitted("/quiet?%zz=1").unwrap_err(), Denial::ParameterUndeclared, "what has no name is never ignored");
    let told = |target: &str| {
        let fixture = Fixture::new();
        run(fixture.admit(request("GET", target, &[], ""))).ok().unwrap();
        fixture.memory.events().iter().filter(|event| event.code == "parameter-undeclared").count()
    };
    assert_eq!((told("/search/;lines=1?x=1&y=2"), told("/search/;lines=1"), told("/quiet?x=1")), (1, 0, 0));
}

#[test]
fn the_query_can_be_one_parameter() {
    let (texts, target) = admitted(&format!("/report?b=x+y&key={GOOD_KEY}&a=7")).unwrap();
    assert_eq!(texts, [Some(r#"{"a":7,"b":"x y"}"#.to_owned())]);
    assert_eq!(target, "/report?b=x%20y&a=7");
    for (query, code) in [("", "parameter-missing"), ("&a=x", "parameter-invalid"), ("&a=1&a=2", "parameter-invalid")] {
        assert_eq!(admitted(&format!("/report?key={GOOD_KEY}{query}")).expect_err(query).code(), code, "{query}");
    }
    let (texts, target) = admitted("/json?%7B%22a+b%22:1%7D").unwrap();
    assert_eq!(texts, [Some(r#"{"a+b":1}"#.to_owned())]);
    assert_eq!(target, "/json?%7B%22a%2Bb%22%3A1%7D");
    assert_eq!(admitted("/json").unwrap(), (vec![None], "/json".to_owned()));
    assert_eq!(admitted("/json?a=1").unwrap_err().code(), "parameter-invalid");
}

#[test]
fn pairs_are_counted_before_they_are_read() {
    let query = |count: usize| format!("/quiet?{}", vec!["x=1"; count].join("&"));
    assert!(admitted(&query(100)).is_ok());
    assert_eq!(admitted(&query(101)).unwrap_err(), Denial::TargetTooLong);
}
