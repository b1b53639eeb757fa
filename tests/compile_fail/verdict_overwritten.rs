//! Must not compile: anyone can name a verdict, but only the policy that found it can put it into a state.

use gateway_runtime::stage::Authorized;
use gateway_runtime::verdict::Verdict;

fn pardon(mut authorized: Authorized) -> Authorized {
    authorized.verdict = Verdict::Passed;
    authorized
}

fn main() {}
