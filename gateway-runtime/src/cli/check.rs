//! `check`: everything `serve` does before it binds a socket.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use super::console::say;
use super::{Invocation, refused, settings};
use crate::clock::Clock;
use crate::config::{Auth, Keys, Settings};
use crate::contract::ProductFacts;
use crate::snapshot::Snapshot;

pub(super) fn run(invocation: &Invocation, config: Option<&Path>) -> ExitCode {
    let facts = invocation.facts;
    let settings = match settings(facts, config) {
        Ok(settings) => settings,
        Err(code) => return code,
    };
    let (clock, keys) = (Clock::machine(), Snapshot::key_sources(facts));
    if let Err(errors) = Snapshot::build(facts, &settings, Arc::clone(&invocation.dispatch), &clock, &keys) {
        return refused(&errors);
    }
    for line in summary(facts, &settings) {
        say(line);
    }
    ExitCode::SUCCESS
}

/// The effective configuration in words, with secrets left out.
fn summary(facts: &'static ProductFacts, settings: &Settings) -> Vec<String> {
    let listen = &settings.listen;
    let scheme = if listen.plaintext { "http, without TLS" } else { "https" };
    let mut lines = vec![
        format!("{} {} ({} operations)", facts.title, facts.api_version, facts.operations.len()),
        format!("data        {} ({scheme})", listen.data),
        format!("health      {}", listen.health),
        format!("hosts       {}", listen.hosts.join(", ")),
        format!("workers     {}, trusting {} proxies in front", listen.workers, listen.trusted_hops),
    ];
    lines.extend(settings.upstreams.iter().map(|(name, upstream)| format!("upstream    {name}: {}", upstream.url)));
    lines.extend(settings.auth.iter().map(|(name, auth)| {
        let Auth { keys, refresh, stale_for, .. } = auth;
        match keys {
            Keys::Secret(_) => format!("keys        {name}: {keys}"),
            _ => format!(
                "keys        {name}: {keys}, read again every {refresh:?}, good for {stale_for:?} where that fails"
            ),
        }
    }));
    lines.extend(settings.stores.keys().map(|name| format!("key store   {name}")));
    lines.extend(settings.tightened(facts).into_iter().map(|sentence| format!("tightened   {sentence}")));
    lines
}
