//! One case, replayed and judged.

use gateway_tests::{Answer, Client, Subject};

use crate::case::Case;
use crate::compiled::{COMPILED, Outcome};
use crate::credential;
use crate::curl::Request;
use crate::expectation::Expectation;
use crate::stricter::Stricter;
use crate::verdict::Verdict;

/// Replays a case against the gateway compiled from its document. An error is a fault of the corpus or of what reads it.
pub fn judge(case: &Case, stricter: &[Stricter]) -> Result<Verdict, String> {
    let fault = |problem: String| format!("{}: {problem}", case.name);
    let expectation = Expectation::read(&case.expected).map_err(fault)?;
    let mut request = Request::read(&case.command).map_err(fault)?;
    let compiled = COMPILED.iter().find(|(name, _)| *name == case.name).map(|(_, outcome)| outcome);
    let outcome = compiled.ok_or_else(|| fault("the build script did not see it".to_owned()))?;
    if let Expectation::Aside(reason) = expectation {
        return Ok(Verdict::OutOfScope(reason.to_owned()));
    }
    let start = match outcome {
        Outcome::Refused(rules) => {
            let told: Vec<String> = rules.iter().map(|(code, title)| format!("{code} {title}")).collect();
            return Ok(Verdict::NotCompiled(told.join("; ")));
        }
        Outcome::Product(start) => start,
    };
    let subject = start(Subject::orders().partners(&credential::store()));
    if expectation == Expectation::Accepted {
        credential::replace(&mut request, &subject, subject.facts());
    }
    let mut client = Client::connect(subject.address());
    client.send(request.bytes());
    let answer = if request.method == "HEAD" { client.answer_to_head() } else { client.answer() };
    let answer = answer.ok_or_else(|| fault("the gateway did not answer".to_owned()))?;
    let listed = stricter.iter().find(|listed| listed.case == case.name);
    Ok(compare(expectation, &answer, &request, &subject, listed))
}

fn compare(
    expectation: Expectation,
    answer: &Answer,
    request: &Request,
    subject: &Subject,
    listed: Option<&Stricter>,
) -> Verdict {
    let seen = subject.upstream().seen();
    let code = subject.events().first().and_then(|event| event.get("code")?.as_str().map(str::to_owned));
    let forwarded = seen
        .first()
        .is_some_and(|first| seen.len() == 1 && first.line.split(' ').next() == Some(request.method.as_str()));
    let agrees = match expectation {
        Expectation::Accepted => answer.status == 200 && forwarded,
        Expectation::Refused(status) => answer.status == status && seen.is_empty(),
        Expectation::Aside(_) => false,
    };
    if agrees {
        return Verdict::Agree(code.map(|code| format!("`{code}`")).unwrap_or_default());
    }
    match (listed, &code) {
        (Some(listed), Some(code)) if *code == listed.code && seen.is_empty() => {
            Verdict::Stricter(format!("`{code}`: {}", listed.reason))
        }
        _ => Verdict::Disagree(format!(
            "{expectation:?} by Prism, {} {} here, {} forwarded",
            answer.status,
            code.unwrap_or_default(),
            seen.len()
        )),
    }
}
