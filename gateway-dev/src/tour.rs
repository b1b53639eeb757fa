//! The lines `dev` prints: one request that succeeds, and one for each kind of refusal, ready to paste.
//!
//! Long because the lines, their headers and their proofs belong to one tour.

use gateway_runtime::contract::{
    Alternative, ApiKeyFacts, ApiKeyLocation, Limit, LimitKey, Method, OperationFacts, ProductFacts, SchemeKind,
};
use serde_json::Value;

use crate::Example;
use crate::certificate::CA;
use crate::error::DevError;
use crate::issuer::{CLIENT, Claims, Issuer};
use crate::keys::Keys;
use crate::state::State;

/// What the lines are made from.
pub(crate) struct Tour<'a> {
    pub(crate) facts: &'static ProductFacts,
    pub(crate) examples: &'static [Example],
    pub(crate) issuer: &'a Issuer,
    pub(crate) keys: &'a Keys,
    pub(crate) state: &'a State,
    pub(crate) port: u16,
}

/// One line to paste and what to expect of it.
#[derive(Debug)]
pub(crate) struct Step {
    /// `STATUS CODE: why`, with the JSON Pointer (RFC 6901) after the code of an invalid body; `STATUS OPERATION: why`
    /// for the request that succeeds.
    pub(crate) expect: String,
    /// A command of a POSIX shell that needs nothing but `curl` and the state folder.
    pub(crate) line: String,
}

/// Who asks, and with which scopes.
#[derive(Clone, Copy)]
struct Caller {
    /// The client a token is issued to. Limits count per client, so a line that must not depend on how often another
    /// line was pasted has a client of its own.
    client: &'static str,
    scopes: Scopes,
    /// The file in the state folder that keeps the credential's header lines.
    file: &'static str,
}

/// Which scopes a credential carries.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scopes {
    Asked,
    None,
}

/// The parts of a credential on a command line.
#[derive(Default)]
struct Credential {
    arguments: Vec<String>,
    query: Option<String>,
}

/// For requests that are answered before their body is read. On HTTP/2 the answer is then followed by a reset of the
/// stream (RFC 9113, section 8.1), which some versions of curl report as an error of their own.
const UNREAD: &str = "--http1.1";

/// Allowed to do what it asks for.
const ALLOWED: Caller = Caller { client: CLIENT, scopes: Scopes::Asked, file: "allowed.header" };
/// Known, and allowed nothing.
const POWERLESS: Caller = Caller { client: CLIENT, scopes: Scopes::None, file: "powerless.header" };
/// Allowed, and sends what the document does not describe.
const CARELESS: Caller = Caller { client: "careless-app", scopes: Scopes::Asked, file: "careless.header" };
/// Allowed, and asks too often.
const HASTY: Caller = Caller { client: "hasty-app", scopes: Scopes::Asked, file: "hasty.header" };

