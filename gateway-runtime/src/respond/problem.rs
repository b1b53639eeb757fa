//! Problem documents (RFC 9457).

use serde::Serialize;
use uuid::Uuid;

use crate::contract::ParameterLocation;
use crate::denial::{Denial, ParameterName};
use crate::refusal::Refusal;
use crate::schema::Violation;

#[derive(Serialize)]
struct Problem<'p> {
    r#type: String,
    title: &'static str,
    status: u16,
    instance: String,
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<[Broken<'p>; 1]>,
}

/// Where a rule was broken, and which.
#[derive(Serialize, Default)]
struct Broken<'p> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<&'static str>,
    code: &'static str,
    detail: String,
}

/// The document of a refusal.
pub(super) fn document(refusal: &Refusal, request_id: Uuid) -> Vec<u8> {
    let (family, code, title, status, errors) = match refusal {
        Refusal::Denied(denial) => {
            ("denial", denial.code(), denial.title(), denial.status(), broken_rule(denial).map(|rule| [rule]))
        }
        Refusal::Failed(fault) => ("fault", fault.code(), fault.title(), fault.status(), None),
    };
    let problem = Problem {
        r#type: format!("urn:gateway:{family}:{code}"),
        title,
        status: status.as_u16(),
        instance: format!("urn:uuid:{request_id}"),
        code,
        errors,
    };
    // Text and numbers always serialize; a document without members is the closest there is to saying nothing.
    serde_json::to_vec(&problem).unwrap_or_else(|_| b"{}".to_vec())
}

fn broken_rule(denial: &Denial) -> Option<Broken<'_>> {
    match denial {
        Denial::BodyInvalid(Violation { pointer, keyword }) => {
            Some(Broken { pointer: Some(pointer), code: keyword, detail: unsatisfied(keyword), ..Broken::default() })
        }
        Denial::BodyTooLarge { max_bytes } => Some(Broken {
            pointer: Some(""),
            code: "maxBytes",
            detail: format!("at most {max_bytes} bytes are accepted"),
            ..Broken::default()
        }),
        Denial::HookRefused { code } => {
            Some(Broken { code, detail: "a rule of this API refused the request".into(), ..Broken::default() })
        }
        Denial::ParameterInvalid { parameter, violation } => {
            Some(of_parameter(*parameter, violation.keyword, unsatisfied(violation.keyword)))
        }
        Denial::ParameterMissing { parameter } => Some(of_parameter(*parameter, "required", "is required".into())),
        Denial::ParameterRepeated { parameter } => {
            Some(of_parameter(*parameter, "repeated", "may come only once".into()))
        }
        _ => None,
    }
}

fn of_parameter(parameter: ParameterName, code: &'static str, detail: String) -> Broken<'static> {
    let (named, header) = match parameter.location {
        ParameterLocation::Header => (None, Some(parameter.name)),
        ParameterLocation::Cookie | ParameterLocation::Path | ParameterLocation::Query => (Some(parameter.name), None),
    };
    Broken { parameter: named, header, code, detail, ..Broken::default() }
}

fn unsatisfied(keyword: &str) -> String {
    format!("does not satisfy `{keyword}`")
}
