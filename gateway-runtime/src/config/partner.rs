//! `[upstreams]`, `[auth]` and `[stores]`: whom the gateway works with. Everything the document refers to must be here.

use core::time::Duration;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::error::Place;
use super::reader::Reader;
use super::tree::Node;
use crate::contract::{ApiKeyFacts, SchemeKind, UpstreamFacts};
use crate::upstream::Target;
use crate::verifier::{KeySet, KeyStore};

/// Where one upstream is.
#[derive(Debug, Clone)]
pub struct Upstream {
    /// Its address, known to be one.
    pub url: Box<str>,
    /// Where it was stated.
    pub place: Place,
}

/// Where the keys of one bearer scheme's issuer come from.
#[derive(Debug, Clone)]
pub struct Auth {
    /// The key set.
    pub jwks: Jwks,
    /// How often it is read again; 10 minutes unless stated.
    pub refresh: Duration,
}

/// The source of a key set.
#[derive(Debug, Clone)]
pub enum Jwks {
    /// A file that held a key set when the configuration was read.
    File(PathBuf),
    /// `https://`, or `http://` on this machine.
    Url(Box<str>),
}

pub(super) fn upstreams(reader: &mut Reader<'_>, node: Option<&Node>) -> BTreeMap<&'static str, Upstream> {
    let mut upstreams = BTreeMap::new();
    for facts in reader.facts.upstreams {
        let Some(urls) = node.and_then(|node| node.get(facts.name)).and_then(|node| node.get("urls")) else {
            reader.missing(
                format!("no address of upstream `{}` ({})", facts.name, facts.place),
                format!("add [upstreams.{}] with urls = [\"https://...\"]", facts.name),
            );
            continue;
        };
        if let Some(upstream) = upstream(reader, urls, facts) {
            upstreams.insert(facts.name, upstream);
        }
    }
    upstreams
}

fn upstream(reader: &mut Reader<'_>, node: &Node, facts: &UpstreamFacts) -> Option<Upstream> {
    let urls = reader.texts(node)?;
    let [(place, url)] = *urls else {
        let help = "put a load balancer in front of several addresses";
        reader.refuse(&node.place, format!("upstream `{}` takes exactly one address", facts.name), help);
        return None;
    };
    if let Err(why) = Target::parse(url, facts.connect_timeout) {
        reader.refuse(place, format!("`{url}` is no upstream address: {why}"), "write \"https://host:port\"");
        return None;
    }
    Some(Upstream { url: url.into(), place: place.clone() })
}

pub(super) fn auth(reader: &mut Reader<'_>, node: Option<&Node>) -> BTreeMap<&'static str, Auth> {
    let mut schemes = BTreeMap::new();
    for scheme in reader.facts.schemes.iter().filter(|scheme| matches!(scheme.kind, SchemeKind::Bearer(_))) {
        let section = node.and_then(|node| node.get(scheme.name));
        let Some(jwks) = section.and_then(|section| section.get("jwks")) else {
            reader.missing(
                format!("no keys for bearer scheme `{}` ({})", scheme.name, scheme.place),
                format!("add [auth.{}] with jwks = {{ url = \"https://...\" }} or {{ file = \"...\" }}", scheme.name),
            );
            continue;
        };
        let refresh =
            section.and_then(|section| section.get("refresh")).map_or(Some(Duration::from_mins(10)), |node| {
                reader.duration(node, Duration::from_secs(10)..=Duration::from_hours(24))
            });
        if let (Some(jwks), Some(refresh)) = (key_set(reader, jwks), refresh) {
            schemes.insert(scheme.name, Auth { jwks, refresh });
        }
    }
    schemes
}

fn key_set(reader: &mut Reader<'_>, node: &Node) -> Option<Jwks> {
    match (node.get("file"), node.get("url")) {
        (Some(file), None) => {
            let path = reader.path(file)?;
            let bytes = reader.file(&file.place, &path)?;
            if let Err(why) = KeySet::parse(&bytes) {
                let help = "a JWK Set as in RFC 7517, with public keys only";
                reader.refuse(&file.place, format!("{} is no key set: {why}", path.display()), help);
                return None;
            }
            Some(Jwks::File(path))
        }
        (None, Some(url)) => {
            let text = reader.text(url)?;
            if is_safe(text) {
                return Some(Jwks::Url(text.into()));
            }
            reader.refuse(
                &url.place,
                format!("`{text}` cannot be trusted with keys"),
                "use https:// (plain http:// only for 127.0.0.1, [::1] or localhost)",
            );
            None
        }
        (Some(_), Some(_)) | (None, None) => {
            reader.refuse(&node.place, "a key set has exactly one source", "write { url = \"https://...\" }");
            None
        }
    }
}

/// Keys that travel in the clear could be replaced on the way, except where there is no way.
fn is_safe(url: &str) -> bool {
    let Ok(uri) = url.parse::<http::Uri>() else { return false };
    let Some(host) = uri.host() else { return false };
    match uri.scheme_str() {
        Some("https") => true,
        Some("http") => matches!(host, "localhost" | "127.0.0.1" | "[::1]"),
        _ => false,
    }
}

pub(super) fn stores(reader: &mut Reader<'_>, node: Option<&Node>) -> BTreeMap<&'static str, Arc<KeyStore>> {
    let mut stores = BTreeMap::new();
    for scheme in reader.facts.schemes {
        let SchemeKind::ApiKey(ApiKeyFacts { store, .. }) = scheme.kind else { continue };
        if stores.contains_key(store) {
            continue;
        }
        let Some(section) = node.and_then(|node| node.get(store)) else {
            reader.missing(
                format!("no key store `{store}` for scheme `{}` ({})", scheme.name, scheme.place),
                format!("add [stores.{store}] with file = \"keys.json\" and pepper = {{ file = \"pepper\" }}"),
            );
            continue;
        };
        if let Some(read) = key_store(reader, section, store) {
            stores.insert(store, Arc::new(read));
        }
    }
    stores
}

fn key_store(reader: &mut Reader<'_>, section: &Node, name: &str) -> Option<KeyStore> {
    for key in ["file", "pepper"] {
        if section.get(key).is_none() {
            reader.refuse(&section.place, format!("[stores.{name}] has no `{key}`"), "it needs file and pepper");
        }
    }
    let pepper = section.get("pepper").and_then(|pepper| reader.secret(pepper));
    let file = section.get("file")?;
    let path = reader.path(file)?;
    let keys = reader.file(&file.place, &path)?;
    match KeyStore::parse(&keys, &pepper?) {
        Ok(store) => Some(store),
        Err(why) => {
            let help = "it holds hashes of keys, never keys";
            reader.refuse(&file.place, format!("{} is no key store: {why}", path.display()), help);
            None
        }
    }
}
