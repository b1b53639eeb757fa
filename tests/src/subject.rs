//! The gateway under test: the orders product or another, configured the way an operator would, on loopback.

use core::net::SocketAddr;
use core::time::Duration;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use gateway_runtime::clock::{Clock, UnixMillis};
use gateway_runtime::config::{Environment, Settings};
use gateway_runtime::contract::{Product, ProductFacts, SchemeKind};
use gateway_runtime::gateway::{Gateway, Running};
use gateway_runtime::operation::Dispatch;
use gateway_runtime::telemetry::{Memory, Record, SecurityEvent, Sink, Telemetry};
use orders::Orders;
use serde_json::Value;
use tempfile::TempDir;

use crate::{Behaviour, Claims, Mint, Upstream, free_address};

/// The manual clock starts here: 2026-01-01T00:00:00Z.
const START: UnixMillis = UnixMillis(1_767_225_600_000);

/// The secret that the hashes of the stores are made with.
pub const PEPPER: &[u8] = b"0123456789abcdef0123456789abcdef";

/// What to start; every setting has the value most tests want.
#[derive(Debug)]
pub struct SubjectBuilder {
    behaviour: Behaviour,
    elsewhere: Option<SocketAddr>,
    reachable: bool,
    keys: bool,
    tls: bool,
    bounds: String,
    listen: String,
    operator: String,
    partners: String,
}

/// A running gateway with its upstream, its issuer's key and its memory of events. Dropping it stops the gateway.
#[derive(Debug)]
pub struct Subject {
    facts: &'static ProductFacts,
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

    /// An upstream elsewhere.
    pub fn upstream_at(mut self, address: SocketAddr) -> Self {
        self.elsewhere = Some(address);
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

    /// Lines for the `[listen]` section.
    pub fn listen(mut self, lines: &str) -> Self {
        self.listen.push_str(lines);
        self.listen.push('\n');
        self
    }

    /// More sections of the operator's file.
    pub fn operator(mut self, sections: &str) -> Self {
        self.operator.push_str(sections);
        self
    }

    /// The store of partner keys, as JSON; another product has the same keys in each of its stores.
    pub fn partners(mut self, store: &str) -> Self {
        store.clone_into(&mut self.partners);
        self
    }

    /// Starts the orders product and waits until the gateway is ready, where it ever will be.
    pub fn start(self) -> Subject {
        self.start_as::<Orders>(orders::hooks::Dispatcher(orders::rules::Rules))
    }

    /// Starts another product, with one upstream for all that it names and one key set for all its issuers.
    pub fn start_as<P: Product>(self, dispatch: impl Dispatch) -> Subject {
        gateway_runtime::install_crypto();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file is written");
        let mint = Mint::new("key-1");
        write("jwks.json", &mint.key_set().to_string());
        write("partners.json", &self.partners);
        std::fs::write(folder.path().join("pepper"), PEPPER).expect("a file is written");
        let certificate = self.tls.then(|| {
            let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
            write("tls.crt", &made.cert.pem());
            write("tls.key", &made.signing_key.serialize_pem());
            made.cert.pem()
        });
        let upstream = Upstream::start(self.behaviour);
        let own = if self.reachable { upstream.address() } else { free_address() };
        let target = self.elsewhere.unwrap_or(own);
        let here = folder.path().display();
        let keys = if self.keys {
            format!("{{ file = \"{here}/jwks.json\" }}")
        } else {
            format!("{{ url = \"http://{}/jwks\" }}", free_address())
        };
        let (transport, tls) = if self.tls {
            ("", format!("[tls]\ncert = \"{here}/tls.crt\"\nkey = {{ file = \"{here}/tls.key\" }}\n"))
        } else {
            ("plaintext = true", String::new())
        };
        let hosts: Vec<&str> = P::FACTS.hosts.iter().copied().chain(["localhost"]).collect();
        let text = format!(
            r#"
[listen]
data = "127.0.0.1:0"
health = "127.0.0.1:0"
hosts = {hosts:?}
workers = 1
{}
{transport}
{tls}
{}
[bounds]
shutdownDelay = "0s"
{}
{}
"#,
            self.listen,
            sections(P::FACTS, target, &keys, folder.path()),
            self.bounds,
            self.operator
        );
        let settings = Settings::read(P::FACTS, "gateway.toml", &text, &Environment::of(&[]));
        let settings = settings.expect("the configuration is good");
        let clock = Clock::manual(START);
        let (sink, memory) = Sink::memory();
        let telemetry = Telemetry::new(P::FACTS, clock.clone(), sink);
        let running = Gateway::start(P::FACTS, settings, Arc::new(dispatch), clock.clone(), telemetry);
        let running = running.expect("it starts");
        if self.keys {
            block_on(async { tokio::time::timeout(PATIENCE, running.ready()).await }).expect("it becomes ready");
        }
        Subject { facts: P::FACTS, running, upstream, mint, memory, clock, certificate, _folder: folder }
    }
}

impl Subject {
    /// The orders product with a good upstream.
    pub fn orders() -> SubjectBuilder {
        SubjectBuilder {
            behaviour: Behaviour::Answers,
            elsewhere: None,
            reachable: true,
            keys: true,
            tls: false,
            bounds: String::new(),
            listen: String::new(),
            operator: String::new(),
            partners: "[]".to_owned(),
        }
    }

