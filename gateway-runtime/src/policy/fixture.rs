//! A small product, written by hand, that the tests of the policies share. Long because it states one operation for each
//! kind of place and style.

use core::time::Duration;
use std::sync::Arc;

use arc_swap::ArcSwap;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use serde_json::{Value, json};

use crate::clock::{Clock, UnixMillis};
use crate::contract::*;
use crate::core::{Core, Shared};
use crate::limiter::Limiter;
use crate::operation::{Deciding, Decision, Dispatch, Inputs};
use crate::policy::admit::{Admitted, admit};
use crate::policy::approve::approve;
use crate::policy::authenticate::authenticate;
use crate::policy::authorize::authorize;
use crate::policy::canonicalize::canonicalize;
use crate::policy::meter::meter;
use crate::policy::receive::{Connection, Received, receive};
use crate::policy::route::route;
use crate::policy::throttle::throttle;
use crate::policy::validate::validate;
use crate::principal::Principal;
use crate::refusal::Refusal;
use crate::request_body::RequestBody;
use crate::schema::{self, Limits};
use crate::snapshot::{EffectiveOperation, Snapshot};
use crate::telemetry::{Memory, Protocol, Sink, Telemetry};
use crate::upstream::{Pool, Target};
use crate::verifier::{KeySet, KeySource, KeyStore, KeyStoreSource, Verifier, stored_hash};

pub(crate) const NOW: UnixMillis = UnixMillis(1_800_000_000_000);
pub(crate) const PEPPER: &[u8] = b"0123456789abcdef";
pub(crate) const GOOD_KEY: &str = "ord_k1_secret";

/// A schema that accepts nothing.
fn never<'b>(run: &mut schema::Run<'b>, at: schema::Cursor<'b>) -> schema::Step<'b> {
    schema::nothing(run, at, &"specs/orders.yaml:7:3")
}

pub(crate) const BEARER: BearerFacts = BearerFacts {
    issuer: "https://issuer.example",
    audiences: &["orders"],
    algorithms: &[Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256],
    token_type: TokenType::AccessToken,
    clock_skew: Duration::from_secs(30),
    scope_claims: &[&["scope"]],
    client_claims: &[&["azp"], &["client_id"]],
    ..BearerFacts::CLOSED
};
const KEY: ApiKeyFacts =
    ApiKeyFacts { location: ApiKeyLocation::Header("x-key"), store: "partners", prefix: "ord_", origins: &[] };
const QUERY_KEY: ApiKeyFacts =
    ApiKeyFacts { location: ApiKeyLocation::Query("key"), store: "partners", prefix: "ord_", origins: &[] };

const OAUTH: SchemeId = SchemeId(0);
const PARTNER: SchemeId = SchemeId(1);
const LINK: SchemeId = SchemeId(2);

const PER_ADDRESS: Limit = Limit {
    name: "per-address",
    by: LimitKey::Address { ipv6_prefix: 64 },
    per: LimitScope::Product,
    count: 50,
    window: Duration::from_secs(50),
    burst: 50,
    place: "",
};
const PER_CLIENT: Limit = Limit {
    name: "per-client",
    by: LimitKey::Client,
    per: LimitScope::Operation,
    count: 60,
    window: Duration::from_mins(1),
    burst: 3,
    place: "",
};

const fn parameter(name: &'static str, location: ParameterLocation, reading: Reading) -> Parameter {
    let style = match location {
        ParameterLocation::Path | ParameterLocation::Header => Style::Simple,
        ParameterLocation::Cookie | ParameterLocation::Query | ParameterLocation::Querystring => Style::Form,
    };
    Parameter {
        name,
        location,
        required: false,
        carried: Carried::single(style, reading),
        allow_empty: false,
        default: None,
        schema: schema::anything,
        place: "",
    }
}

const fn list(name: &'static str, reading: Reading, explode: bool) -> Parameter {
    let one = parameter(name, ParameterLocation::Query, reading);
    let composition = Composition::List(List { items: Single::of(reading), most: 10 });
    Parameter { carried: Carried { explode, composition, ..one.carried }, ..one }
}

