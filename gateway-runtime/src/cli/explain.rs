//! `explain METHOD PATH`: the compiled policy of one operation, and what the operator tightened.

use std::path::Path;
use std::process::ExitCode;

use clap::ArgMatches;

use super::console::{complain, say};
use super::{USAGE, settings, text};
use crate::config::tightenings;
use crate::contract::{Method, OperationFacts, ProductFacts, Segments};

pub(super) fn run(facts: &'static ProductFacts, config: Option<&Path>, matches: &ArgMatches) -> ExitCode {
    let (method, path) = (text(matches, "method").to_uppercase(), text(matches, "path"));
    let Some(operation) = Method::parse(&method).and_then(|method| find(facts, method, path)) else {
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
}
