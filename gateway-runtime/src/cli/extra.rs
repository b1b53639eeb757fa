//! Commands that only some builds of a product have.

use core::fmt;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{ArgMatches, Command};

use crate::contract::ProductFacts;
use crate::operation::Dispatch;

/// A command that the runtime itself knows nothing of.
pub trait Extra {
    /// Its name, arguments and help.
    fn command(&self) -> Command;

    /// Runs it.
    fn run(&self, invocation: Invocation, matches: &ArgMatches) -> ExitCode;
}

/// What a command works on.
pub struct Invocation {
    /// The compiled product.
    pub facts: &'static ProductFacts,
    /// Its hooks.
    pub dispatch: Arc<dyn Dispatch>,
}

impl fmt::Debug for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invocation").field("product", &self.facts.name).finish_non_exhaustive()
    }
}
