//! What Prism's answer says about the request.

/// What Prism makes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expectation {
    /// It is a request of the document, and is answered.
    Accepted,
    /// It is not, and is refused; the status a gateway refuses it with.
    Refused(u16),
    /// The answer says nothing about the request, for this reason.
    Aside(&'static str),
}

impl Expectation {
    /// Reads the answer of a case. A kind of problem that is not known is an error, so that none is judged by chance.
    pub fn read(answer: &str) -> Result<Self, String> {
        let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or("the answer has no status")?;
        if let Some((_, rest)) = answer.split_once("stoplight.io/prism/errors#") {
            let problem = rest.split('"').next().unwrap_or_default();
            return Self::of_problem(problem).ok_or_else(|| format!("{problem} is not a known problem"));
        }
        let violations = answer.lines().find_map(|line| line.strip_prefix("sl-violations:"));
        Ok(match violations {
            Some(list) if list.contains(r#""location":["request""#) => Self::Refused(class(status)),
            Some(_) => Self::Aside("the violations are those of the response"),
            None if matches!(status, 400 | 401 | 404 | 405 | 415 | 422) => Self::Refused(class(status)),
            None => Self::Accepted,
        })
    }

    fn of_problem(problem: &str) -> Option<Self> {
        Some(match problem {
            "UNPROCESSABLE_ENTITY" => Self::Refused(400),
            "UNAUTHORIZED" => Self::Refused(401),
            "NO_PATH_MATCHED_ERROR" => Self::Refused(404),
            "NO_METHOD_MATCHED_ERROR" => Self::Refused(405),
            "INVALID_CONTENT_TYPE" => Self::Refused(415),
            "NOT_ACCEPTABLE" => Self::Aside("the mock has no answer of a type that is accepted"),
            "NOT_FOUND" => Self::Aside("the mock has no answer with the code that is asked for"),
            "VIOLATIONS" => Self::Aside("the mocked response breaks its own schema"),
            "PROXY_UNSUPPORTED_REQUEST_BODY" => Self::Aside("Prism's proxy cannot send a GET with a body"),
            _ => return None,
        })
    }
}

/// Invalid content has status 422 there and 400 here; everything else is the same.
fn class(status: u16) -> u16 {
    if status == 422 { 400 } else { status }
}

#[cfg(test)]
mod tests {
    use super::Expectation;

    #[test]
    fn answers_are_told_apart() {
        let read = |answer: &str| Expectation::read(answer);
        assert_eq!(read("HTTP/1.1 204 OK\n"), Ok(Expectation::Accepted));
        assert_eq!(read("HTTP/1.1 502 Bad Gateway\n\nmocked"), Ok(Expectation::Accepted));
        assert_eq!(read("HTTP/1.1 422 OK\n"), Ok(Expectation::Refused(400)));
        let of_request = "HTTP/1.1 401 x\nsl-violations: [{\"location\":[\"request\"],\"code\":401}]\n";
        assert_eq!(read(of_request), Ok(Expectation::Refused(401)));
        let of_response = "HTTP/1.1 200 x\nsl-violations: [{\"location\":[\"response\",\"body\"]}]\n";
        assert!(matches!(read(of_response), Ok(Expectation::Aside(_))));
        let problem =
            |name: &str| format!("HTTP/1.1 400 x\n\n{{\"type\":\"https://stoplight.io/prism/errors#{name}\"}}");
        assert_eq!(read(&problem("INVALID_CONTENT_TYPE")), Ok(Expectation::Refused(415)));
        assert!(read(&problem("SOMETHING_NEW")).is_err());
    }
}
