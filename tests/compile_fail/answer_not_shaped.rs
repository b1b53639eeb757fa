//! Must not compile: the upstream's answer cannot be taken out of `Answered`, so no client gets it unshaped.

use gateway_runtime::stage::Answered;

fn answer(answered: Answered) {
    answered.into_response();
}

fn main() {}
