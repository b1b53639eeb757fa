//! A whole gateway on loopback: listeners, TLS, both protocols, health, keys, draining. Its product has no operation, so
//! every request that gets through is answered with 404 and every other one with its refusal.

#![allow(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod support;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use gateway_runtime::clock::Clock;
use gateway_runtime::config::{Auth, Keys, Place, Settings, Tls, Upstream};
use gateway_runtime::contract::{
    Algorithm, BearerFacts, Matched, OperationFacts, PathFacts, ProductFacts, Profile, SchemeFacts, SchemeKind,
    TokenType, UpstreamFacts, UpstreamId, all_of,
};
use gateway_runtime::core::{Core, Shared};
use gateway_runtime::gateway::{Gateway, Running, StartError};
use gateway_runtime::service::GatewayService;
use gateway_runtime::snapshot::Snapshot;
use gateway_runtime::telemetry::{Memory, Sink, Telemetry};
use gateway_runtime::upstream::{Pool, Roots};
use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Empty};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls_pki_types::{CertificateDer, ServerName, pem::PemObject as _};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt as _;

use support::{NoHooks, settings};

static PRODUCT: ProductFacts = ProductFacts {
    name: "empty",
    title: "Empty",
    api_version: "1",
    base_path: "",
    profile: Profile::Standard,
    hosts: &[],
    document: "empty.yaml",
    digest: "sha256:0",
    generator: "none",
    schemes: &[],
    upstreams: &[],
    limits: &[],
    operations: &[],
    route: |_| None,
};

static KEYED: ProductFacts = ProductFacts {
    schemes: &[SchemeFacts {
        name: "oidc",
        kind: SchemeKind::Bearer(BearerFacts {
            issuer: "https://issuer.example",
            audiences: &["a"],
            algorithms: &[Algorithm::EdDsa],
            token_type: TokenType::Any,
            clock_skew: Duration::ZERO,
            scope_claims: &[&["scope"]],
            client_claims: &[],
            ..BearerFacts::CLOSED
        }),
        forward: false,
        place: "empty.yaml:1:1",
    }],
    ..PRODUCT
};

fn auth(keys: Keys, refresh: Duration) -> Auth {
    let (min_interval, stale_for) = (Duration::from_secs(20), Duration::from_hours(1));
    Auth { keys, refresh, min_interval, stale_for, roots: Roots::native() }
}

fn try_start(product: &'static ProductFacts, settings: Settings) -> Result<(Running, Memory), StartError> {
    let (sink, memory) = Sink::memory();
    let clock = Clock::machine();
    let telemetry = Telemetry::new(product, clock.clone(), sink);
    Gateway::start(product, settings, Arc::new(NoHooks), clock, telemetry).map(|running| (running, memory))
}

fn start(settings: Settings) -> (Running, Memory) {
    try_start(&PRODUCT, settings).unwrap()
}

/// Reads answers until the other side closes, or until `marks` of them have ended in the end of a problem document.
async fn hear(stream: &mut (impl AsyncRead + Unpin), marks: usize) -> String {
    let mut heard = Vec::new();
    while heard.split(|&byte| byte == b'}').count() <= marks && stream.read_buf(&mut heard).await.unwrap_or(0) > 0 {}
    String::from_utf8(heard).unwrap()
}

async fn ask(to: SocketAddr, bytes: &str, marks: usize) -> String {
    let mut stream = TcpStream::connect(to).await.unwrap();
    stream.write_all(bytes.as_bytes()).await.unwrap();
    hear(&mut stream, marks).await
}

const GOOD: &str = "GET /a HTTP/1.1\r\nHost: api.example\r\n\r\n";

#[tokio::test]
async fn requests_reach_the_pipeline_and_hostile_heads_their_refusal() {
    let (running, memory) = start(settings());
    running.ready().await;
    let heard = ask(running.data, &format!("{GOOD}GET / HTTP/1.1\r\nHost: a\r\nX_Y: z\r\n\r\n{GOOD}"), 9).await;
    assert!(heard.starts_with("HTTP/1.1 404 "), "{heard}");
    assert!(heard.contains("\"unknown-path\"") && heard.contains("\"underscore-header\""), "{heard}");
    assert_eq!(heard.matches("HTTP/1.1 ").count(), 2, "{heard}");
    let codes: Vec<_> = memory.take_events().iter().map(|event| event.code).collect();
    assert_eq!(codes, ["unknown-path", "underscore-header"]);
}

fn certificate() -> (Tls, CertificateDer<'static>) {
    let made = rcgen::generate_simple_self_signed(["api.example".to_owned()]).unwrap();
    let (cert_pem, key_pem) = (made.cert.pem().into_bytes(), made.signing_key.serialize_pem().into_bytes());
    let der = CertificateDer::from_pem_slice(&cert_pem).unwrap();
    (Tls { cert_pem, key_pem }, der)
}