    /// What its document says.
    pub fn facts(&self) -> &'static ProductFacts {
        self.facts
    }

    /// Where it listens for requests.
    pub fn address(&self) -> SocketAddr {
        self.running.data
    }

    /// Where it listens for probes.
    pub fn health(&self) -> SocketAddr {
        self.running.health
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

    /// Whether it reports itself ready.
    pub fn is_ready(&self) -> bool {
        self.running.is_ready()
    }

    /// Drains it.
    pub fn drain(&self) {
        block_on(self.running.drain());
    }

    /// The security events so far, as the JSON a sink would get.
    pub fn events(&self) -> Vec<Value> {
        self.memory.events().iter().map(as_json).collect()
    }

    /// Takes the records of the requests that have ended; waits until there is one.
    pub fn records(&self) -> Vec<Record> {
        let started = Instant::now();
        loop {
            let records = self.memory.take_records();
            if !records.is_empty() || started.elapsed() > PATIENCE {
                return records;
            }
            std::thread::yield_now();
        }
    }

    /// Takes the records of the requests that have ended by now.
    pub fn records_so_far(&self) -> Vec<Record> {
        self.memory.take_records()
    }

    /// Forgets what the upstream saw and which events there were.
    pub fn forget(&self) {
        self.upstream.forget();
        self.memory.take_events();
    }
}

/// The operator's sections for each upstream, issuer and store of a product.
fn sections(facts: &ProductFacts, target: SocketAddr, keys: &str, folder: &Path) -> String {
    let here = folder.display();
    let mut sections = BTreeSet::new();
    for upstream in facts.upstreams {
        sections.insert(format!("[upstreams.{}]\nurls = [\"http://{target}\"]\n", upstream.name));
    }
    for scheme in facts.schemes {
        sections.insert(match &scheme.kind {
            SchemeKind::Bearer(_) => format!("[auth.{}]\njwks = {keys}\n", scheme.name),
            SchemeKind::ApiKey(key) => format!(
                "[stores.{}]\nfile = \"{here}/partners.json\"\npepper = {{ file = \"{here}/pepper\" }}\n",
                key.store
            ),
        });
    }
    sections.into_iter().collect()
}

/// Far longer than any start takes.
const PATIENCE: Duration = Duration::from_secs(20);

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(future)
}

fn as_json(event: &SecurityEvent) -> Value {
    let mut line = Vec::new();
    event.write_json(&mut line);
    serde_json::from_slice(&line).expect("an event is JSON")
}