impl Tour<'_> {
    /// Every line that the product's facts allow.
    pub(crate) fn steps(&self) -> Result<Vec<Step>, DevError> {
        let callable: Vec<_> = self.facts.operations.iter().copied().filter(|one| self.is_callable(one)).collect();
        let with_body = callable.iter().copied().find(|one| self.body(one).is_some() && !is_public(one));
        let guarded = with_body.or_else(|| callable.iter().copied().find(|one| !is_public(one)));
        let mut steps = Vec::new();
        if let Some(operation) = guarded.or_else(|| callable.first().copied()) {
            let line = self.call(operation, ALLOWED, self.body(operation))?;
            let status = if operation.method == Method::Post { 201 } else { 200 };
            steps.push(step(format!("{status} {}: passes every check", operation.id), line));
        }
        if let Some(operation) = guarded {
            let line = self.line(operation, &Credential::default(), self.body(operation), &[UNREAD]);
            steps.push(step("401 credential-missing: nobody is logged in", line));
        }
        if let Some(operation) = callable.iter().copied().find(|one| asks_for_scope(one)) {
            let line = self.call(operation, POWERLESS, self.body(operation))?;
            steps.push(step("403 scope-insufficient: the token carries no scope", line));
        }
        let path = format!("{}/no-such-path", self.facts.base_path);
        steps.push(step(
            "404 unknown-path: the document does not describe it",
            format!("{} {}", self.curl(), self.url(&path, "")),
        ));
        if let Some(operation) = with_body {
            self.body_steps(operation, &mut steps)?;
        }
        if let Some((operation, limit, requests)) = self.limited(&callable) {
            let code = match limit.by {
                LimitKey::Address { .. } => "address-limit-exceeded",
                LimitKey::Client => "client-limit-exceeded",
            };
            let counted = format!("#[1-{requests}]");
            let arguments = [UNREAD, "-o /dev/null", "-w '%{http_code}\\n'"];
            let credential = self.credential(operation, HASTY)?;
            let line = self.line_to(operation, &credential, self.body(operation), &arguments, &counted);
            let expect = format!("429 {code}: {requests} requests in a row, counted by status; burst {}", limit.burst);
            steps.push(step(expect, format!("{line} | sort | uniq -c").replacen("curl -i", "curl", 1)));
        }
        Ok(steps)
    }

    fn body_steps(&self, operation: &OperationFacts, steps: &mut Vec<Step>) -> Result<(), DevError> {
        let facts = operation.body;
        let Some(body) = self.body(operation) else { return Ok(()) };
        if let Some((broken, pointer)) = broken(body) {
            let line = self.call(operation, CARELESS, Some(&broken))?;
            steps.push(step(format!("400 body-invalid {pointer}: the value has the wrong type"), line));
        }
        let credential = self.credential(operation, CARELESS)?;
        let text = [UNREAD, "-H 'content-type: text/plain'", "-d hello"];
        let line = self.line(operation, &credential, None, &text);
        steps.push(step("415 media-type-unsupported: the document asks for JSON", line));
        let too_large = [UNREAD, "-H 'content-type: application/json'", "--data-binary @-"];
        let line = self.line(operation, &credential, None, &too_large);
        steps.push(step(
            format!("413 body-too-large: one byte more than {}", facts.max_bytes),
            format!("head -c {} /dev/zero | {line}", facts.max_bytes + 1),
        ));
        Ok(())
    }

    /// An operation needs no value we would have to make up.
    fn is_callable(&self, operation: &OperationFacts) -> bool {
        let body_is_known = !operation.body.required || self.body(operation).is_some();
        let parameters_optional = operation.parameters.iter().all(|parameter| !parameter.required);
        body_is_known && parameters_optional && !operation.path.contains('{') && !operation.security.is_empty()
    }

    fn body(&self, operation: &OperationFacts) -> Option<&'static str> {
        self.examples.iter().find(|example| example.operation == operation.id).map(|example| example.body)
    }

    /// The operation whose limit is soonest spent, that limit, and how many requests surely spend it.
    fn limited<'o>(&self, callable: &[&'o OperationFacts]) -> Option<(&'o OperationFacts, &'o Limit, u64)> {
        let tightest = |operation: &'o OperationFacts| {
            operation.limits.iter().chain(self.facts.limits).min_by_key(|limit| limit.burst)
        };
        let (operation, limit) =
            callable.iter().filter_map(|one| Some((*one, tightest(one)?))).min_by_key(|(_, limit)| limit.burst)?;
        Some((operation, limit, (u64::from(limit.burst) * 2 + 10).min(1_000)))
    }

    fn call(&self, operation: &OperationFacts, caller: Caller, body: Option<&str>) -> Result<String, DevError> {
        Ok(self.line(operation, &self.credential(operation, caller)?, body, &[]))
    }

    fn line(&self, operation: &OperationFacts, credential: &Credential, body: Option<&str>, more: &[&str]) -> String {
        self.line_to(operation, credential, body, more, "")
    }

    fn line_to(
        &self,
        operation: &OperationFacts,
        credential: &Credential,
        body: Option<&str>,
        more: &[&str],
        fragment: &str,
    ) -> String {
        let mut parts = vec![self.curl()];
        let sends =
            body.is_some() || more.iter().any(|argument| argument.starts_with("-d") || argument.starts_with("--data"));
        match operation.method {
            Method::Get => {}
            Method::Head => parts.push("--head".to_owned()),
            Method::Post if sends => {}
            method => parts.push(format!("-X {}", method.as_str())),
        }
        parts.extend(credential.arguments.iter().cloned());
        if let Some(body) = body {
            parts.push("-H 'content-type: application/json'".to_owned());
            parts.push(format!("-d {}", quoted(body)));
        }
        parts.extend(more.iter().map(|&argument| argument.to_owned()));
        let query = credential.query.as_deref().map(|query| format!("?{query}")).unwrap_or_default();
        parts.push(self.url(operation.path, &format!("{query}{fragment}")));
        parts.join(" ")
    }

    fn curl(&self) -> String {
        format!("curl -i -sS --cacert {}", quoted(&self.state.path(CA).display().to_string()))
    }

    fn url(&self, path: &str, rest: &str) -> String {
        quoted(&format!("https://localhost:{}{path}{rest}", self.port))
    }

    /// What satisfies the operation's first alternative, or would if it carried the scopes.
    ///
    /// Header lines go to a file, so that a line to paste is short and keeps its token out of the shell's history.
    fn credential(&self, operation: &OperationFacts, caller: Caller) -> Result<Credential, DevError> {
        let mut credential = Credential::default();
        let mut lines = String::new();
        for requirement in operation.security.first().map_or(&[][..], |alternative| alternative.all) {
            let Some(scheme) = self.facts.schemes.get(requirement.scheme.0) else { continue };
            match &scheme.kind {
                SchemeKind::Bearer(bearer) => {
                    let scope =
                        if caller.scopes == Scopes::Asked { requirement.scopes.join(" ") } else { String::new() };
                    let claims = Claims { client: caller.client, scope: &scope, expired: false, further: &[] };
                    lines = format!("{lines}authorization: Bearer {}\n", self.issuer.token(bearer, claims)?);
                }
                SchemeKind::ApiKey(ApiKeyFacts { location, .. }) => {
                    let key = self.keys.of(requirement.scheme).unwrap_or_default();
                    match location {
                        ApiKeyLocation::Header(name) => lines = format!("{lines}{name}: {key}\n"),
                        ApiKeyLocation::Cookie(name) => {
                            credential.arguments.push(format!("-b {}", quoted(&format!("{name}={key}"))));
                        }
                        ApiKeyLocation::Query(name) => credential.query = Some(format!("{name}={key}")),
                    }
                }
            }
        }
        if !lines.is_empty() {
            self.state.write(caller.file, &lines)?;
            let file = self.state.path(caller.file);
            credential.arguments.push(format!("-H {}", quoted(&format!("@{}", file.display()))));
        }
        Ok(credential)
    }
}