static GET_ORDER: OperationFacts = OperationFacts {
    index: 0,
    id: "getOrder",
    method: Method::Get,
    path: "/orders/{orderId}",
    security: &[
        all_of(&[requires(OAUTH, &["orders:read"])]),
        all_of(&[requires(PARTNER, &[])]),
        all_of(&[requires(LINK, &[])]),
    ],
    limits: &[PER_CLIENT],
    parameters: &[
        Parameter { required: true, ..parameter("orderId", ParameterLocation::Path, Reading::Integer) },
        parameter("verbose", ParameterLocation::Query, Reading::Boolean),
        list("tag", Reading::String, true),
        list("ids", Reading::Integer, false),
        parameter("X-Tenant", ParameterLocation::Header, Reading::String),
        parameter("theme", ParameterLocation::Cookie, Reading::String),
        parameter("X-Forwarded-For", ParameterLocation::Header, Reading::String),
        Parameter { schema: never, ..parameter("never", ParameterLocation::Query, Reading::String) },
    ],
    upstream: UpstreamId(0),
    timeout: Duration::from_secs(1),
    ..OperationFacts::CLOSED
};
static CREATE_ORDER: OperationFacts = OperationFacts {
    index: 1,
    id: "createOrder",
    method: Method::Post,
    path: "/orders",
    security: &[all_of(&[requires(OAUTH, &["orders:write"])])],
    body: BodyFacts {
        required: true,
        max_bytes: 64,
        contents: &[Content {
            media_type: MediaType::new("application/json", &[]),
            kind: ContentKind::Json(JsonContent { limits: Limits::depth(8), schema: schema::anything }),
            schema_name: "Order",
        }],
        ..BodyFacts::REFUSED
    },
    upstream: UpstreamId(0),
    timeout: Duration::from_secs(1),
    hooks: &[HookStage::Authorized],
    ..OperationFacts::CLOSED
};
static GET_STATUS: OperationFacts = OperationFacts {
    index: 2,
    id: "getStatus",
    method: Method::Get,
    path: "/status",
    security: &[all_of(&[])],
    upstream: UpstreamId(0),
    timeout: Duration::from_secs(1),
    ..OperationFacts::CLOSED
};
/// Introduces authentication and parameters: denials are reported until a second after [`NOW`].
static GET_BETA: OperationFacts = OperationFacts {
    index: 3,
    id: "getBeta",
    method: Method::Get,
    path: "/beta",
    security: &[all_of(&[requires(LINK, &[])])],
    upstream: UpstreamId(0),
    timeout: Duration::from_secs(1),
    report: Some(Report { until: NOW.0 / 1000 + 1, reason: "introduced" }),
    ..OperationFacts::CLOSED
};
static DELETE_ORDER: OperationFacts = OperationFacts {
    index: 4,
    id: "deleteOrder",
    method: Method::Delete,
    path: "/orders/{orderId}",
    security: &[all_of(&[requires(OAUTH, &["orders:admin"]), requires(PARTNER, &[])])],
    parameters: &[Parameter { required: true, ..parameter("orderId", ParameterLocation::Path, Reading::Integer) }],
    upstream: UpstreamId(0),
    timeout: Duration::from_secs(1),
    ..OperationFacts::CLOSED
};
static CLOSED: OperationFacts =
    OperationFacts { index: 5, id: "closed", path: "/closed", method: Method::Get, ..OperationFacts::CLOSED };

