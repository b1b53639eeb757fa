//! `version`: what was compiled into this binary.

use std::process::ExitCode;

use super::console::say;
use crate::contract::{ProductFacts, VERSION};

pub(super) fn run(facts: &'static ProductFacts, verbose: bool) -> ExitCode {
    say(format_args!("{} {}", facts.name, facts.api_version));
    if verbose {
        say(format_args!("title      {}", facts.title));
        say(format_args!("document   {}", facts.document));
        say(format_args!("digest     {}", facts.digest));
        say(format_args!("generator  {}", facts.generator));
        say(format_args!("runtime    {} (contract {VERSION})", env!("CARGO_PKG_VERSION")));
        say(format_args!("profile    {:?}", facts.profile));
        say(format_args!("build      {}", if cfg!(debug_assertions) { "debug" } else { "release" }));
    }
    ExitCode::SUCCESS
}