fn step(expect: impl Into<String>, line: String) -> Step {
    Step { expect: expect.into(), line }
}

fn is_public(operation: &OperationFacts) -> bool {
    operation.security.iter().any(|alternative| alternative.all.is_empty())
}

/// Whether a token without scopes is refused by the operation.
fn asks_for_scope(operation: &OperationFacts) -> bool {
    let asks = |alternative: &Alternative| alternative.all.iter().any(|requirement| !requirement.scopes.is_empty());
    operation.report.is_none() && !is_public(operation) && operation.security.first().is_some_and(asks)
}

/// The example with a value of the wrong type, and the JSON Pointer (RFC 6901) of that value.
fn broken(body: &str) -> Option<(String, String)> {
    let mut value: Value = serde_json::from_str(body).ok()?;
    let (name, member) = value.as_object_mut()?.iter_mut().next()?;
    let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
    *member = if member.is_array() { Value::Bool(true) } else { Value::Array(Vec::new()) };
    Some((value.to_string(), pointer))
}

/// A word of a POSIX shell, quoted where it has to be.
fn quoted(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"@%+=:,./_-".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
pub(crate) mod tests {
    use core::time::Duration;

    use gateway_runtime::contract::{
        Algorithm, BearerFacts, BodyFacts, Content, ContentKind, JsonContent, LimitScope, Matched, MediaType,
        PathFacts, Profile, SchemeFacts, SchemeId, Segments, TokenType, UpstreamFacts, UpstreamId, all_of, requires,
    };
    use gateway_runtime::schema::Limits;

    use super::*;

    const CREATE: OperationFacts = OperationFacts {
        index: 0,
        id: "createOrder",
        method: Method::Post,
        path: "/v2/orders",
        security: &[
            all_of(&[requires(SchemeId(0), &["orders:write"])]),
            all_of(&[requires(SchemeId(1), &["partner"])]),
        ],
        limits: &[Limit {
            name: "create-burst",
            by: LimitKey::Client,
            per: LimitScope::Operation,
            count: 5,
            window: Duration::from_secs(1),
            burst: 3,
            place: "specs/shop.yaml:50:9",
        }],
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
        ..OperationFacts::CLOSED
    };

    static PATHS: [PathFacts; 4] = [
        PathFacts { template: "/v2/orders", variables: &[], operations: &[&CREATE] },
        PathFacts { template: "/v2/orders/{orderId}", variables: &["orderId"], operations: &[] },
        PathFacts { template: "/v2/orders/{orderId}/items", variables: &["orderId"], operations: &[] },
        PathFacts { template: "/v2/status", variables: &[], operations: &[] },
    ];

    fn route<'p>(segments: &Segments<'p>) -> Option<Matched<'p>> {
        Some(match segments.as_slice() {
            ["v2", "orders"] => Matched::new(&PATHS[0], &[]),
            ["v2", "orders", id] => Matched::new(&PATHS[1], &[id]),
            ["v2", "orders", id, "items"] => Matched::new(&PATHS[2], &[id]),
            ["v2", "status"] => Matched::new(&PATHS[3], &[]),
            _ => return None,
        })
    }

    /// A product with one operation and both kinds of scheme.
    pub(crate) static FACTS: ProductFacts = FACTS_CONST;
    const FACTS_CONST: ProductFacts = ProductFacts {
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
                    algorithms: &[Algorithm::Es256],
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
        limits: &[],
        operations: &[&CREATE],
        route,
    };

    #[test]
    fn there_is_a_line_for_every_kind_of_answer() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::at(folder.path()).unwrap();
        let issuer = Issuer::open(&state, &FACTS).unwrap();
        let keys = Keys::open(&state, &FACTS).unwrap();
        let examples = &[Example { operation: "createOrder", body: r#"{"quantity":2,"sku":"IT'S-1"}"# }];
        let tour = Tour { facts: &FACTS, examples, issuer: &issuer, keys: &keys, state: &state, port: 8443 };
        let steps = tour.steps().unwrap();
        let expected: Vec<_> = steps.iter().map(|step| step.expect.split(':').next().unwrap()).collect();
        assert_eq!(
            expected,
            [
                "201 createOrder",
                "401 credential-missing",
                "403 scope-insufficient",
                "404 unknown-path",
                "400 body-invalid /quantity",
                "415 media-type-unsupported",
                "413 body-too-large",
                "429 client-limit-exceeded",
            ]
        );
        let ca = state.path(CA);
        for step in &steps {
            assert!(step.line.contains(&format!("--cacert {}", ca.display())), "{}", step.line);
            assert!(step.line.contains("https://localhost:8443/v2/"), "{}", step.line);
            assert!(!step.line.contains("Bearer"), "{}", step.line);
        }
        assert!(steps[0].line.contains(r#"-d '{"quantity":2,"sku":"IT'\''S-1"}'"#), "{}", steps[0].line);
        assert!(!steps[1].line.contains(".header"));
        assert!(steps[4].line.contains(r#""quantity":[]"#), "{}", steps[4].line);
        assert!(steps[6].line.starts_with("head -c 16385 /dev/zero | curl "));
        assert!(steps[7].line.contains("/v2/orders#[1-16]'"), "{}", steps[7].line);
    }
}