/// Parameters in styles that are not the default, with a hook that looks at them.
static SEARCH: OperationFacts = OperationFacts {
    index: 6,
    id: "search",
    method: Method::Get,
    path: "/search/{lines}",
    security: &[all_of(&[])],
    parameters: &[
        Parameter {
            required: true,
            carried: Carried {
                style: Style::Matrix,
                explode: true,
                reserved: false,
                composition: Composition::List(List { items: Single::of(Reading::Integer), most: 3 }),
            },
            ..parameter("lines", ParameterLocation::Path, Reading::Integer)
        },
        Parameter { allow_empty: true, ..parameter("n", ParameterLocation::Query, Reading::Integer) },
        Parameter { allow_empty: true, schema: never, ..parameter("s", ParameterLocation::Query, Reading::String) },
        Parameter { default: Some("20"), ..parameter("limit", ParameterLocation::Query, Reading::Integer) },
        parameter("filter", ParameterLocation::Query, Reading::Json),
    ],
    undeclared: Undeclared::Report,
    upstream: UpstreamId(0),
    timeout: Duration::from_secs(1),
    hooks: &[HookStage::Authorized],
    ..OperationFacts::CLOSED
};
static QUERY_FORM: Form = Form {
    fields: &[FormField { name: "a", carried: Carried::single(Style::Form, Reading::Integer) }],
    others: Single::of(Reading::String),
};
/// The query is one parameter, beside a credential.
static REPORT: OperationFacts = OperationFacts {
    index: 7,
    id: "report",
    method: Method::Get,
    path: "/report",
    security: &[all_of(&[requires(LINK, &[])])],
    parameters: &[Parameter {
        required: true,
        carried: Carried { composition: Composition::Form(&QUERY_FORM), ..Carried::single(Style::Form, Reading::Json) },
        ..parameter("q", ParameterLocation::Querystring, Reading::Json)
    }],
    upstream: UpstreamId(0),
    timeout: Duration::from_secs(1),
    ..OperationFacts::CLOSED
};
static QUIET: OperationFacts = OperationFacts {
    index: 8,
    id: "quiet",
    method: Method::Get,
    path: "/quiet",
    security: &[all_of(&[])],
    parameters: &[parameter("a", ParameterLocation::Query, Reading::Integer)],
    undeclared: Undeclared::Ignore,
    upstream: UpstreamId(0),
    timeout: Duration::from_secs(1),
    ..OperationFacts::CLOSED
};
/// The query is one JSON text.
static JSON_QUERY: OperationFacts = OperationFacts {
    index: 9,
    id: "jsonQuery",
    method: Method::Get,
    path: "/json",
    security: &[all_of(&[])],
    parameters: &[parameter("q", ParameterLocation::Querystring, Reading::Json)],
    upstream: UpstreamId(0),
    timeout: Duration::from_secs(1),
    ..OperationFacts::CLOSED
};

static ORDER: PathFacts =
    PathFacts { template: "/orders/{orderId}", variables: &["orderId"], operations: &[&GET_ORDER, &DELETE_ORDER] };
static ORDERS: PathFacts = PathFacts { template: "/orders", variables: &[], operations: &[&CREATE_ORDER] };
static STATUS: PathFacts = PathFacts { template: "/status", variables: &[], operations: &[&GET_STATUS] };
static BETA: PathFacts = PathFacts { template: "/beta", variables: &[], operations: &[&GET_BETA] };
static SEARCHES: PathFacts = PathFacts { template: "/search/{lines}", variables: &["lines"], operations: &[&SEARCH] };
static REPORTS: PathFacts = PathFacts { template: "/report", variables: &[], operations: &[&REPORT] };
static QUIETS: PathFacts = PathFacts { template: "/quiet", variables: &[], operations: &[&QUIET] };
static JSON_QUERIES: PathFacts = PathFacts { template: "/json", variables: &[], operations: &[&JSON_QUERY] };
static NOTHING: PathFacts = PathFacts { template: "/closed", variables: &[], operations: &[&CLOSED] };

fn find<'p>(segments: &Segments<'p>) -> Option<Matched<'p>> {
    match segments.as_slice() {
        ["orders", id] if !id.is_empty() => Some(Matched::new(&ORDER, &[id])),
        ["orders"] => Some(Matched::new(&ORDERS, &[])),
        ["status"] => Some(Matched::new(&STATUS, &[])),
        ["beta"] => Some(Matched::new(&BETA, &[])),
        ["search", lines] if !lines.is_empty() => Some(Matched::new(&SEARCHES, &[lines])),
        ["report"] => Some(Matched::new(&REPORTS, &[])),
        ["quiet"] => Some(Matched::new(&QUIETS, &[])),
        ["json"] => Some(Matched::new(&JSON_QUERIES, &[])),
        ["closed"] => Some(Matched::new(&NOTHING, &[])),
        _ => None,
    }
}

