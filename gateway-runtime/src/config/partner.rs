//! `[upstreams]`: where requests go. Everything the document refers to must be here.

use std::collections::BTreeMap;

use super::error::Place;
use super::reader::Reader;
use super::tree::Node;
use crate::contract::UpstreamFacts;
use crate::upstream::Target;

/// Where one upstream is.
#[derive(Debug, Clone)]
pub struct Upstream {
    /// Its address, known to be one.
    pub url: Box<str>,
    /// Where it was stated.
    pub place: Place,
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
