//! Must not compile: a state proves something about one request and is not `Clone`, so no proof can be kept.

use gateway_runtime::stage::Authenticated;

fn keep(authenticated: &Authenticated) -> Authenticated {
    authenticated.clone()
}

fn main() {}
