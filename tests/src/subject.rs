//! The gateway under test: the orders product, configured the way an operator would, on loopback.

use core::net::SocketAddr;
use core::time::Duration;
use std::sync::Arc;

use gateway_runtime::clock::{Clock, UnixMillis};
use gateway_runtime::config::Settings;
use gateway_runtime::contract::Product;
use gateway_runtime::gateway::{Gateway, Running};
use gateway_runtime::telemetry::{Memory, Telemetry};
use orders::Orders;
use serde_json::Value;
use tempfile::TempDir;

use crate::{Behaviour, Claims, Mint, Upstream, free_address};

/// The manual clock starts here: 2026-01-01T00:00:00Z.
const START: UnixMillis = UnixMillis(1_767_225_600_000);

/// What to start; every setting has the value most tests want.
#[derive(Debug)]
pub struct SubjectBuilder {
    behaviour: Behaviour,
    reachable: bool,
    keys: bool,
    tls: bool,
    bounds: String,
    operator: String,
    partners: String,
}

/// A running gateway with its upstream, its issuer's key and its memory of events. Dropping it stops the gateway.
#[derive(Debug)]
pub struct Subject {
    running: Running,
    upstream: Upstream,
    mint: Mint,
    memory: Memory,
    clock: Clock,
    certificate: Option<String>,
    _folder: TempDir,
}

impl SubjectBuilder {
    /// What the upstream does.
    pub fn upstream(mut self, behaviour: Behaviour) -> Self {
        self.behaviour = behaviour;
        self
    }

    /// Nothing listens where the upstream should be.
    pub fn without_upstream(mut self) -> Self {
        self.reachable = false;
        self
    }

    /// The issuer's key set cannot be fetched.
    pub fn without_keys(mut self) -> Self {
        self.keys = false;
        self
    }

    /// TLS with a certificate for `localhost`, instead of plaintext.
    pub fn tls(mut self) -> Self {
        self.tls = true;
        self
    }

    /// Lines for the `[bounds]` section.
    pub fn bounds(mut self, lines: &str) -> Self {
        self.bounds.push_str(lines);
        self.bounds.push('\n');
        self
    }

    /// More sections of the operator's file.
    pub fn operator(mut self, sections: &str) -> Self {
        self.operator.push_str(sections);
        self
    }

    /// The store of partner keys, as JSON.
    pub fn partners(mut self, store: &str) -> Self {
        store.clone_into(&mut self.partners);
        self
    }

    /// Starts and waits until the gateway is ready, where it ever will be.
    pub fn start(self) -> Subject {
        gateway_runtime::install_crypto();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file is written");
        let mint = Mint::new("key-1");
        write("jwks.json", &mint.key_set().to_string());
        write("partners.json", &self.partners);
        write("pepper", "0123456789abcdef0123456789abcdef");
        let certificate = self.tls.then(|| {
            let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
            write("tls.crt", &made.cert.pem());
            write("tls.key", &made.signing_key.serialize_pem());
            made.cert.pem()
        });
        let upstream = Upstream::start(self.behaviour);
        let target = if self.reachable { upstream.address() } else { free_address() };
        let keys = if self.keys { r#"{ file = "jwks.json" }"#.to_owned() } else { format!("{{ url = \"http://{}/jwks\" }}", free_address()) };
        let (transport, tls) = if self.tls {
            ("", "[tls]\ncert = \"tls.crt\"\nkey = { file = \"tls.key\" }\n")
        } else {
            ("plaintext = true", "")
        };
        let text = format!(
            r#"
[listen]
data = "127.0.0.1:0"
health = "127.0.0.1:0"
hosts = ["api.orders.example", "localhost"]
workers = 1
{transport}
{tls}
[upstreams.orders]
urls = ["http://{target}"]
[upstreams.exports]
urls = ["http://{target}"]
[auth.oauth]
jwks = {keys}
[stores.partners]
file = "partners.json"
pepper = {{ file = "pepper" }}
[bounds]
shutdownDelay = "0s"
{}
{}
"#,
            self.bounds, self.operator
        );
        let path = folder.path().join("gateway.toml");
        std::fs::write(&path, text).expect("a file is written");
        let settings = Settings::load(Orders::FACTS, &path, &[]).expect("the configuration is good");
        let clock = Clock::manual(START);
        let (telemetry, memory) = Telemetry::in_memory(Orders::FACTS);
        let dispatch = Arc::new(orders::hooks::Dispatcher(orders::rules::Rules));
        let running = Gateway::start(Orders::FACTS, settings, dispatch, clock.clone(), telemetry).expect("it starts");
        if self.keys {
            running.wait_until_ready(Duration::from_secs(20)).expect("it becomes ready");
        }
        Subject { running, upstream, mint, memory, clock, certificate, _folder: folder }
    }
}

impl Subject {
    /// The orders product with a good upstream.
    pub fn orders() -> SubjectBuilder {
        SubjectBuilder {
            behaviour: Behaviour::Answers,
            reachable: true,
            keys: true,
            tls: false,
            bounds: String::new(),
            operator: String::new(),
            partners: "[]".to_owned(),
        }
    }

    /// Where it listens for requests.
    pub fn address(&self) -> SocketAddr {
        self.running.data()
    }

    /// Where it listens for probes.
    pub fn health(&self) -> SocketAddr {
        self.running.health()
    }

    /// The running gateway.
    pub fn running(&self) -> &Running {
        &self.running
    }

    /// The certificate it serves, as PEM.
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    /// The upstream.
    pub fn upstream(&self) -> &Upstream {
        &self.upstream
    }

    /// The issuer's key.
    pub fn mint(&self) -> &Mint {
        &self.mint
    }

    /// The gateway's clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Unix seconds on the gateway's clock.
    pub fn now(&self) -> u64 {
        self.clock.wall().seconds()
    }

    /// A good token of the client `shop`.
    pub fn token(&self, scopes: &str) -> String {
        self.mint.sign(&Claims::valid("shop", scopes, self.now()))
    }

    /// The security events so far.
    pub fn events(&self) -> Vec<Value> {
        self.memory.events()
    }

    /// The access-log lines so far.
    pub fn access_log(&self) -> Vec<Value> {
        self.memory.access_log()
    }

    /// Forgets what the upstream saw and which events there were.
    pub fn forget(&self) {
        self.upstream.forget();
        self.memory.clear();
    }
}