async fn tls(
    to: SocketAddr,
    root: &CertificateDer<'static>,
    alpn: &[u8],
) -> impl AsyncRead + AsyncWrite + Send + Unpin + use<> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(root.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![alpn.to_vec()];
    let stream = TcpStream::connect(to).await.unwrap();
    let name = ServerName::try_from("api.example").unwrap();
    let stream = tokio_rustls::TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(alpn));
    stream
}

#[tokio::test]
async fn tls_speaks_both_protocols_and_nothing_else() {
    let (pair, root) = certificate();
    let (running, _) = start(Settings { tls: Some(pair), ..settings() });

    let mut stream = tls(running.data, &root, b"http/1.1").await;
    stream.write_all(GOOD.as_bytes()).await.unwrap();
    assert!(hear(&mut stream, 1).await.starts_with("HTTP/1.1 404 "));
    stream.write_all(b"GET / HTTP/1.1\nHost: a\n\n").await.unwrap();
    assert!(hear(&mut stream, 9).await.contains("bare-line-feed"));

    let stream = tls(running.data, &root, b"h2").await;
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    let driving = tokio::spawn(connection);
    for _ in 0..3 {
        let request = Request::get("https://api.example/a").body(Empty::<bytes::Bytes>::new()).unwrap();
        let response = sender.send_request(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert!(!response.into_body().collect().await.unwrap().to_bytes().is_empty());
    }
    running.drain().await;
    driving.await.unwrap().unwrap();
    drop(running);

    let (pair, _) = certificate();
    let (running, _) = start(Settings { tls: Some(pair), ..settings() });
    let heard = tokio::time::timeout(Duration::from_secs(5), async {
        let mut stream = TcpStream::connect(running.data).await.unwrap();
        stream.write_all(GOOD.as_bytes()).await.unwrap();
        let mut heard = Vec::new();
        while stream.read_buf(&mut heard).await.unwrap_or(0) > 0 {}
        heard
    });
    assert!(!heard.await.unwrap().starts_with(b"HTTP"), "plain HTTP was answered on the TLS port");
}

#[tokio::test]
async fn draining_ends_idle_connections_and_refuses_new_ones() {
    let (running, _) = start(settings());
    let mut stream = TcpStream::connect(running.data).await.unwrap();
    stream.write_all(GOOD.as_bytes()).await.unwrap();
    assert!(hear(&mut stream, 1).await.contains("404"));
    assert!(running.is_ready());
    running.drain().await;
    assert!(!running.is_ready());
    assert_eq!(stream.read(&mut [0; 1]).await.unwrap(), 0, "the idle connection was not closed");
    let (data, health) = (running.data, running.health);
    drop(running);
    assert!(TcpStream::connect(data).await.is_err());
    assert!(TcpStream::connect(health).await.is_err());
}

static SLOW: OperationFacts = OperationFacts {
    index: 0,
    id: "slow",
    path: "/slow",
    security: &[all_of(&[])],
    upstream: UpstreamId(0),
    timeout: Duration::from_secs(10),
    ..OperationFacts::CLOSED
};
static SLOW_PATH: PathFacts = PathFacts { template: "/slow", variables: &[], operations: &[&SLOW] };
static FORWARDING: ProductFacts = ProductFacts {
    upstreams: &[UpstreamFacts { name: "up", connect_timeout: Duration::from_secs(10), place: "empty.yaml:1:1" }],
    operations: &[&SLOW],
    route: |segments| (segments.as_slice() == ["slow"]).then(|| Matched::new(&SLOW_PATH, &[])),
    ..PRODUCT
};

#[tokio::test]
async fn draining_waits_for_a_request_that_has_begun() {
    let upstream = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", upstream.local_addr().unwrap()).into();
    let mut settings = settings();
    settings.upstreams.insert("up", Upstream { url, place: Place::Whole("test".into()) });
    let (running, _) = try_start(&FORWARDING, settings).unwrap();
    let mut client = TcpStream::connect(running.data).await.unwrap();
    client.write_all(b"GET /slow HTTP/1.1\r\nHost: api.example\r\n\r\n").await.unwrap();
    let (mut forwarded, _) = upstream.accept().await.unwrap();
    forwarded.read_buf(&mut Vec::with_capacity(4096)).await.unwrap();
    let (data, heard) = (running.data, async {
        // The order is seen by the listener, which closes, before the upstream answers.
        while TcpStream::connect(running.data).await.is_ok() {
            tokio::task::yield_now().await;
        }
        forwarded.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await.unwrap();
        hear(&mut client, 9).await
    });
    let ((), heard) = tokio::join!(running.drain(), heard);
    assert!(heard.starts_with("HTTP/1.1 200 ") && heard.ends_with("{}"), "{heard}");
    assert!(heard.contains("connection: close"), "{heard}");
    assert!(TcpStream::connect(data).await.is_err());
}

#[tokio::test]
async fn connections_above_the_cap_are_closed() {
    let mut settings = settings();
    settings.bounds.max_connections = 1;
    let (running, _) = start(settings);
    let mut kept = TcpStream::connect(running.data).await.unwrap();
    kept.write_all(GOOD.as_bytes()).await.unwrap();
    assert!(hear(&mut kept, 1).await.contains("404"));
    let mut refused = TcpStream::connect(running.data).await.unwrap();
    let closed = tokio::time::timeout(Duration::from_secs(5), refused.read(&mut [0; 1])).await.unwrap();
    assert!(matches!(closed, Ok(0) | Err(_)));
    kept.write_all(GOOD.as_bytes()).await.unwrap();
    assert!(hear(&mut kept, 1).await.contains("404"));
}

async fn health(running: &Running, path: &str) -> String {
    ask(running.health, &format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), 999_999).await
}

