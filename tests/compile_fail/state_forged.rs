//! Must not compile: the fields of a state are private to the policy that earns it, so a literal cannot forge one.

use gateway_runtime::stage::{Approved, Validated};
use gateway_runtime::verdict::Verdict;

fn forge(validated: Validated) -> Approved {
    Approved { validated: Box::new(validated), verdict: Verdict::Passed }
}

fn main() {}