pub(crate) static PRODUCT: ProductFacts = ProductFacts {
    name: "orders",
    title: "Orders",
    api_version: "1",
    base_path: "",
    profile: Profile::Strict,
    hosts: &["api.example.com"],
    document: "",
    digest: "",
    generator: "",
    schemes: &[
        SchemeFacts { name: "oauth", kind: SchemeKind::Bearer(BEARER), forward: false, place: "" },
        SchemeFacts { name: "partner", kind: SchemeKind::ApiKey(KEY), forward: true, place: "" },
        SchemeFacts { name: "link", kind: SchemeKind::ApiKey(QUERY_KEY), forward: false, place: "" },
    ],
    upstreams: &[],
    limits: &[PER_ADDRESS],
    operations: &[
        &GET_ORDER,
        &CREATE_ORDER,
        &GET_STATUS,
        &GET_BETA,
        &DELETE_ORDER,
        &CLOSED,
        &SEARCH,
        &REPORT,
        &QUIET,
        &JSON_QUERY,
    ],
    route: find,
};

/// A hook that does what the body says.
struct Scripted;

impl Dispatch for Scripted {
    fn dispatch<'a>(
        &'a self,
        _stage: HookStage,
        _operation: usize,
        inputs: Inputs<'a>,
        _principals: &'a [Principal],
    ) -> Deciding<'a> {
        let body = inputs.body().unwrap_or_default();
        assert_ne!(body, b"\"panic at once\"");
        Box::pin(async move {
            assert_ne!(body, b"\"panic later\"");
            match body {
                b"\"refuse\"" => Some(Decision::Refused("too-expensive")),
                b"\"undecodable\"" => None,
                b"\"hang\"" => core::future::pending().await,
                _ => Some(Decision::Admitted),
            }
        })
    }
}

/// A gateway of one core at [`NOW`], with an issuer of its own.
pub(crate) struct Fixture {
    pub(crate) core: Core,
    pub(crate) memory: Memory,
    pub(crate) clock: Clock,
    pub(crate) issuer: Issuer,
    pub(crate) keys: KeySource,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        Self::with(|_| ())
    }

    /// A gateway whose configuration was changed first.
    pub(crate) fn with(change: impl FnOnce(&mut Snapshot)) -> Self {
        let clock = Clock::manual(NOW);
        let (sink, memory) = Sink::memory();
        let telemetry = Telemetry::new(&PRODUCT, clock.clone(), sink);
        let issuer = Issuer::new();
        let keys = KeySource::default();
        keys.store(Some(KeySet::parse(issuer.jwks().as_bytes(), BEARER.algorithms).unwrap()));
        let hash = stored_hash(PEPPER, GOOD_KEY);
        let store = json!([{"id": "k1", "hash": hash, "owner": "acme", "scopes": ["orders:read"]}]).to_string();
        let store = KeyStoreSource::new(ArcSwap::from_pointee(KeyStore::parse(store.as_bytes(), PEPPER).unwrap()));
        let limiter = |limit: &'static Limit| Arc::new(Limiter::new(limit, limit.count, limit.burst, clock.clone()));
        let operations = PRODUCT
            .operations
            .iter()
            .map(|facts| EffectiveOperation {
                facts,
                disabled: false,
                extra_scopes: [].into(),
                limiters: facts.limits.iter().map(limiter).collect(),
                max_body_bytes: 64,
            })
            .collect();
        let mut snapshot = Snapshot {
            product: &PRODUCT,
            hosts: ["api.example.com".into()].into(),
            trusted_hops: 0,
            operations,
            address_limiters: PRODUCT.limits.iter().map(limiter).collect(),
            verifiers: [
                Verifier::bearer(OAUTH, const { &BEARER }, keys.clone()),
                Verifier::api_key(PARTNER, const { &KEY }, Arc::clone(&store)),
                Verifier::api_key(LINK, const { &QUERY_KEY }, store),
            ]
            .into(),
            key_stores: std::collections::BTreeMap::new(),
            upstreams: [Target::parse("http://127.0.0.1:1", Duration::from_millis(50)).unwrap()].into(),
            dispatch: Arc::new(Scripted),
            body_timeout: Duration::from_secs(1),
            least_body_rate: 0,
            body_memory: crate::memory::BodyMemory::new(1 << 20),
            spool: std::env::temp_dir().into(),
        };
        change(&mut snapshot);
        let core = Core::new(Arc::new(Shared::new(snapshot, clock.clone(), telemetry)), Pool::default());
        Self { core, memory, clock, issuer, keys }
    }

    /// Takes a request through every policy up to the one that builds the upstream's request.
    pub(crate) async fn admit(&self, received: Received) -> Result<Admitted, Refusal> {
        let core = &self.core;
        let snapshot = core.shared.snapshot.load();
        let mut record = received.record(&self.clock);
        let received = receive(received)?;
        let canonical = canonicalize(received, &snapshot, &mut record)?;
        let throttled = throttle(canonical, &snapshot, &record)?;
        let routed = route(throttled, core, &snapshot, &mut record)?;
        let authenticated = authenticate(routed, core, &snapshot, &mut record).await?;
        let authorized = authorize(authenticated, core, &snapshot, &mut record)?;
        let metered = meter(authorized, core, &snapshot, &record)?;
        let validated = validate(metered, core, &snapshot, &mut record).await?;
        let approved = approve(validated, core, &snapshot, &record).await?;
        Ok(admit(approved, &snapshot, &record)?)
    }

    /// A good token of `client` with these scopes.
    pub(crate) fn token(&self, client: &str, scope: &str) -> String {
        self.issuer.sign(&claims(client, scope))
    }
}

