//! `dev`: the whole product on this machine, with nothing installed and nothing configured.

use core::net::{Ipv4Addr, SocketAddr};
use std::io::Write as _;
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;

use axum::Router;
use clap::{Arg, ArgMatches, Command, value_parser};
use gateway_runtime::cli::{Extra, Invocation};
use gateway_runtime::clock::Clock;
use gateway_runtime::gateway::Gateway;
use gateway_runtime::telemetry::Telemetry;

use crate::error::{DevError, Doing};
use crate::issuer::{self, Issuer};
use crate::keys::Keys;
use crate::settings::{Addresses, settings};
use crate::state::State;
use crate::tour::Tour;
use crate::{Example, certificate, narration, upstream};

/// The command.
#[derive(Debug)]
pub(crate) struct Dev {
    /// Bodies for the printed lines.
    pub(crate) examples: &'static [Example],
}

impl Extra for Dev {
    fn command(&self) -> Command {
        let port = Arg::new("port").long("port").value_name("PORT").default_value("8443");
        Command::new("dev")
            .about("Runs the gateway with a development certificate, issuer, keys and upstream")
            .arg(port.value_parser(value_parser!(u16)).help("Where it listens on this machine; 0 takes a free one"))
    }

    fn run(&self, invocation: Invocation, matches: &ArgMatches) -> ExitCode {
        let port = matches.get_one::<u16>("port").copied().unwrap_or(8443);
        match self.serve(invocation, port) {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => {
                let _ = writeln!(std::io::stderr(), "{why}");
                ExitCode::from(2)
            }
        }
    }
}

impl Dev {
    fn serve(&self, invocation: Invocation, port: u16) -> Result<(), DevError> {
        let facts = invocation.facts;
        let state = State::of(facts.name)?;
        certificate::ensure(&state)?;
        let issuer = Arc::new(Issuer::open(&state, facts)?);
        let keys = Keys::open(&state, facts)?;

        let (issuer_listener, issuer_address) = bind(0)?;
        let (upstream_listener, upstream_address) = bind(0)?;
        let addresses = Addresses { data: free(port)?, issuer: issuer_address, upstream: upstream_address };
        let issuer_router = issuer::router(Arc::clone(&issuer), facts, format!("http://{issuer_address}"));
        background(vec![(issuer_listener, issuer_router), (upstream_listener, upstream::router(facts))])?;

        let settings = settings(facts, &state, &keys, addresses)?;
        let clock = Clock::machine();
        let telemetry = Telemetry::new(facts, clock.clone(), narration::sink(facts));
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().doing("cannot start a runtime")?;
        let _context = runtime.enter();
        let running =
            Gateway::start(facts, settings, invocation.dispatch, clock, telemetry).doing("cannot start the gateway")?;
        runtime.block_on(running.ready());

        let port = running.data.port();
        let tour = Tour { facts, examples: self.examples, issuer: &issuer, keys: &keys, state: &state, port };
        introduce(&tour, addresses, running.health)?;
        runtime.block_on(async {
            tokio::signal::ctrl_c().await.doing("cannot wait for Ctrl-C")?;
            running.drain().await;
            Ok(())
        })
    }
}

/// Says where everything is, and prints the lines to paste.
fn introduce(tour: &Tour<'_>, addresses: Addresses, health: SocketAddr) -> Result<(), DevError> {
    let (facts, port) = (tour.facts, tour.port);
    let mut text = format!(
        "{} {} on https://localhost:{port}\n  health and metrics  http://{health}\n  \
         issuer              http://{}\n  demo upstream       http://{}\n  more tokens         \
         cargo run -q -p {} -- token --help\n\nPaste any of these into another shell; Ctrl-C here ends everything.\n",
        facts.title, facts.api_version, addresses.issuer, addresses.upstream, facts.name,
    );
    for step in tour.steps()? {
        text.push_str("\n# ");
        text.push_str(&step.expect);
        text.push('\n');
        text.push_str(&step.line);
        text.push('\n');
    }
    text.push_str("\nEvery request is told below.");
    // A reader that went away is not an error.
    let _ = writeln!(std::io::stdout(), "{text}");
    Ok(())
}

fn bind(port: u16) -> Result<(TcpListener, SocketAddr), DevError> {
    let what = format!("cannot listen on port {port} of this machine");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).doing(&what)?;
    listener.set_nonblocking(true).doing(&what)?;
    let address = listener.local_addr().doing(&what)?;
    Ok((listener, address))
}

/// An address the gateway can have. It has to be known before the gateway starts, because the port is part of the
/// authority it answers for.
fn free(port: u16) -> Result<SocketAddr, DevError> {
    bind(port).map(|(_, address)| address)
}

/// Serves until the process ends, on one thread that is not the gateway's.
fn background(services: Vec<(TcpListener, Router)>) -> Result<(), DevError> {
    const WHAT: &str = "cannot start the issuer and the upstream";
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().doing(WHAT)?;
    let serving = {
        let _context = runtime.enter();
        let with_listener = |(listener, router)| {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            Ok(runtime.spawn(async move { axum::serve(listener, router).await }))
        };
        services.into_iter().map(with_listener).collect::<Result<Vec<_>, std::io::Error>>().doing(WHAT)?
    };
    let run = move || {
        runtime.block_on(async {
            for service in serving {
                // It ends with the process.
                let _ = service.await;
            }
        });
    };
    std::thread::Builder::new().name("development".to_owned()).spawn(run).doing(WHAT)?;
    Ok(())
}
