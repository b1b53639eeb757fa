use core::time::Duration;

use serde_json::json;

use super::*;
use crate::contract::{Constant, SchemeId};
use crate::decode::Noted;
use crate::policy::fixture::NOW;
use crate::schema::Notes;

const TOKEN: SchemeId = SchemeId(0);
const KEY: SchemeId = SchemeId(1);

fn principal(scheme: SchemeId, claims: &[(&'static [&'static str], serde_json::Value)]) -> Principal {
    Principal::new(scheme, "c".into(), None, [].into(), 0).with_claims(claims.to_vec().into())
}

/// Whether a predicate holds of a caller with these claims, a parameter `7` and a body with the owner `alice`.
fn holds(predicate: Predicate) -> bool {
    let notes = Notes::default();
    let parameters = [Some(Noted::of(b"7", &notes)), None];
    let body = Noted::of(br#"{"owner":"alice","lines":[]}"#, &notes);
    let now = NOW.seconds();
    let principals = [
        principal(
            TOKEN,
            &[
                (&["sub"], json!("alice")),
                (&["id"], json!("7")),
                (&["realm", "roles"], json!(["admin", "user"])),
                (&["level"], json!(3)),
                (&["none"], json!(null)),
                (&["auth_time"], json!(now - 60)),
                (&["until"], json!(now + 60)),
                (&["mfa"], json!(true)),
            ],
        ),
        principal(KEY, &[]),
    ];
    let inputs = Some(Inputs::new(&parameters, Some(body)));
    Facts { principals: &principals, inputs, at: NOW }.hold(&predicate)
}

const fn claim(claim: &'static [&'static str], test: Test) -> Predicate {
    Predicate::Claim { scheme: None, claim, test }
}

const fn text(text: &'static str) -> Operand {
    Operand::Constant(Constant::Text(text))
}

#[test]
fn tests_of_claims() {
    for good in [
        claim(&["sub"], Test::Exists),
        claim(&["sub"], Test::Equals(text("alice"))),
        claim(&["sub"], Test::Equals(Operand::Body(&["owner"]))),
        claim(&["id"], Test::Equals(Operand::Parameter(0))),
        claim(&["realm", "roles"], Test::Contains(text("admin"))),
        claim(&["sub"], Test::Contains(text("alice"))),
        claim(&["sub"], Test::In(&[Constant::Integer(1), Constant::Text("alice")])),
        claim(&["mfa"], Test::Equals(Operand::Constant(Constant::Boolean(true)))),
        claim(&["level"], Test::AtLeast(3)),
        claim(&["level"], Test::AtMost(3)),
        claim(&["auth_time"], Test::NoOlderThan(Duration::from_mins(1))),
        claim(&["until"], Test::Future),
    ] {
        assert!(holds(good), "{good:?}");
    }
    for bad in [
        claim(&["other"], Test::Exists),
        claim(&["none"], Test::Exists),
        claim(&["sub"], Test::Equals(text("Alice"))),
        claim(&["sub"], Test::Equals(Operand::Body(&["lines"]))),
        claim(&["sub"], Test::Equals(Operand::Body(&["other"]))),
        claim(&["id"], Test::Equals(Operand::Parameter(1))),
        claim(&["id"], Test::Equals(Operand::Parameter(2))),
        claim(&["realm", "roles"], Test::Equals(text("admin"))),
        claim(&["realm", "roles"], Test::Contains(text("adm"))),
        claim(&["sub"], Test::In(&[])),
        claim(&["level"], Test::AtLeast(4)),
        claim(&["level"], Test::AtMost(2)),
        claim(&["sub"], Test::AtLeast(0)),
        claim(&["auth_time"], Test::NoOlderThan(Duration::from_secs(59))),
        claim(&["until"], Test::NoOlderThan(Duration::from_secs(59))),
        claim(&["auth_time"], Test::Future),
        claim(&["sub"], Test::Future),
    ] {
        assert!(!holds(bad), "{bad:?}");
    }
}

#[test]
fn all_any_and_whose() {
    const YES: Predicate = Predicate::Scheme(KEY);
    const NO: Predicate = Predicate::Scheme(SchemeId(9));
    assert!(holds(YES) && !holds(NO));
    assert!(holds(Predicate::All(&[YES, YES])) && !holds(Predicate::All(&[YES, NO])) && holds(Predicate::All(&[])));
    assert!(holds(Predicate::Any(&[NO, YES])) && !holds(Predicate::Any(&[NO, NO])) && !holds(Predicate::Any(&[])));
    let of = |scheme| Predicate::Claim { scheme: Some(scheme), claim: &["sub"], test: Test::Exists };
    assert!(holds(of(TOKEN)) && !holds(of(KEY)));
}

#[test]
fn nobody_meets_no_rule_and_everybody_meets_none() {
    static RULES: [Rule; 2] = [
        Rule { predicate: claim(&["sub"], Test::Exists), reads_request: false, unmet: Unmet::Forbid, place: "a" },
        Rule {
            predicate: claim(&["sub"], Test::Equals(Operand::Parameter(0))),
            reads_request: true,
            unmet: Unmet::StepUp { acr_values: &["mfa"], max_age: None },
            place: "b",
        },
    ];
    let nobody = Facts { principals: &[], inputs: None, at: NOW };
    assert_eq!(check(&[], false, nobody), Ok(()));
    assert_eq!(check(&RULES, false, nobody), Err(Denial::RequirementUnmet { place: "a" }));
    let step_up = Denial::StepUpRequired { acr_values: &["mfa"], max_age: None, place: "b" };
    assert_eq!(check(&RULES, true, nobody), Err(step_up));
}
