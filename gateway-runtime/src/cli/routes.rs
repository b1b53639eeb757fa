//! `routes`: every operation and who may call it.

use std::process::ExitCode;

use super::console::say;
use crate::contract::{OperationFacts, ProductFacts, Requirement};

pub(super) fn run(facts: &'static ProductFacts) -> ExitCode {
    let widest =
        |length: fn(&OperationFacts) -> usize| facts.operations.iter().map(|one| length(one)).max().unwrap_or(0);
    let (path, id) = (widest(|one| one.path.len()), widest(|one| one.id.len()));
    for operation in facts.operations {
        say(format_args!(
            "{:7} {:path$}  {:id$}  {}",
            operation.method.as_str(),
            operation.path,
            operation.id,
            callers(facts, operation)
        ));
    }
    ExitCode::SUCCESS
}

/// Who may call an operation, in the words of its document.
fn callers(facts: &ProductFacts, operation: &OperationFacts) -> String {
    let requirement = |requirement: &Requirement| {
        let scheme = facts.schemes.get(requirement.scheme.0).map_or("?", |scheme| scheme.name);
        match requirement.scopes {
            [] => scheme.to_owned(),
            scopes => format!("{scheme}[{}]", scopes.join(" ")),
        }
    };
    let alternatives = operation.security.iter().map(|alternative| match alternative.all {
        [] => "public".to_owned(),
        all => all.iter().map(requirement).collect::<Vec<_>>().join(" AND "),
    });
    match operation.security {
        [] => "nobody".to_owned(),
        _ => alternatives.collect::<Vec<_>>().join("  OR  "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::example::FACTS;

    #[test]
    fn callers_are_told_as_or_of_and() {
        let callers: Vec<_> = FACTS.operations.iter().map(|operation| callers(&FACTS, operation)).collect();
        assert_eq!(callers, ["oauth[orders:write]  OR  partnerKey", "public"]);
    }
}
