//! `lock`: the policy lock, printed, compared or accepted.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::Args;
use gateway_gen::lock;

use super::{Failure, Input, print, tell};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// Write the computed lock.
    #[arg(long, conflicts_with = "check")]
    accept: bool,
    /// Compare, and end with 3 where the committed lock is stale.
    #[arg(long)]
    check: bool,
    /// The committed lock.
    #[arg(long, value_name = "FILE", default_value = "gateway.lock")]
    lock: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let compiled = arguments.input.sound()?;
    let Some(product) = compiled.sound() else { return Err(Failure::Findings) };
    let computed = lock::text(product);
    if !arguments.accept && !arguments.check {
        return print(&computed);
    }
    let committed = match fs::read_to_string(&arguments.lock) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Failure::io(&arguments.lock, &error)),
    };
    let Some(difference) = lock::compare(&committed, &computed) else { return Ok(()) };
    print(&difference)?;
    if arguments.accept {
        return fs::write(&arguments.lock, computed).map_err(|error| Failure::io(&arguments.lock, &error));
    }
    tell(&format!("{} is stale; `gateway-gen lock --accept` writes it\n", arguments.lock.display()));
    Err(Failure::Drift)
}
