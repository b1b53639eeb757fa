//! `cargo xtask bench`: ratios against references of the same run, and instruction counts.

mod build;
mod callgrind;
mod connections;
mod credentials;
mod footprint;
mod front;
mod layout;
mod parameters;
mod process;
mod proxy;
mod scale;
mod validators;

use std::process::ExitCode;

use crate::report::Report;
use crate::{packages, report, shell};

/// What to measure and how.
pub(crate) struct Options {
    what: Vec<What>,
    json: bool,
    rounds: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Build,
    Connections,
    Credentials,
    Footprint,
    Front,
    Parameters,
    Proxy,
    Scale,
    Validators,
}

impl Options {
    pub(crate) fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut options = Self { what: Vec::new(), json: false, rounds: 5 };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--json" => options.json = true,
                "--rounds" => {
                    let number = arguments.next().and_then(|text| text.parse().ok()).filter(|rounds| *rounds > 0);
                    options.rounds = number.ok_or("--rounds takes a whole number of at least 1")?;
                }
                "build" => options.what.push(What::Build),
                "connections" => options.what.push(What::Connections),
                "credentials" => options.what.push(What::Credentials),
                "front" => options.what.push(What::Front),
                "footprint" => options.what.push(What::Footprint),
                "parameters" => options.what.push(What::Parameters),
                "proxy" => options.what.push(What::Proxy),
                "scale" => options.what.push(What::Scale),
                "validators" => options.what.push(What::Validators),
                other => return Err(format!("unknown argument `{other}`")),
            }
        }
        if options.what.is_empty() {
            options.what = vec![
                What::Validators,
                What::Front,
                What::Parameters,
                What::Credentials,
                What::Footprint,
                What::Connections,
                What::Proxy,
            ];
        }
        Ok(options)
    }
}

/// Builds everything in release mode, measures, prints. Exit code 1 where a bar is missed or a contender misbehaves.
pub(crate) fn run(options: &Options) -> ExitCode {
    if let Err(code) = packages::ensure(packages::FOR_BENCH) {
        return code;
    }
    report::run("bench", options.json, |report| measure(options, report))
}

fn measure(options: &Options, report: &mut Report) -> Result<(), String> {
    if options.what.iter().any(|what| !matches!(what, What::Build | What::Scale)) {
        shell::output(&mut shell::command(
            "cargo",
            &["build", "--release", "--quiet", "-p", "gateway-bench", "-p", "orders"],
        ))?;
    }
    for what in &options.what {
        match what {
            What::Build => build::measure(report)?,
            What::Connections => connections::measure(report)?,
            What::Credentials => credentials::measure(report)?,
            What::Front => front::measure(report)?,
            What::Footprint => footprint::measure(report)?,
            What::Parameters => parameters::measure(report)?,
            What::Proxy => proxy::measure(options.rounds, report)?,
            What::Scale => scale::measure(report)?,
            What::Validators => validators::measure(report)?,
        }
    }
    Ok(())
}
