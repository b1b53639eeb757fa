//! A small product for tests.

use core::time::Duration;
use std::sync::Arc;

use crate::contract::{
    Alternative, ApiKeyFacts, ApiKeyLocation, BearerFacts, BodyFacts, Content, ContentKind, JsonContent, Limit,
    LimitKey, LimitScope, MediaType, Method, OperationFacts, ProductFacts, Profile, SchemeFacts, SchemeId, SchemeKind,
    TokenType, UpstreamFacts, UpstreamId, all_of, requires,
};
use crate::operation::{Deciding, Dispatch, Inputs};
use crate::principal::Principal;
use crate::schema::Limits;

const PER_CLIENT: Limit = Limit {
    name: "per-client",
    by: LimitKey::Client,
    per: LimitScope::Product,
    count: 50,
    window: Duration::from_secs(1),
    burst: 100,
    place: "specs/shop.yaml:9:5",
};

const CREATE: OperationFacts = OperationFacts {
    index: 0,
    id: "createOrder",
    method: Method::Post,
    path: "/v2/orders",
    place: "specs/shop.yaml:42:5",
    security: &[all_of(&[requires(SchemeId(0), &["orders:write"])]), all_of(&[requires(SchemeId(1), &[])])],
    limits: &[
        PER_CLIENT,
        Limit {
            name: "create-burst",
            by: LimitKey::Client,
            per: LimitScope::Operation,
            count: 600,
            window: Duration::from_mins(1),
            burst: 3,
            place: "specs/shop.yaml:50:9",
        },
    ],
    body: BodyFacts {
        required: true,
        max_bytes: 16_384,
        contents: &[Content {
            media_type: MediaType::new("application/json", &[]),
            kind: ContentKind::Json(JsonContent { limits: Limits::depth(8), schema: |_, _| None }),
            schema_name: "NewOrder",
        }],
        ..BodyFacts::REFUSED
    },
    upstream: UpstreamId(0),
    timeout: Duration::from_secs(5),
    explanation: "POST /v2/orders  createOrder",
    ..OperationFacts::CLOSED
};

const STATUS: OperationFacts = OperationFacts {
    index: 1,
    id: "status",
    path: "/v2/status",
    security: &[Alternative { all: &[] }],
    limits: &[PER_CLIENT],
    upstream: UpstreamId(0),
    explanation: "GET /v2/status  status",
    ..OperationFacts::CLOSED
};

/// Two operations, a bearer and a key scheme, one upstream.
pub(crate) static FACTS: ProductFacts = ProductFacts {
    name: "shop",
    title: "Shop",
    api_version: "2.4.0",
    base_path: "/v2",
    profile: Profile::Strict,
    hosts: &[],
    document: "specs/shop.yaml",
    digest: "sha256:00",
    generator: "gateway-gen 0.1.0",
    schemes: &[
        SchemeFacts {
            name: "oauth",
            kind: SchemeKind::Bearer(BearerFacts {
                issuer: "https://id.example.com",
                audiences: &["shop"],
                algorithms: &[],
                token_type: TokenType::AccessToken,
                clock_skew: Duration::from_secs(30),
                scope_claims: &[&["scope"]],
                client_claims: &[&["azp"]],
                ..BearerFacts::CLOSED
            }),
            forward: false,
            place: "specs/shop.yaml:70:5",
        },
        SchemeFacts {
            name: "partnerKey",
            kind: SchemeKind::ApiKey(ApiKeyFacts {
                location: ApiKeyLocation::Header("x-api-key"),
                store: "keys",
                prefix: "shp_",
                origins: &[],
            }),
            forward: false,
            place: "specs/shop.yaml:80:5",
        },
    ],
    upstreams: &[UpstreamFacts {
        name: "orders",
        connect_timeout: Duration::from_millis(500),
        place: "specs/shop.yaml:5:5",
    }],
    limits: &[Limit {
        name: "per-address",
        by: LimitKey::Address { ipv6_prefix: 64 },
        per: LimitScope::Product,
        count: 20,
        window: Duration::from_secs(1),
        burst: 40,
        place: "specs/shop.yaml:8:5",
    }],
    operations: &[&CREATE, &STATUS],
    route: |_| None,
};

/// A dispatch without hooks.
pub(crate) fn nothing() -> Arc<dyn Dispatch> {
    struct Nothing;
    impl Dispatch for Nothing {
        fn dispatch<'a>(
            &'a self,
            _: crate::contract::HookStage,
            _: usize,
            _: Inputs<'a>,
            _: &'a [Principal],
        ) -> Deciding<'a> {
            Box::pin(core::future::ready(None))
        }
    }
    Arc::new(Nothing)
}
