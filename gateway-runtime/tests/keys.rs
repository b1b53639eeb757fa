//! The keys of an issuer over real sockets: fetched, discovered, rotated, missing, stale. Whoever is authenticated gets 502, because
//! there is no upstream.

#![allow(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod support;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gateway_runtime::clock::Clock;
use gateway_runtime::config::{Auth, Keys, Place, Settings, Upstream};
use gateway_runtime::contract::{
    Algorithm, BearerFacts, Matched, Method, OperationFacts, PathFacts, ProductFacts, Profile, SchemeFacts, SchemeId,
    SchemeKind, Segments, TokenType, UpstreamFacts, UpstreamId, all_of, requires,
};
use gateway_runtime::gateway::{Gateway, Running};
use gateway_runtime::telemetry::{Incident, Memory, Sink, Telemetry};
use gateway_runtime::upstream::Roots;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use support::{NoHooks, settings};

const ISSUER: &str = "https://issuer.example";

static OPERATION: OperationFacts = OperationFacts {
    index: 0,
    id: "read",
    method: Method::Get,
    path: "/x",
    security: &[all_of(&[requires(SchemeId(0), &[])])],
    upstream: UpstreamId(0),
    timeout: Duration::from_secs(1),
    ..OperationFacts::CLOSED
};

const UPSTREAMS: &[UpstreamFacts] =
    &[UpstreamFacts { name: "u", connect_timeout: Duration::from_millis(100), place: "keyed.yaml:1:1" }];
const OPERATIONS: &[&OperationFacts] = &[&OPERATION];

static PATH: PathFacts = PathFacts { template: "/x", variables: &[], operations: &[&OPERATION] };

fn route<'p>(segments: &Segments<'p>) -> Option<Matched<'p>> {
    matches!(segments.as_slice(), ["x"]).then(|| Matched::new(&PATH, &[]))
}

const fn product(schemes: &'static [SchemeFacts]) -> ProductFacts {
    ProductFacts {
        name: "keyed",
        title: "Keyed",
        api_version: "1",
        base_path: "",
        profile: Profile::Standard,
        hosts: &[],
        document: "keyed.yaml",
        digest: "sha256:0",
        generator: "none",
        schemes,
        upstreams: UPSTREAMS,
        limits: &[],
        operations: OPERATIONS,
        route,
    }
}

const BEARER: BearerFacts = BearerFacts {
    issuer: ISSUER,
    audiences: &["a"],
    algorithms: &[Algorithm::EdDsa],
    token_type: TokenType::Any,
    ..BearerFacts::CLOSED
};

static SIGNED: ProductFacts =
    product(&[SchemeFacts { name: "oidc", kind: SchemeKind::Bearer(BEARER), forward: false, place: "keyed.yaml:1:1" }]);

static SHARED: ProductFacts = product(&[SchemeFacts {
    name: "oidc",
    kind: SchemeKind::Bearer(BearerFacts { algorithms: &[Algorithm::Hs256], ..BEARER }),
    forward: false,
    place: "keyed.yaml:1:1",
}]);

/// An issuer on loopback that says what it is told to say, or hangs up.
#[derive(Clone)]
struct Issuer {
    origin: String,
    says: Arc<Mutex<BTreeMap<&'static str, String>>>,
    asked: Arc<AtomicUsize>,
}