fn jwks() -> String {
    let pair = aws_lc_rs::signature::Ed25519KeyPair::generate().unwrap();
    let x = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(pair.public_key());
    format!(r#"{{"keys":[{{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","use":"sig","kid":"1","x":"{x}"}}]}}"#)
}

#[tokio::test]
async fn readiness_waits_for_the_keys_of_every_issuer() {
    let issuer = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/jwks", issuer.local_addr().unwrap());
    let mut settings = settings();
    settings.auth.insert("oidc", auth(Keys::Url(url.into()), Duration::from_mins(10)));
    let (running, _) = try_start(&KEYED, settings).unwrap();
    assert!(health(&running, "/livez").await.starts_with("HTTP/1.1 200"));
    assert!(health(&running, "/readyz").await.starts_with("HTTP/1.1 503"));
    assert!(health(&running, "/readyz?verbose").await.contains("[-] keys oidc"));
    // Broken twice, then good: asked again each time.
    for document in ["junk".to_owned(), r#"{"keys":[]}"#.to_owned(), jwks()] {
        let (mut stream, _) = issuer.accept().await.unwrap();
        let mut heard = Vec::new();
        while !heard.ends_with(b"\r\n\r\n") {
            stream.read_buf(&mut heard).await.unwrap();
        }
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{document}", document.len());
        stream.write_all(answer.as_bytes()).await.unwrap();
    }
    running.ready().await;
    assert!(health(&running, "/readyz").await.starts_with("HTTP/1.1 200"));
    assert!(health(&running, "/metrics").await.contains("# EOF"));
    running.drain().await;
    assert!(!running.is_ready());
}

#[tokio::test]
async fn a_key_file_must_be_there_at_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jwks.json");
    let keyed = || {
        let mut settings = settings();
        settings.auth.insert("oidc", auth(Keys::File(path.clone()), Duration::from_millis(20)));
        settings
    };
    assert!(matches!(try_start(&KEYED, keyed()), Err(StartError::Keys(_))));
    std::fs::write(&path, jwks()).unwrap();
    let (running, _) = try_start(&KEYED, keyed()).unwrap();
    assert!(running.is_ready());
    // A file that is gone later takes no key away.
    std::fs::remove_file(&path).unwrap();
    assert!(running.is_ready());
}

#[tokio::test]
async fn what_cannot_be_served_is_an_error_at_start() {
    let (pair, _) = certificate();
    let (other, _) = certificate();
    let mixed = Tls { cert_pem: pair.cert_pem, key_pem: other.key_pem };
    assert!(matches!(try_start(&PRODUCT, Settings { tls: Some(mixed), ..settings() }), Err(StartError::Tls(_))));
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut occupied = settings();
    occupied.listen.data = taken.local_addr().unwrap();
    assert!(matches!(try_start(&PRODUCT, occupied), Err(StartError::Listen { .. })));
}

#[tokio::test]
async fn mounts_in_an_axum_router() {
    let (sink, memory) = Sink::memory();
    let clock = Clock::machine();
    let telemetry = Telemetry::new(&PRODUCT, clock.clone(), sink);
    let settings = settings();
    let sources = Snapshot::key_sources(&PRODUCT);
    let snapshot = Snapshot::build(&PRODUCT, &settings, Arc::new(NoHooks), &clock, &sources).unwrap();
    let core = Arc::new(Core::new(Arc::new(Shared::new(snapshot, clock, telemetry)), Pool::default()));
    let router: axum::Router = axum::Router::new()
        .route("/mine", axum::routing::get(|| async { "mine" }))
        .fallback_service(GatewayService::new(core, false));
    let ask = |path: &str| {
        let request = Request::get(path).header("host", "api.example").body(axum::body::Body::empty()).unwrap();
        let router = router.clone();
        async move { router.oneshot(request).await.unwrap_or_else(|never: Infallible| match never {}) }
    };
    assert_eq!(ask("/mine").await.status(), StatusCode::OK);
    assert_eq!(ask("/theirs").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(memory.take_events().len(), 1);
}
