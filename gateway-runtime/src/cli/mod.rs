//! The command line of a compiled product.
//!
//! Data goes to standard output, messages to standard error. Exit codes: 0 done, 1 not healthy, 2 wrong usage or an
//! address that cannot be listened on, 78 a configuration that is not valid or cannot be read (`EX_CONFIG`, so that a
//! supervisor does not try again).

mod check;
mod console;
mod explain;
mod extra;
mod healthcheck;
mod keys;
mod routes;
mod serve;
mod version;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

pub use extra::{Extra, Invocation};

use crate::config::{ConfigError, Environment, Settings};
use crate::contract::{Product, ProductFacts};
use crate::operation::Dispatch;
use console::complain;

/// Wrong usage, or a socket that cannot be used.
const USAGE: u8 = 2;
/// A configuration that is not valid (sysexits `EX_CONFIG`).
const CONFIGURATION: u8 = 78;

/// Runs the command line of product `P` with this process's arguments; `main` returns what it returns.
///
/// `extra` holds commands that only some builds have: the development commands in debug builds.
pub fn run<P: Product>(dispatch: Arc<dyn Dispatch>, extra: &[Box<dyn Extra>]) -> ExitCode {
    crate::install_crypto();
    run_with(P::FACTS, dispatch, extra, std::env::args_os())
}

fn run_with(
    facts: &'static ProductFacts,
    dispatch: Arc<dyn Dispatch>,
    extra: &[Box<dyn Extra>],
    arguments: impl IntoIterator<Item = OsString>,
) -> ExitCode {
    let matches = match command(facts, extra).try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => {
            // A closed output leaves nobody to tell.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { USAGE } else { 0 });
        }
    };
    let config = matches.get_one::<PathBuf>("config").cloned();
    let invocation = Invocation { facts, dispatch };
    match matches.subcommand() {
        None | Some(("serve", _)) => serve::run(invocation, config.as_deref()),
        Some(("check", _)) => check::run(&invocation, config.as_deref()),
        Some(("routes", _)) => routes::run(facts),
        Some(("explain", matches)) => explain::run(facts, config.as_deref(), matches),
        Some(("healthcheck", _)) => healthcheck::run(facts, config.as_deref()),
        Some(("keys", matches)) => keys::run(facts, config.as_deref(), matches),
        Some(("version", matches)) => version::run(facts, matches.get_flag("verbose")),
        Some((name, matches)) => match extra.iter().find(|extra| extra.command().get_name() == name) {
            Some(extra) => extra.run(invocation, matches),
            None => only_in_debug_builds(facts, name),
        },
    }
}

fn only_in_debug_builds(facts: &ProductFacts, name: &str) -> ExitCode {
    complain(format_args!(
        "`{name}` is a development command and not part of a release build: cargo run -p {} -- {name}",
        facts.name
    ));
    ExitCode::from(USAGE)
}

fn command(facts: &'static ProductFacts, extra: &[Box<dyn Extra>]) -> Command {
    let config = Arg::new("config")
        .long("config")
        .value_name("FILE")
        .env("GATEWAY_CONFIG")
        .hide_env_values(true)
        .global(true)
        .value_parser(value_parser!(PathBuf))
        .help("The deploy-time configuration (TOML)");
    let mut command = Command::new(facts.name)
        .about(format!("The gateway of {} {}, compiled from {}", facts.title, facts.api_version, facts.document))
        .arg(config)
        .subcommand(Command::new("serve").about("Serves the API; the default command"))
        .subcommand(Command::new("check").about("Reads and checks the configuration, binds nothing"))
        .subcommand(Command::new("routes").about("Lists every operation and who may call it"))
        .subcommand(
            Command::new("explain")
                .about("Prints the effective policy of one operation, or the manual page of a refusal")
                .override_usage(format!("{0} explain [OPTIONS] METHOD PATH\n       {0} explain CODE", facts.name))
                .arg(
                    Arg::new("subject")
                        .value_name("METHOD or CODE")
                        .required(true)
                        .help("The method of an operation, or the `code` or `type` of a problem document"),
                )
                .arg(Arg::new("path").value_name("PATH").help("The path of the operation, or its template")),
        )
        .subcommand(keys::command())
        .subcommand(Command::new("healthcheck").about("Asks a running gateway whether it is ready"))
        .subcommand(
            Command::new("version").about("Prints what was compiled").arg(
                Arg::new("verbose")
                    .long("verbose")
                    .short('v')
                    .action(ArgAction::SetTrue)
                    .help("With the document, its digest and the generator"),
            ),
        );
    for name in ["dev", "token"] {
        if !extra.iter().any(|extra| extra.command().get_name() == name) {
            let rest = Arg::new("rest").num_args(0..).allow_hyphen_values(true).trailing_var_arg(true);
            command = command.subcommand(Command::new(name).hide(true).arg(rest));
        }
    }
    command.subcommands(extra.iter().map(|extra| extra.command()))
}

/// The settings, or every fault on standard error and the exit code for it.
fn settings(facts: &'static ProductFacts, config: Option<&std::path::Path>) -> Result<Settings, ExitCode> {
    Settings::load(facts, config, &Environment::of_process()).map_err(|errors| {
        let code = refused(&errors);
        if config.is_none() {
            complain("no configuration file was named: --config FILE, or GATEWAY_CONFIG");
        }
        code
    })
}

fn refused(errors: &[ConfigError]) -> ExitCode {
    for error in errors {
        complain(format_args!("{error}\n"));
    }
    let plural = if errors.len() == 1 { "" } else { "s" };
    complain(format_args!("the configuration has {} error{plural}", errors.len()));
    ExitCode::from(CONFIGURATION)
}

/// Takes the value of an argument that clap made sure of.
fn text<'m>(matches: &'m ArgMatches, name: &str) -> &'m str {
    matches.get_one::<String>(name).map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::example::{FACTS, nothing};

    fn exit(arguments: &[&str]) -> ExitCode {
        let arguments = core::iter::once("shop").chain(arguments.iter().copied()).map(OsString::from);
        run_with(&FACTS, nothing(), &[], arguments)
    }

    #[test]
    fn the_command_line_is_consistent() {
        command(&FACTS, &[]).debug_assert();
    }

    #[test]
    fn exit_codes_are_as_documented() {
        assert_eq!(exit(&["routes"]), ExitCode::SUCCESS);
        assert_eq!(exit(&["version", "--verbose"]), ExitCode::SUCCESS);
        assert_eq!(exit(&["explain", "POST", "/orders"]), ExitCode::SUCCESS);
        assert_eq!(exit(&["explain", "POST", "/nowhere"]), ExitCode::from(USAGE));
        assert_eq!(exit(&["explain", "POST"]), ExitCode::from(USAGE));
        assert_eq!(exit(&["explain"]), ExitCode::from(USAGE));
        assert_eq!(exit(&["explain", "body-invalid"]), ExitCode::SUCCESS);
        assert_eq!(exit(&["explain", "body-invald"]), ExitCode::from(USAGE));
        assert_eq!(exit(&["explain", "body-invalid", "/orders"]), ExitCode::from(USAGE));
        assert_eq!(exit(&["--help"]), ExitCode::SUCCESS);
        assert_eq!(exit(&["nonsense"]), ExitCode::from(USAGE));
        assert_eq!(exit(&["dev", "--port", "0"]), ExitCode::from(USAGE));
        assert_eq!(exit(&["token", "--expired"]), ExitCode::from(USAGE));
        assert_eq!(exit(&["check"]), ExitCode::from(CONFIGURATION));
        assert_eq!(exit(&["serve"]), ExitCode::from(CONFIGURATION));
    }
}