impl Issuer {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let issuer = Self { origin, says: Arc::default(), asked: Arc::default() };
        let served = issuer.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(served.clone().answer(stream));
            }
        });
        issuer
    }

    async fn answer(self, mut stream: TcpStream) {
        let mut heard = Vec::new();
        while !heard.ends_with(b"\r\n\r\n") {
            if stream.read_buf(&mut heard).await.unwrap_or(0) == 0 {
                return;
            }
        }
        self.asked.fetch_add(1, Ordering::SeqCst);
        let path = String::from_utf8_lossy(&heard).split(' ').nth(1).unwrap_or_default().to_owned();
        let said = self.says.lock().unwrap().get(path.as_str()).cloned();
        if let Some(text) = said {
            let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{text}", text.len());
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    }

    fn say(&self, path: &'static str, text: impl Into<String>) {
        self.says.lock().unwrap().insert(path, text.into());
    }

    fn fall_silent(&self) {
        self.says.lock().unwrap().clear();
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// A key pair with an id.
struct Key {
    id: &'static str,
    pair: Ed25519KeyPair,
}

impl Key {
    fn new(id: &'static str) -> Self {
        Self { id, pair: Ed25519KeyPair::generate().unwrap() }
    }

    fn set(&self) -> String {
        let x = URL_SAFE_NO_PAD.encode(self.pair.public_key());
        format!(
            r#"{{"keys":[{{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","use":"sig","kid":"{}","x":"{x}"}}]}}"#,
            self.id
        )
    }

    fn token(&self) -> String {
        self.token_called(self.id)
    }

    /// A token that names another key than the one that signed it.
    fn token_called(&self, id: &str) -> String {
        let signed = unsigned("EdDSA", id);
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(self.pair.sign(signed.as_bytes())))
    }
}

fn unsigned(algorithm: &str, id: &str) -> String {
    let expires = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() + 300;
    let header = format!(r#"{{"alg":"{algorithm}","kid":"{id}"}}"#);
    let claims = format!(r#"{{"iss":"{ISSUER}","aud":"a","sub":"s","exp":{expires}}}"#);
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
}

fn start(product: &'static ProductFacts, auth: Auth) -> (Running, Memory) {
    start_at(product, auth, Clock::machine())
}

fn start_at(product: &'static ProductFacts, auth: Auth, clock: Clock) -> (Running, Memory) {
    let upstream = Upstream { url: "http://127.0.0.1:1".into(), place: Place::Whole("test".into()) };
    let settings = Settings { upstreams: [("u", upstream)].into(), auth: [("oidc", auth)].into(), ..settings() };
    let (sink, memory) = Sink::memory();
    let telemetry = Telemetry::new(product, clock.clone(), sink);
    (Gateway::start(product, settings, Arc::new(NoHooks), clock, telemetry).unwrap(), memory)
}

fn auth(keys: Keys) -> Auth {
    Auth {
        keys,
        refresh: Duration::from_hours(1),
        min_interval: Duration::from_secs(20),
        stale_for: Duration::from_hours(1),
        roots: Roots::native(),
    }
}

/// One connection to a gateway.
struct Client(TcpStream);

impl Client {
    async fn to(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    /// The status of a request with a token; the connection stays open.
    async fn status(&mut self, token: &str) -> u16 {
        let request = format!("GET /x HTTP/1.1\r\nHost: api.example\r\nAuthorization: Bearer {token}\r\n\r\n");
        self.0.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        loop {
            assert!(self.0.read_buf(&mut answer).await.unwrap() > 0, "closed");
            let text = String::from_utf8_lossy(&answer);
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
            if body.len() == length.parse::<usize>().unwrap() {
                return head.split(' ').nth(1).unwrap().parse().unwrap();
            }
        }
    }
}

async fn is_ready(running: &Running) -> bool {
    let mut stream = TcpStream::connect(running.health).await.unwrap();
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut heard = String::new();
    stream.read_to_string(&mut heard).await.unwrap();
    heard.starts_with("HTTP/1.1 200")
}

const ADMITTED: u16 = 502;

#[tokio::test]
async fn a_new_key_is_fetched_when_its_first_token_comes_and_the_old_one_is_gone() {
    let issuer = Issuer::start().await;
    let (old, new) = (Key::new("old"), Key::new("new"));
    issuer.say("/jwks", old.set());
    let (running, _) = start(&SIGNED, auth(Keys::Url(format!("{}/jwks", issuer.origin).into())));
    running.ready().await;
    let mut client = Client::to(running.data).await;
    assert_eq!(client.status(&old.token()).await, ADMITTED);
    assert_eq!(issuer.asked(), 1);

    issuer.say("/jwks", new.set());
    let data = running.data;
    let token = new.token();
    let racing: Vec<_> = (0..20)
        .map(|_| {
            let token = token.clone();
            tokio::spawn(async move { Client::to(data).await.status(&token).await })
        })
        .collect();
    for one in racing {
        assert_eq!(one.await.unwrap(), ADMITTED);
    }
    assert!(issuer.asked() <= 3, "all who wait share one attempt: {}", issuer.asked());
    assert_eq!(client.status(&old.token()).await, 401, "its key is gone");
    assert_eq!(client.status(&new.token()).await, ADMITTED);
}

#[tokio::test]
async fn unknown_keys_cause_few_fetches_and_harm_nobody() {
    let issuer = Issuer::start().await;
    let (key, stranger) = (Key::new("one"), Key::new("none"));
    issuer.say("/jwks", key.set());
    let (running, _) = start(&SIGNED, auth(Keys::Url(format!("{}/jwks", issuer.origin).into())));
    running.ready().await;
    let mut client = Client::to(running.data).await;
    let good = key.token();
    for number in 0..1_000 {
        assert_eq!(client.status(&stranger.token_called(&format!("k{number}"))).await, 401);
        if number % 10 == 0 {
            assert_eq!(client.status(&good).await, ADMITTED);
        }
    }
    assert!(issuer.asked() <= 1 + 3, "{}", issuer.asked());
    // A token of another issuer is not worth a question.
    assert_eq!(client.status("e30.e30.AA").await, 401);
}

#[tokio::test]
async fn an_issuer_is_discovered_by_its_own_metadata_only() {
    let issuer = Issuer::start().await;
    let key = Key::new("one");
    let metadata = |name: &str| format!(r#"{{"issuer":"{name}","jwks_uri":"{}/jwks"}}"#, issuer.origin);
    issuer.say("/jwks", key.set());
    issuer.say("/metadata", metadata("https://other.example"));
    let (running, memory) = start(&SIGNED, auth(Keys::Discovery(format!("{}/metadata", issuer.origin).into())));
    let told = async {
        loop {
            if let Some(incident) = memory.take_incidents().pop() {
                return incident;
            }
            tokio::task::yield_now().await;
        }
    };
    let told = tokio::time::timeout(Duration::from_secs(10), told).await.unwrap();
    assert!(matches!(told, Incident::KeysUnobtainable { ref why, .. } if why.contains("another issuer")), "{told:?}");
    assert!(!is_ready(&running).await);
    issuer.say("/metadata", metadata(ISSUER));
    tokio::time::timeout(Duration::from_secs(10), running.ready()).await.unwrap();
    assert_eq!(Client::to(running.data).await.status(&key.token()).await, ADMITTED);
    assert_eq!(memory.take_incidents(), [Incident::KeysObtained { scheme: SchemeId(0) }]);
}

#[tokio::test]
async fn keys_are_used_for_a_stated_time_after_the_issuer_fell_silent() {
    let issuer = Issuer::start().await;
    let key = Key::new("one");
    issuer.say("/jwks", key.set());
    let short = Auth {
        refresh: Duration::from_millis(50),
        stale_for: Duration::from_mins(1),
        ..auth(Keys::Url(format!("{}/jwks", issuer.origin).into()))
    };
    let clock = Clock::manual(Clock::machine().wall());
    let (running, memory) = start_at(&SIGNED, short, clock.clone());
    running.ready().await;
    let mut client = Client::to(running.data).await;
    assert_eq!(client.status(&key.token()).await, ADMITTED);
    issuer.fall_silent();
    let seen = issuer.asked();
    let missed = async {
        while issuer.asked() < seen + 2 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), missed).await.unwrap();
    clock.advance(Duration::from_secs(59));
    assert_eq!(client.status(&key.token()).await, ADMITTED, "the last good keys stay");
    clock.advance(Duration::from_secs(1));
    let lost = async { while is_ready(&running).await {} };
    tokio::time::timeout(Duration::from_secs(10), lost).await.unwrap();
    assert_eq!(client.status(&key.token()).await, 503);
    let codes: Vec<_> = memory.take_incidents().iter().map(Incident::code).collect();
    assert_eq!(codes, ["keys-unobtainable", "keys-stale"]);
    issuer.say("/jwks", key.set());
    tokio::time::timeout(Duration::from_secs(40), running.ready()).await.unwrap();
    assert_eq!(client.status(&key.token()).await, ADMITTED);
}

#[tokio::test]
async fn a_shared_secret_verifies_what_it_signed() {
    let secret = [7; 32];
    let (running, _) = start(&SHARED, auth(Keys::Secret(secret.into())));
    assert!(running.is_ready());
    let signed = unsigned("HS256", "any");
    let sign = |secret: &[u8]| {
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret);
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(aws_lc_rs::hmac::sign(&key, signed.as_bytes())))
    };
    let mut client = Client::to(running.data).await;
    assert_eq!(client.status(&sign(&secret)).await, ADMITTED);
    assert_eq!(client.status(&sign(&[8; 32])).await, 401);
    let confused = Key::new("any").token();
    assert_eq!(client.status(&confused).await, 401);
}
