//! The lines `dev` prints: one request that succeeds, and one for each kind of refusal, ready to paste.

use std::path::Path;

use gateway_runtime::contract::{
    Alternative, ApiKeyFacts, ApiKeyLocation, BodyFacts, OperationFacts, ProductFacts, SchemeKind,
};
use serde_json::Value;

use crate::Example;
use crate::error::DevError;
use crate::issuer::{CLIENT, Claims, Issuer};
use crate::keys::Keys;

/// What the lines are made from.
pub(crate) struct Tour<'a> {
    pub(crate) facts: &'static ProductFacts,
    pub(crate) examples: &'static [Example],
    pub(crate) issuer: &'a Issuer,
    pub(crate) keys: &'a Keys,
    pub(crate) ca: &'a Path,
    pub(crate) port: u16,
}

/// One line to paste and what to expect of it.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) expect: String,
    pub(crate) line: String,
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

impl Tour<'_> {
    /// Every line that the product's facts allow.
    pub(crate) fn steps(&self) -> Result<Vec<Step>, DevError> {
        let callable: Vec<_> = self.facts.operations.iter().copied().filter(|one| self.is_callable(one)).collect();
        let with_body = callable.iter().copied().find(|one| self.body(one).is_some() && !is_public(one));
        let guarded = with_body.or_else(|| callable.iter().copied().find(|one| !is_public(one)));
        let mut steps = Vec::new();
        if let Some(operation) = guarded.or_else(|| callable.first().copied()) {
            let line = self.call(operation, Scopes::Asked, self.body(operation), &[])?;
            steps.push(step(format!("succeeds: {}", operation.id), line));
        }
        if let Some(operation) = guarded {
            let line = self.line(operation, &Credential::default(), self.body(operation), &[]);
            steps.push(step("401 credential-missing", line));
        }
        if let Some(operation) = callable.iter().copied().find(|one| asks_for_scope(one)) {
            let line = self.call(operation, Scopes::None, self.body(operation), &[])?;
            steps.push(step("403 scope-insufficient: the token carries no scope", line));
        }
        if let Some(operation) = with_body {
            self.body_steps(operation, &mut steps)?;
        }
        let path = format!("{}/no-such-path", self.facts.base_path);
        steps.push(step("404 unknown-path", format!("{} {}", self.curl(), self.url(&path, ""))));
        if let Some((operation, requests)) = self.limited(&callable) {
            let counted = format!("#[1-{requests}]");
            let arguments = ["-o /dev/null", "-w '%{http_code}\\n'"];
            let credential = self.credential(operation, Scopes::Asked)?;
            let line = self.line_to(operation, &credential, self.body(operation), &arguments, &counted);
            let expect = format!("429 limit exceeded: {requests} requests at once, and how many got which answer");
            steps.push(step(expect, format!("{line} | sort | uniq -c").replacen("curl -i", "curl", 1)));
        }
        Ok(steps)
    }

    fn body_steps(&self, operation: &OperationFacts, steps: &mut Vec<Step>) -> Result<(), DevError> {
        let (Some(body), BodyFacts::Json(facts)) = (self.body(operation), operation.body) else { return Ok(()) };
        if let Some((broken, pointer)) = broken(body) {
            let line = self.call(operation, Scopes::Asked, Some(&broken), &[])?;
            steps.push(step(format!("400 body-invalid with the JSON Pointer {pointer}"), line));
        }
        let credential = self.credential(operation, Scopes::Asked)?;
        let type_of_text = ["-H 'content-type: text/plain'", "-d 'hello'"];
        steps.push(step("415 media-type-unsupported", self.line(operation, &credential, None, &type_of_text)));
        let too_large = ["-H 'content-type: application/json'", "--data-binary @-"];
        let line = self.line(operation, &credential, None, &too_large);
        let size = facts.max_bytes + 1;
        steps.push(step(
            format!("413 body-too-large: one byte more than {}", facts.max_bytes),
            format!("head -c {size} /dev/zero | {line}"),
        ));
        Ok(())
    }

    /// An operation needs no value we would have to make up.
    fn is_callable(&self, operation: &OperationFacts) -> bool {
        let body_is_known = match operation.body {
            BodyFacts::Refused => true,
            BodyFacts::Json(body) => !body.required || self.body(operation).is_some(),
        };
        let parameters_optional = operation.parameters.iter().all(|parameter| !parameter.required);
        body_is_known && parameters_optional && !operation.path.contains('{') && !operation.security.is_empty()
    }

    fn body(&self, operation: &OperationFacts) -> Option<&'static str> {
        self.examples.iter().find(|example| example.operation == operation.id).map(|example| example.body)
    }

    /// The operation whose limit is soonest spent, and how many requests surely spend it.
    fn limited<'o>(&self, callable: &[&'o OperationFacts]) -> Option<(&'o OperationFacts, u64)> {
        let burst = |operation: &OperationFacts| {
            operation.limits.iter().chain(self.facts.limits).map(|limit| limit.burst).min()
        };
        let (burst, operation) =
            callable.iter().filter_map(|one| Some((burst(one)?, *one))).min_by_key(|(burst, _)| *burst)?;
        Some((operation, (u64::from(burst) * 2 + 10).min(1_000)))
    }

    fn call(
        &self,
        operation: &OperationFacts,
        scopes: Scopes,
        body: Option<&str>,
        arguments: &[&str],
    ) -> Result<String, DevError> {
        Ok(self.line(operation, &self.credential(operation, scopes)?, body, arguments))
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
        match operation.method.as_str() {
            "GET" => {}
            "HEAD" => parts.push("--head".to_owned()),
            method => parts.push(format!("-X {method}")),
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
        format!("curl -i -sS --cacert {}", quoted(&self.ca.display().to_string()))
    }

    fn url(&self, path: &str, rest: &str) -> String {
        quoted(&format!("https://localhost:{}{path}{rest}", self.port))
    }

    /// What satisfies the operation's first alternative, or would if it carried the scopes.
    fn credential(&self, operation: &OperationFacts, scopes: Scopes) -> Result<Credential, DevError> {
        let mut credential = Credential::default();
        for requirement in operation.security.first().map_or(&[][..], |alternative| alternative.all) {
            let Some(scheme) = self.facts.schemes.get(requirement.scheme.0) else { continue };
            match &scheme.kind {
                SchemeKind::Bearer(bearer) => {
                    let scope = if scopes == Scopes::Asked { requirement.scopes.join(" ") } else { String::new() };
                    let claims = Claims { client: CLIENT, scope: &scope, expired: false };
                    let token = self.issuer.token(bearer, claims)?;
                    credential.arguments.push(format!("-H {}", quoted(&format!("authorization: Bearer {token}"))));
                }
                SchemeKind::ApiKey(ApiKeyFacts { location, .. }) => {
                    let key = self.keys.of(requirement.scheme).unwrap_or_default();
                    match location {
                        ApiKeyLocation::Header(name) => {
                            credential.arguments.push(format!("-H {}", quoted(&format!("{name}: {key}"))));
                        }
                        ApiKeyLocation::Cookie(name) => {
                            credential.arguments.push(format!("-b {}", quoted(&format!("{name}={key}"))));
                        }
                        ApiKeyLocation::Query(name) => credential.query = Some(format!("{name}={key}")),
                    }
                }
            }
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

/// A word of a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
pub(crate) mod tests {
    use core::time::Duration;

    use gateway_runtime::contract::{
        Algorithm, BearerFacts, JsonBody, Limit, LimitKey, LimitScope, Matched, Method, PathFacts, Profile,
        SchemeFacts, SchemeId, Segments, TokenType, UpstreamFacts, UpstreamId, all_of, requires,
    };

    use super::*;
    use crate::state::State;

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
        body: BodyFacts::Json(JsonBody {
            required: true,
            max_bytes: 16_384,
            max_depth: 8,
            media_types: &["application/json"],
            schema: |_, _| None,
            schema_name: "NewOrder",
        }),
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
                    scope_claim: "scope",
                    client_claims: &["azp"],
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
        let examples = &[Example { operation: "createOrder", body: r#"{"sku":"IT'S-1","quantity":2}"# }];
        let tour =
            Tour { facts: &FACTS, examples, issuer: &issuer, keys: &keys, ca: Path::new("/tmp/ca.pem"), port: 8443 };
        let steps = tour.steps().unwrap();
        let words: Vec<_> = steps.iter().map(|step| step.expect.split([' ', ':']).next().unwrap()).collect();
        assert_eq!(words, ["succeeds", "401", "403", "400", "415", "413", "404", "429"]);
        for step in &steps {
            assert!(step.line.contains("--cacert '/tmp/ca.pem'"), "{}", step.line);
            assert!(step.line.contains("'https://localhost:8443/v2/"), "{}", step.line);
        }
        assert!(steps[0].line.contains(r#"-d '{"sku":"IT'\''S-1","quantity":2}'"#), "{}", steps[0].line);
        assert!(!steps[1].line.contains("authorization"));
        assert!(steps[3].expect.ends_with("/sku") && steps[3].line.contains(r#""sku":[]"#), "{}", steps[3].line);
        assert!(steps[5].line.starts_with("head -c 16385 /dev/zero | curl "));
        assert!(steps[7].line.contains("/v2/orders#[1-16]'"), "{}", steps[7].line);
    }
}
