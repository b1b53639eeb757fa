//! `[auth]`: where the keys of each bearer scheme's issuer come from.

use core::time::Duration;
use std::collections::BTreeMap;
use std::path::PathBuf;

use super::reader::Reader;
use super::tree::Node;
use crate::contract::{BearerFacts, KeyKind, SchemeFacts, SchemeKind};
use crate::upstream::Roots;
use crate::verifier::KeySet;

/// How a bearer scheme gets its keys.
#[derive(Debug, Clone)]
pub struct Auth {
    /// Where they are.
    pub keys: Keys,
    /// How often they are read again; 10 minutes unless stated.
    pub refresh: Duration,
    /// How often an unknown key may lead to another read, on average; 20 seconds unless stated.
    pub min_interval: Duration,
    /// How long keys are used that could not be read again; 24 hours unless stated.
    pub stale_for: Duration,
    /// Who certifies the issuer.
    pub roots: Roots,
}

/// Where keys are.
#[derive(Clone)]
pub enum Keys {
    /// A file that held a key set when the configuration was read.
    File(PathBuf),
    /// A key set at an URL: `https://`, or `http://` on this machine.
    Url(Box<str>),
    /// The metadata of the issuer at such an URL (RFC 8414, OpenID Connect Discovery), which names the key set.
    Discovery(Box<str>),
    /// A secret that issuer and gateway share.
    Secret(Box<[u8]>),
}

impl core::fmt::Debug for Keys {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{self}")
    }
}

impl core::fmt::Display for Keys {
    /// Where they are, and never what they are.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Url(url) => f.write_str(url),
            Self::Discovery(url) => write!(f, "what {url} names"),
            Self::Secret(_) => f.write_str("a shared secret"),
        }
    }
}

pub(super) fn auth(reader: &mut Reader<'_>, node: Option<&Node>) -> BTreeMap<&'static str, Auth> {
    let mut schemes = BTreeMap::new();
    for scheme in reader.facts.schemes {
        let SchemeKind::Bearer(bearer) = &scheme.kind else { continue };
        let section = node.and_then(|node| node.get(scheme.name));
        if let Some(auth) = of_scheme(reader, section, scheme, bearer) {
            schemes.insert(scheme.name, auth);
        }
    }
    schemes
}

fn of_scheme(
    reader: &mut Reader<'_>,
    section: Option<&Node>,
    scheme: &'static SchemeFacts,
    bearer: &'static BearerFacts,
) -> Option<Auth> {
    let shares = bearer.algorithms.iter().any(|algorithm| algorithm.key() == KeyKind::Secret);
    let (wanted, other) = if shares { ("secret", "jwks") } else { ("jwks", "secret") };
    let Some((section, node)) = section.and_then(|section| Some((section, section.get(wanted)?))) else {
        let sources = if shares {
            "{ file = \"...\" } or { env = \"...\" }"
        } else {
            "{ url = \"https://...\" }, { discovery = \"https://...\" } or { file = \"...\" }"
        };
        reader.missing(
            format!("no keys for bearer scheme `{}` ({})", scheme.name, scheme.place),
            format!("add [auth.{}] with {wanted} = {sources}", scheme.name),
        );
        return None;
    };
    if let Some(unused) = section.get(other) {
        let message = format!("scheme `{}` ({}) takes `{wanted}` and not `{other}`", scheme.name, scheme.place);
        reader.refuse(&unused.place, message, "its algorithms decide which");
        return None;
    }
    let mut duration = |name, absent, most| match section.get(name) {
        None => Some(absent),
        Some(node) => reader.duration(node, Duration::from_secs(1)..=most),
    };
    let refresh = duration("refresh", Duration::from_mins(10), Duration::from_hours(24));
    let min_interval = duration("minInterval", Duration::from_secs(20), Duration::from_mins(10));
    let stale_for = duration("staleFor", Duration::from_hours(24), Duration::from_hours(7 * 24));
    let roots = match section.get("ca") {
        None => Some(Roots::native()),
        Some(node) => authorities(reader, node),
    };
    let keys = if shares { secret(reader, node, bearer) } else { key_set(reader, node, bearer) };
    Some(Auth { keys: keys?, refresh: refresh?, min_interval: min_interval?, stale_for: stale_for?, roots: roots? })
}

fn secret(reader: &mut Reader<'_>, node: &Node, bearer: &BearerFacts) -> Option<Keys> {
    let secret = reader.secret(node)?;
    match KeySet::secret(&secret, bearer.algorithms) {
        Ok(_) => Some(Keys::Secret(secret.into())),
        Err(why) => {
            reader.refuse(&node.place, why.to_string(), "make one with `openssl rand -hex 64`");
            None
        }
    }
}

fn key_set(reader: &mut Reader<'_>, node: &Node, bearer: &BearerFacts) -> Option<Keys> {
    match (node.get("file"), node.get("url"), node.get("discovery")) {
        (Some(file), None, None) => {
            let path = reader.path(file)?;
            let bytes = reader.file(&file.place, &path)?;
            if let Err(why) = KeySet::parse(&bytes, bearer.algorithms) {
                let help = "a JWK Set as in RFC 7517, with public keys only";
                reader.refuse(&file.place, format!("{} is no key set: {why}", path.display()), help);
                return None;
            }
            Some(Keys::File(path))
        }
        (None, Some(url), None) => trusted(reader, url).map(Keys::Url),
        (None, None, Some(url)) => trusted(reader, url).map(Keys::Discovery),
        _ => {
            reader.refuse(&node.place, "a key set has exactly one source", "write { url = \"https://...\" }");
            None
        }
    }
}

fn trusted(reader: &mut Reader<'_>, node: &Node) -> Option<Box<str>> {
    let text = reader.text(node)?;
    if is_safe(text) {
        return Some(text.into());
    }
    reader.refuse(
        &node.place,
        format!("`{text}` cannot be trusted with keys"),
        "use https:// (plain http:// only for 127.0.0.1, [::1] or localhost)",
    );
    None
}

/// The certificates of a PEM file, of which one must be usable.
fn authorities(reader: &mut Reader<'_>, node: &Node) -> Option<Roots> {
    let path = reader.path(node)?;
    let pem = reader.file(&node.place, &path)?;
    let roots = Roots::only(pem);
    if !roots.are_usable() {
        let message = format!("{} holds no certificate that can be trusted", path.display());
        reader.refuse(&node.place, message, "a PEM file with the certificates of the authorities");
        return None;
    }
    Some(roots)
}

/// Keys that travel in the clear could be replaced on the way, except where there is no way.
pub(crate) fn is_safe(url: &str) -> bool {
    let Ok(uri) = url.parse::<http::Uri>() else { return false };
    let Some(host) = uri.host() else { return false };
    match uri.scheme_str() {
        Some("https") => true,
        Some("http") => is_loopback(host),
        _ => false,
    }
}

fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}