/// Claims that are good at [`NOW`].
pub(crate) fn claims(client: &str, scope: &str) -> Value {
    json!({
        "iss": BEARER.issuer, "aud": ["other", "orders"], "sub": "user", "azp": client, "scope": scope,
        "exp": NOW.seconds() + 300, "nbf": NOW.seconds() - 1,
    })
}

/// Something that signs tokens with ES256.
pub(crate) struct Issuer {
    key: aws_lc_rs::signature::EcdsaKeyPair,
}

impl Issuer {
    pub(crate) fn new() -> Self {
        let key = aws_lc_rs::signature::EcdsaKeyPair::generate(&aws_lc_rs::signature::ECDSA_P256_SHA256_FIXED_SIGNING);
        Self { key: key.unwrap() }
    }

    pub(crate) fn jwk(&self, id: &str) -> Value {
        use aws_lc_rs::signature::KeyPair as _;
        let point = self.key.public_key().as_ref();
        let (x, y) = (URL_SAFE_NO_PAD.encode(&point[1..33]), URL_SAFE_NO_PAD.encode(&point[33..]));
        json!({"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": id, "use": "sig", "alg": "ES256"})
    }

    pub(crate) fn jwks(&self) -> String {
        json!({"keys": [self.jwk("one")]}).to_string()
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        self.sign_with(&json!({"alg": "ES256", "typ": "at+jwt", "kid": "one"}).to_string(), &claims.to_string())
    }

    pub(crate) fn sign_with(&self, header: &str, payload: &str) -> String {
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
        let random = aws_lc_rs::rand::SystemRandom::new();
        let signature = self.key.sign(&random, signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }
}

/// Runs a future to its end.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// A request to the gateway, encrypted, by HTTP/1.1, from a documentation address.
pub(crate) fn request(method: &str, target: &str, fields: &[(&str, &str)], body: &str) -> Received {
    let mut request = Request::builder().method(method).uri(target).header("host", "api.example.com");
    for (name, value) in fields {
        request = request.header(*name, *value);
    }
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let body = RequestBody::boxed(Full::new(Bytes::from(body.to_owned())));
    let connection = Connection { peer: "192.0.2.1:4711".parse().unwrap(), protocol: Protocol::Http1, secure: true };
    Received::new(parts, body, &connection, None)
}
