//! `token`: prints an access token that a running development gateway accepts.

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command};
use gateway_runtime::cli::{Extra, Invocation};
use gateway_runtime::contract::{ProductFacts, SchemeId};
use serde_json::Value;

use crate::error::{DevError, Doing};
use crate::issuer::{CLIENT, Claims, Issuer, bearers};
use crate::keys::scopes;
use crate::state::State;

/// The command.
#[derive(Debug)]
pub(crate) struct Token;

impl Extra for Token {
    fn command(&self) -> Command {
        let option = |name: &'static str, value: &'static str| Arg::new(name).long(name).value_name(value);
        Command::new("token")
            .about("Prints a development access token")
            .arg(option("scope", "SCOPES").help("Space-separated; every scope of the document unless given"))
            .arg(option("client", "NAME").default_value(CLIENT).help("The client it is issued to"))
            .arg(option("scheme", "NAME").help("The bearer scheme; the first unless given"))
            .arg(
                option("claim", "NAME=VALUE")
                    .action(ArgAction::Append)
                    .help("A further claim, whose value is JSON or else text; may be repeated"),
            )
            .arg(Arg::new("expired").long("expired").action(ArgAction::SetTrue).help("Ended an hour ago"))
    }

    fn run(&self, invocation: Invocation, matches: &ArgMatches) -> ExitCode {
        match signed(invocation.facts, matches) {
            Ok(token) => {
                let _ = writeln!(std::io::stdout(), "{token}");
                ExitCode::SUCCESS
            }
            Err(why) => {
                let _ = writeln!(std::io::stderr(), "{why}");
                ExitCode::from(2)
            }
        }
    }
}

fn signed(facts: &'static ProductFacts, matches: &ArgMatches) -> Result<String, DevError> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let scheme = text("scheme");
    let (facts_of_scheme, bearer) = bearers(facts)
        .find(|(facts, _)| scheme.is_none_or(|name| name == facts.name))
        .ok_or("the document has no such bearer scheme")
        .doing("cannot sign a token")?;
    let issuer = Issuer::open(&State::of(facts.name)?, facts)?;
    let index = facts.schemes.iter().position(|scheme| scheme.name == facts_of_scheme.name).unwrap_or(usize::MAX);
    let every: Vec<_> = scopes(facts, SchemeId(index)).into_iter().collect();
    let every = every.join(" ");
    let further = matches.get_many::<String>("claim").into_iter().flatten().map(|text| claim(text));
    let further = further.collect::<Result<Vec<_>, _>>()?;
    let claims = Claims {
        further: &further,
        client: text("client").unwrap_or(CLIENT),
        scope: text("scope").unwrap_or(&every),
        expired: matches.get_flag("expired"),
    };
    issuer.token(bearer, claims)
}

fn claim(text: &str) -> Result<(String, Value), DevError> {
    let (name, value) = text.split_once('=').ok_or("write --claim NAME=VALUE").doing("cannot sign a token")?;
    let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
    Ok((name.to_owned(), value))
}
