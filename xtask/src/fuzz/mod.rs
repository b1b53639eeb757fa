//! `cargo xtask fuzz`: the fuzz targets for a while, and the differential campaign.

mod differential;
mod target;

use std::process::ExitCode;

use crate::report;

/// What to run and how.
pub(crate) struct Options {
    what: What,
    json: bool,
}

enum What {
    Target { name: &'static str, seconds: u32, asan: bool },
    Differential { cases: u64, seed: u64 },
}

/// The targets of the crate `fuzz`.
const TARGETS: &[&str] = &["cursor", "validators", "document", "pattern", "multipart", "gzip", "xml", "lines"];

impl Options {
    pub(crate) fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut arguments = arguments.iter();
        let what = arguments.next().map(String::as_str).unwrap_or_default();
        let (mut seconds, mut cases, mut seed) = (60, 1_000_000, 1);
        let (mut json, mut asan) = (false, false);
        while let Some(argument) = arguments.next() {
            let mut number = || arguments.next().and_then(|text| text.parse::<u64>().ok());
            match argument.as_str() {
                "--json" => json = true,
                "--asan" => asan = true,
                "--seconds" => {
                    seconds = number().and_then(|number| number.try_into().ok()).ok_or("--seconds takes a number")?;
                }
                "--cases" => cases = number().ok_or("--cases takes a number")?,
                "--seed" => seed = number().ok_or("--seed takes a number")?,
                other => return Err(format!("unknown argument `{other}`")),
            }
        }
        let target = TARGETS.iter().find(|name| **name == what);
        let what = match (what, target) {
            ("differential", _) => What::Differential { cases, seed },
            (_, Some(name)) => What::Target { name, seconds, asan },
            _ => return Err(format!("no fuzz target `{what}`; there are {} and differential", TARGETS.join(", "))),
        };
        Ok(Self { what, json })
    }
}

/// Builds, runs, prints. Exit code 1 where something crashed or differs.
pub(crate) fn run(options: &Options) -> ExitCode {
    report::run("fuzz", options.json, |report| match options.what {
        What::Target { name, seconds, asan } => target::run(name, seconds, asan, report),
        What::Differential { cases, seed } => differential::run(cases, seed, report),
    })
}
