//! Whether the rules of an operation hold of the identities of a request.
//!
//! A rule compares values and nothing else: an absent claim, an absent parameter and a value of another type pass no test, so
//! that whatever is unknown denies.

mod value;

use self::value::Value;
use crate::clock::UnixMillis;
use crate::contract::{Operand, Predicate, Rule, Test, Unmet};
use crate::denial::Denial;
use crate::operation::Inputs;
use crate::principal::Principal;

/// What rules are asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'r> {
    pub(crate) principals: &'r [Principal],
    /// What was validated; none before that.
    pub(crate) inputs: Option<Inputs<'r>>,
    pub(crate) at: UnixMillis,
}

/// The denial of the first rule that does not hold, of those that read the request or of those that do not.
pub(crate) fn check(rules: &'static [Rule], reads_request: bool, facts: Facts<'_>) -> Result<(), Denial> {
    let mut asked = rules.iter().filter(|rule| rule.reads_request == reads_request);
    match asked.find(|rule| !facts.hold(&rule.predicate)) {
        None => Ok(()),
        Some(Rule { unmet: Unmet::Forbid, place, .. }) => Err(Denial::RequirementUnmet { place }),
        Some(Rule { unmet: Unmet::StepUp { acr_values, max_age }, place, .. }) => {
            Err(Denial::StepUpRequired { acr_values, max_age: *max_age, place })
        }
    }
}

impl Facts<'_> {
    fn hold(&self, predicate: &Predicate) -> bool {
        match predicate {
            Predicate::All(all) => all.iter().all(|one| self.hold(one)),
            Predicate::Any(any) => any.iter().any(|one| self.hold(one)),
            Predicate::Scheme(scheme) => self.principals.iter().any(|principal| principal.scheme() == *scheme),
            Predicate::Claim { scheme, claim, test } => self
                .principals
                .iter()
                .filter(|principal| scheme.is_none_or(|scheme| principal.scheme() == scheme))
                .filter_map(|principal| principal.claim(claim))
                .any(|claim| self.passes(claim, test)),
        }
    }

    fn passes(&self, claim: &serde_json::Value, test: &Test) -> bool {
        match test {
            Test::Exists => !claim.is_null(),
            Test::Equals(operand) => self.value(operand).is_some_and(|value| value.is(claim)),
            Test::Contains(operand) => self.value(operand).is_some_and(|value| match claim {
                serde_json::Value::Array(items) => items.iter().any(|item| value.is(item)),
                one => value.is(one),
            }),
            Test::In(constants) => constants.iter().any(|constant| Value::of_constant(*constant).is(claim)),
            Test::AtLeast(least) => number(claim).is_some_and(|number| number >= i128::from(*least)),
            Test::AtMost(most) => number(claim).is_some_and(|number| number <= i128::from(*most)),
            Test::NoOlderThan(most) => moment(claim).is_some_and(|then| {
                let now = self.at.seconds();
                now.checked_sub(then).is_some_and(|age| age <= most.as_secs())
            }),
            Test::Future => moment(claim).is_some_and(|then| then > self.at.seconds()),
        }
    }

    fn value(&self, operand: &Operand) -> Option<Value<'_>> {
        match operand {
            Operand::Constant(constant) => Some(Value::of_constant(*constant)),
            Operand::Parameter(position) => Value::of_json(self.inputs?.parameter_text(*position)?),
            Operand::Body(path) => Value::within(self.inputs?.body()?, path),
        }
    }
}

/// A claim that is a whole number.
fn number(claim: &serde_json::Value) -> Option<i128> {
    claim.as_i64().map(i128::from).or_else(|| claim.as_u64().map(i128::from))
}

/// A claim that is a NumericDate; a fraction does not count.
fn moment(claim: &serde_json::Value) -> Option<u64> {
    let seconds = claim.as_f64().filter(|seconds| (0.0..=1e12).contains(seconds))?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "compared with both bounds")]
    claim.as_u64().or(Some(seconds as u64))
}

#[cfg(test)]
mod tests;
