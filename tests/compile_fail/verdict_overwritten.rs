//! Must not compile: anyone can name a verdict, but only the policy that found it can put it into a state.

use gateway_runtime::stage::Routed;
use gateway_runtime::verdict::Verdict;

fn pardon(mut routed: Routed) -> Routed {
    routed.verdict = Verdict::Passed;
    routed
}

fn main() {}
