//! `product.rs`: the product's marker and facts, its schemes and upstreams by name.

use core::time::Duration;

use askama::Template;

use super::doc::{code, prose};
use super::limit::{self, Applied, Limits, Named};
use super::name::{Name, Names, screaming};
use super::quantity::duration;
use super::{GENERATOR, Malformed, Place};
use crate::model::{ApiKeyLocation, ClaimPath, Product, Profile, Scheme, SchemeKind, TokenType};

#[derive(Template)]
#[template(path = "product.rs")]
struct View<'m> {
    docs: Vec<String>,
    title: String,
    type_name: Name,
    name: &'m str,
    raw_title: &'m str,
    api_version: &'m str,
    base_path: &'m str,
    profile: &'static str,
    hosts: &'m [String],
    document: &'m str,
    digest: &'m str,
    generator: &'static str,
    schemes: Vec<SchemeFacts<'m>>,
    upstreams: Vec<UpstreamFacts<'m>>,
    limits: Vec<Applied>,
    constants: Vec<Named<'m>>,
    uses_time: bool,
    operations: Vec<Name>,
}

struct SchemeFacts<'m> {
    name: &'m str,
    const_name: Name,
    doc: String,
    kind: SchemeView<'m>,
    forward: bool,
    place: String,
}

enum SchemeView<'m> {
    ApiKey {
        location: &'static str,
        header: &'m str,
        store: &'m str,
        prefix: &'m str,
        origins: &'m [String],
    },
    Bearer {
        issuer: &'m str,
        audiences: &'m [String],
        algorithms: Vec<String>,
        token_type: &'static str,
        clock_skew: String,
        max_lifetime: Option<String>,
        scope_claims: &'m [ClaimPath],
        client_claims: &'m [ClaimPath],
        claims: &'m [ClaimPath],
    },
}

struct UpstreamFacts<'m> {
    name: &'m str,
    const_name: Name,
    doc: String,
    connect_timeout: String,
    place: String,
}

/// The module's code.
pub(super) fn text(product: &Product, limits: Limits<'_>, place: Place<'_>) -> Result<String, Malformed> {
    let schemes = product.schemes.iter().map(|scheme| scheme_facts(scheme, place)).collect::<Result<Vec<_>, _>>()?;
    let upstreams = upstreams(product, place)?;
    let applied = product.limits.iter().map(|limit| limits.applied(limit, place)).collect::<Result<_, _>>()?;
    let bearer = |scheme: &SchemeFacts<'_>| matches!(scheme.kind, SchemeView::Bearer { .. });
    let view = View {
        docs: docs(product),
        title: prose(&product.title),
        type_name: Name::new(&product.type_name)?,
        name: &product.name,
        raw_title: &product.title,
        api_version: &product.api_version,
        base_path: &product.base_path,
        profile: match product.profile {
            Profile::Permissive => "Permissive",
            Profile::Standard => "Standard",
            Profile::Strict => "Strict",
        },
        hosts: &product.hosts,
        document: &product.document,
        digest: &product.digest,
        generator: GENERATOR,
        uses_time: !upstreams.is_empty() || schemes.iter().any(bearer),
        schemes,
        upstreams,
        limits: applied,
        constants: limits.into_constants(),
        operations: product
            .operations
            .iter()
            .map(|operation| Name::new(&operation.type_name))
            .collect::<Result<_, _>>()?,
    };
    Ok(view.render()?)
}

/// The constants of the upstreams, in the order of the product; operations name them.
pub(super) fn upstream_names(product: &Product) -> Result<Vec<Name>, Malformed> {
    let mut names = Names::default();
    product.upstreams.iter().map(|upstream| names.claim(&[&screaming(&upstream.name), "UPSTREAM"])).collect()
}

fn docs(product: &Product) -> Vec<String> {
    let mut docs = vec![
        format!(
            "{} {}, compiled from {}.",
            prose(&product.title),
            prose(&product.api_version),
            code(&product.document)
        ),
        String::new(),
        format!(
            "- profile: {}",
            match product.profile {
                Profile::Permissive => "permissive",
                Profile::Standard => "standard",
                Profile::Strict => "strict",
            }
        ),
        format!("- operations: {}", product.operations.len()),
    ];
    if !product.hosts.is_empty() {
        docs.push(format!("- hosts: {}", super::doc::codes(product.hosts.iter().map(String::as_str))));
    }
    docs.extend(product.limits.iter().map(|limit| format!("- limit {}", limit::in_words(&limit.value))));
    docs
}

fn scheme_facts<'m>(scheme: &'m Scheme, place: Place<'_>) -> Result<SchemeFacts<'m>, Malformed> {
    let (kind, what) = match &scheme.kind {
        SchemeKind::ApiKey { location, store, prefix, origins } => {
            let (location, header, word) = match location {
                ApiKeyLocation::Cookie(name) => ("Cookie", name, "cookie"),
                ApiKeyLocation::Header(name) => ("Header", name, "header"),
                ApiKeyLocation::Query(name) => ("Query", name, "query parameter"),
            };
            let what = format!("a key in the {word} {}, known to the store {}", code(header), code(store));
            (SchemeView::ApiKey { location, header, store, prefix, origins }, what)
        }
        SchemeKind::Bearer {
            issuer,
            audiences,
            algorithms,
            token_type,
            clock_skew_seconds,
            max_lifetime_seconds,
            scope_claims,
            client_claims,
            claims,
        } => {
            let view = SchemeView::Bearer {
                issuer,
                audiences,
                algorithms: algorithms.iter().map(|algorithm| format!("{algorithm:?}")).collect(),
                token_type: match token_type {
                    TokenType::AccessToken => "AccessToken",
                    TokenType::Any => "Any",
                },
                clock_skew: duration(Duration::from_secs(*clock_skew_seconds)),
                max_lifetime: max_lifetime_seconds.map(|seconds| duration(Duration::from_secs(seconds))),
                scope_claims,
                client_claims,
                claims,
            };
            (view, format!("a signed token of {}", code(issuer)))
        }
    };
    Ok(SchemeFacts {
        name: &scheme.name,
        const_name: Name::new(&scheme.const_name)?,
        doc: format!("{}: {what}.", code(&scheme.name)),
        kind,
        forward: scheme.forward,
        place: place(&scheme.span),
    })
}

fn upstreams<'m>(product: &'m Product, place: Place<'_>) -> Result<Vec<UpstreamFacts<'m>>, Malformed> {
    let facts = |(upstream, const_name): (&'m crate::model::Upstream, Name)| UpstreamFacts {
        name: &upstream.name,
        const_name,
        doc: format!("{}; its addresses are the operator's.", code(&upstream.name)),
        connect_timeout: duration(Duration::from_millis(upstream.connect_timeout_ms)),
        place: place(&upstream.span),
    };
    Ok(product.upstreams.iter().zip(upstream_names(product)?).map(facts).collect())
}
