//! The configuration of a development gateway: what an operator would write, with everything on this machine.

use core::fmt::Write as _;
use core::net::SocketAddr;
use std::path::Path;

use gateway_runtime::config::{Environment, Settings};
use gateway_runtime::contract::{KeyKind, ProductFacts};

use crate::certificate::{CERTIFICATE, KEY};
use crate::error::{DevError, Doing};
use crate::issuer::{SECRET, bearers};
use crate::keys::{Keys, files};
use crate::state::State;

/// The addresses of what a development gateway works with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Addresses {
    /// Where the gateway listens.
    pub(crate) data: SocketAddr,
    /// The issuer.
    pub(crate) issuer: SocketAddr,
    /// The demo upstream.
    pub(crate) upstream: SocketAddr,
}

/// The settings. No environment variable changes them: what `dev` prints is what it does.
pub(crate) fn settings(
    facts: &'static ProductFacts,
    state: &State,
    keys: &Keys,
    addresses: Addresses,
) -> Result<Settings, DevError> {
    let text = toml(facts, state, keys, addresses);
    Settings::read(facts, "development configuration", &text, &Environment::default())
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        .doing("the development configuration is not valid")
}

fn toml(facts: &ProductFacts, state: &State, keys: &Keys, addresses: Addresses) -> String {
    let port = addresses.data.port();
    let file = |name: &str| quoted(&path_text(&state.path(name)));
    let mut text = format!(
        "[listen]\ndata = \"{}\"\nhealth = \"127.0.0.1:0\"\nworkers = 1\n\
         hosts = [\"localhost:{port}\", \"127.0.0.1:{port}\"]\n\
         [tls]\ncert = {}\nkey = {{ file = {} }}\n\
         [bounds]\nshutdownDelay = \"0s\"\ndrain = \"2s\"\n",
        addresses.data,
        file(CERTIFICATE),
        file(KEY),
    );
    // Writing to a string cannot fail.
    for upstream in facts.upstreams {
        let name = quoted(upstream.name);
        let _ = writeln!(text, "[upstreams.{name}]\nurls = [\"http://{}\"]", addresses.upstream);
    }
    for (scheme, bearer) in bearers(facts) {
        let name = quoted(scheme.name);
        let keys = if bearer.algorithms.iter().any(|algorithm| algorithm.key() == KeyKind::Secret) {
            format!("secret = {{ file = {} }}", file(SECRET))
        } else {
            format!("jwks = {{ url = \"http://{}/jwks\" }}", addresses.issuer)
        };
        let _ = writeln!(text, "[auth.{name}]\n{keys}");
    }
    for store in keys.stores() {
        let (hashes, pepper) = files(store);
        let name = quoted(store);
        let _ = writeln!(text, "[stores.{name}]\nfile = {}\npepper = {{ file = {} }}", file(&hashes), file(&pepper));
    }
    text
}

/// A TOML basic string; every JSON string is one.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn path_text(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tour::tests::FACTS;

    #[test]
    fn the_development_configuration_is_valid() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::at(folder.path()).unwrap();
        crate::certificate::ensure(&state).unwrap();
        let keys = Keys::open(&state, &FACTS).unwrap();
        let at = |port| SocketAddr::from(([127, 0, 0, 1], port));
        let addresses = Addresses { data: at(8443), issuer: at(1), upstream: at(2) };
        let settings = settings(&FACTS, &state, &keys, addresses).unwrap();
        assert!(settings.tls.is_some() && !settings.listen.plaintext);
        assert_eq!(&*settings.upstreams["orders"].url, "http://127.0.0.1:2");
        assert!(settings.listen.data.ip().is_loopback() && settings.listen.health.ip().is_loopback());
    }
}
