//! Problem documents (RFC 9457).

use serde::Serialize;
use uuid::Uuid;

use super::detail::detail;
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
    errors: Option<Vec<Broken<'p>>>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<&'p str>,
}

/// The document of a refusal.
pub(super) fn document(refusal: &Refusal, request_id: Uuid) -> Vec<u8> {
    let (family, code, title, status, errors) = match refusal {
        Refusal::Denied(denial) => ("denial", denial.code(), denial.title(), denial.status(), broken_rules(denial)),
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

fn broken_rules(denial: &Denial) -> Option<Vec<Broken<'_>>> {
    let rule = match denial {
        Denial::BodyInvalid(violations) => {
            let of_body = violations.iter().map(|violation| {
                let pointer = Some(violation.pointer.as_str());
                Broken { pointer, ..unsatisfied(violation) }
            });
            return Some(of_body.collect());
        }
        Denial::ParameterInvalid { parameter, violations } => {
            let of_this = violations.iter().map(|violation| {
                // Inside a list, an object or a JSON text; a single value has nothing inside.
                let pointer = Some(violation.pointer.as_str()).filter(|pointer| !pointer.is_empty());
                of_parameter(*parameter, Broken { pointer, ..unsatisfied(violation) })
            });
            return Some(of_this.collect());
        }
        Denial::BodyTooLarge { max_bytes } => {
            Broken { pointer: Some(""), ..broken("maxBytes", format!("at most {max_bytes} bytes are accepted")) }
        }
        Denial::HookRefused { code } => broken(code, "a rule of this API refused the request".into()),
        Denial::ParameterMissing { parameter } => of_parameter(*parameter, broken("required", "is required".into())),
        Denial::ParameterRepeated { parameter } => {
            of_parameter(*parameter, broken("repeated", "may come only once".into()))
        }
        _ => return None,
    };
    Some(vec![rule])
}

fn of_parameter(parameter: ParameterName, broken: Broken<'_>) -> Broken<'_> {
    match parameter.location {
        ParameterLocation::Header => Broken { header: Some(parameter.name), ..broken },
        ParameterLocation::Cookie
        | ParameterLocation::Path
        | ParameterLocation::Query
        | ParameterLocation::Querystring => Broken { parameter: Some(parameter.name), ..broken },
    }
}

fn broken(code: &'static str, detail: String) -> Broken<'static> {
    Broken { code, detail, ..Broken::default() }
}

/// A broken rule of a schema. Where the document states the rule is for the event.
fn unsatisfied(violation: &Violation) -> Broken<'_> {
    Broken { limit: violation.limit.as_deref(), ..broken(violation.keyword, detail(violation)) }
}
