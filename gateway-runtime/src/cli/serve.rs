//! `serve`: runs the gateway until it is told to stop.

use core::time::Duration;
use std::path::Path;
use std::process::ExitCode;

use tokio::signal::unix::{SignalKind, signal};

use super::console::complain;
use super::{Invocation, USAGE, settings};
use crate::clock::Clock;
use crate::gateway::{Gateway, Running};
use crate::telemetry::{Sink, Telemetry};

pub(super) fn run(invocation: Invocation, config: Option<&Path>) -> ExitCode {
    let facts = invocation.facts;
    let settings = match settings(facts, config) {
        Ok(settings) => settings,
        Err(code) => return code,
    };
    for sentence in settings.tightened(facts) {
        complain(format_args!("tightened: {sentence}"));
    }
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(why) => {
            complain(format_args!("cannot start: {why}"));
            return ExitCode::from(USAGE);
        }
    };
    let clock = Clock::machine();
    let telemetry = Telemetry::new(facts, clock.clone(), Sink::stdout());
    let _context = runtime.enter();
    match Gateway::start(facts, settings, invocation.dispatch, clock, telemetry) {
        Ok(running) => {
            complain(format_args!("{} listens on {}, health on {}", facts.name, running.data, running.health));
            let code = runtime.block_on(until_told(running));
            runtime.shutdown_timeout(Duration::from_secs(1));
            code
        }
        Err(why) => {
            complain(format_args!("cannot start: {why}"));
            ExitCode::from(USAGE)
        }
    }
}

/// Drains at the first SIGTERM or SIGINT; a second one ends the process at once.
async fn until_told(running: Running) -> ExitCode {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        complain("cannot wait for signals");
        return ExitCode::from(USAGE);
    };
    let mut told = async || {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    told().await;
    complain("stopping: finishing the requests that are running");
    tokio::select! {
        () = running.drain() => ExitCode::SUCCESS,
        () = told() => ExitCode::FAILURE,
    }
}
