//! `explain METHOD PATH`: the compiled policy of one operation, and what the operator tightened. `explain CODE`: the
//! manual page of one refusal.

use std::path::Path;
use std::process::ExitCode;

use clap::ArgMatches;

use super::console::{complain, say};
use super::{USAGE, settings, text};
use crate::config::tightenings;
use crate::contract::{Method, OperationFacts, ProductFacts, Segments};
use crate::manual;

pub(super) fn run(facts: &'static ProductFacts, config: Option<&Path>, matches: &ArgMatches) -> ExitCode {
    let subject = text(matches, "subject");
    match matches.get_one::<String>("path") {
        Some(path) => operation(facts, config, &subject.to_uppercase(), path),
        None => match refusal(facts, subject) {
            Ok(page) => {
                say(page.trim_end());
                ExitCode::SUCCESS
            }
            Err(why) => {
                complain(why);
                ExitCode::from(USAGE)
            }
        },
    }
}

fn operation(facts: &'static ProductFacts, config: Option<&Path>, method: &str, path: &str) -> ExitCode {
    let Some(operation) = Method::parse(method).and_then(|method| find(facts, method, path)) else {
        complain(format_args!("no operation {method} {path}; `{} routes` lists all there are", facts.name));
        return ExitCode::from(USAGE);
    };
    let sentences = match config {
        None => Vec::new(),
        Some(_) => match settings(facts, config) {
            Ok(settings) => tightenings(operation, settings.operations.get(operation.id), &settings.limits),
            Err(code) => return code,
        },
    };
    say(operation.explanation.trim_end());
    for sentence in sentences {
        say(format_args!("  operator    {sentence}"));
    }
    ExitCode::SUCCESS
}

/// The manual page of a code, which may be written as the `type` of a problem document; or what to say where there is
/// none.
fn refusal(facts: &ProductFacts, subject: &str) -> Result<&'static str, String> {
    let code = ["urn:gateway:denial:", "urn:gateway:fault:"].iter().find_map(|family| subject.strip_prefix(family));
    let code = code.unwrap_or(subject);
    if let Some(page) = manual::page(code) {
        return Ok(page);
    }
    let method = code.to_uppercase();
    if Method::parse(&method).is_some() {
        return Err(format!("{method} of which path? `{} explain {method} PATH`", facts.name));
    }
    Err(match manual::nearest(code) {
        Some(near) => format!("no refusal has the code `{code}`; did you mean `{near}`?"),
        None => {
            format!("no refusal has the code `{code}`; there are: {}", manual::codes().collect::<Vec<_>>().join(", "))
        }
    })
}

/// The operation of a template as the document writes it, or of a concrete path; with or without the base path.
pub(super) fn find(facts: &'static ProductFacts, method: Method, path: &str) -> Option<&'static OperationFacts> {
    let based = format!("{}{path}", facts.base_path);
    let by_template = |path: &str| {
        facts.operations.iter().copied().find(|operation| operation.method == method && operation.path == path)
    };
    let by_route = |path: &str| {
        let matched = (facts.route)(&Segments::of(path)?)?.path();
        matched.operations.iter().copied().find(|operation| operation.method == method)
    };
    by_template(path).or_else(|| by_template(&based)).or_else(|| by_route(path)).or_else(|| by_route(&based))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::example::FACTS;

    #[test]
    fn an_operation_is_found_by_template_with_or_without_the_base_path() {
        let found = |method, path| find(&FACTS, method, path).map(|operation| operation.id);
        assert_eq!(found(Method::Post, "/v2/orders"), Some("createOrder"));
        assert_eq!(found(Method::Post, "/orders"), Some("createOrder"));
        assert_eq!(found(Method::Delete, "/orders"), None);
    }

    #[test]
    fn a_refusal_is_found_by_its_code_or_its_type() {
        let found = |subject| refusal(&FACTS, subject);
        let page = manual::page("unknown-path").unwrap();
        assert_eq!(found("unknown-path"), Ok(page));
        assert_eq!(found("urn:gateway:denial:unknown-path"), Ok(page));
        assert_eq!(found("urn:gateway:fault:overloaded"), Ok(manual::page("overloaded").unwrap()));
        assert_eq!(
            found("unknwon-path").unwrap_err(),
            "no refusal has the code `unknwon-path`; did you mean `unknown-path`?"
        );
        assert_eq!(found("get").unwrap_err(), "GET of which path? `shop explain GET PATH`");
        assert!(found("teapot").unwrap_err().contains("there are: address-limit-exceeded, ambiguous-framing, "));
    }
}
