//! `[operations]` and `[limits]`: what an operator may add to the document's policy. Everything is checked to be at
//! least as strict as what was compiled.

use std::collections::BTreeMap;

use super::error::Place;
use super::quantity::Rate;
use super::reader::Reader;
use super::tree::Node;
use crate::contract::{Limit, OperationFacts};

/// What an operator tightened on one operation.
#[derive(Debug, Clone, Default)]
pub struct Tightening {
    /// Switched off: 404.
    pub disabled: bool,
    /// Scopes asked for on top.
    pub scopes: Box<[Box<str>]>,
    /// A lower cap of the body in bytes.
    pub max_body_bytes: Option<usize>,
    /// Lower limits, by name; only limits that this operation counts alone.
    pub limits: BTreeMap<&'static str, Lowered>,
}

/// A lowered limit; each part that is stated is at most the compiled one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lowered {
    /// A lower rate.
    pub rate: Option<Rate>,
    /// A smaller burst.
    pub burst: Option<u32>,
}

impl Lowered {
    /// Requests per window and burst of `limit` under this lowering, both at most the compiled ones and at least 1.
    pub fn applied(self, limit: &Limit) -> (u32, u32) {
        let count = self.rate.map_or(limit.count, |rate| per_window(rate, limit).clamp(1, limit.count));
        let burst = self.burst.map_or(limit.burst, |burst| burst.clamp(1, limit.burst));
        (count, burst)
    }
}

/// Whole requests per window of `limit` at `rate`, rounded down.
fn per_window(rate: Rate, limit: &Limit) -> u32 {
    let count = u128::from(rate.count) * limit.window.as_millis() / rate.per.as_millis().max(1);
    u32::try_from(count).unwrap_or(u32::MAX)
}

pub(super) fn operations(reader: &mut Reader<'_>, node: Option<&Node>) -> BTreeMap<&'static str, Tightening> {
    let mut operations = BTreeMap::new();
    for facts in reader.facts.operations {
        if let Some(node) = node.and_then(|node| node.get(facts.id)) {
            operations.insert(facts.id, operation(reader, node, facts));
        }
    }
    operations
}

fn operation(reader: &mut Reader<'_>, node: &Node, facts: &'static OperationFacts) -> Tightening {
    let mut tightening = Tightening::default();
    if let Some(disabled) = node.get("disabled") {
        tightening.disabled = reader.boolean(disabled).unwrap_or_default();
    }
    if let Some(scopes) = node.get("scopes") {
        tightening.scopes = extra_scopes(reader, scopes, facts).unwrap_or_default();
    }
    if let Some(cap) = node.get("maxBodyBytes") {
        tightening.max_body_bytes = body_cap(reader, cap, facts);
    }
    for limit in facts.limits {
        if let Some(node) = node.get("limits").and_then(|limits| limits.get(limit.name))
            && let Some(lowered) = lowered(reader, node, &[limit])
        {
            tightening.limits.insert(limit.name, lowered);
        }
    }
    tightening
}

fn extra_scopes(reader: &mut Reader<'_>, node: &Node, facts: &OperationFacts) -> Option<Box<[Box<str>]>> {
    let stated = reader.texts(node)?;
    if facts.security.iter().any(|alternative| alternative.all.is_empty()) {
        let message = format!("`{}` is public, so nobody can be asked for a scope", facts.id);
        reader.refuse(&node.place, message, "switch it off with disabled = true, or change `security` in the document");
        return None;
    }
    for (place, scope) in &stated {
        // RFC 6749 §3.3, scope-token.
        let is_token = scope.bytes().all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e));
        if scope.is_empty() || !is_token {
            reader.refuse(place, format!("`{scope}` is not a scope"), "one scope per text, without spaces");
        }
    }
    Some(stated.iter().map(|(_, scope)| Box::from(*scope)).collect())
}

fn body_cap(reader: &mut Reader<'_>, node: &Node, facts: &OperationFacts) -> Option<usize> {
    let stated = reader.bytes(node)?;
    if facts.body.is_refused() {
        reader.refuse(&node.place, format!("`{}` takes no body", facts.id), "remove the cap");
        return None;
    }
    if stated > facts.body.max_bytes {
        let message = format!("{stated} bytes are more than the {} the document allows", facts.body.max_bytes);
        reader.refuse(&node.place, message, "a configuration can only tighten; raise x-gateway-body in the document");
        return None;
    }
    Some(stated)
}

pub(super) fn limits(reader: &mut Reader<'_>, node: Option<&Node>) -> BTreeMap<&'static str, Lowered> {
    let mut lowered_limits = BTreeMap::new();
    let facts = reader.facts;
    let mut compiled: BTreeMap<&'static str, Vec<&'static Limit>> = BTreeMap::new();
    for limit in facts.limits.iter().chain(facts.operations.iter().flat_map(|operation| operation.limits)) {
        compiled.entry(limit.name).or_default().push(limit);
    }
    for (name, compiled) in compiled {
        if let Some(node) = node.and_then(|node| node.get(name))
            && let Some(lowered) = lowered(reader, node, &compiled)
        {
            lowered_limits.insert(name, lowered);
        }
    }
    lowered_limits
}

/// Reads a lowering and holds it against every compiled limit it applies to.
fn lowered(reader: &mut Reader<'_>, node: &Node, compiled: &[&'static Limit]) -> Option<Lowered> {
    const HELP: &str = "a configuration can only tighten; raise the limit in the document";
    let mut lowered = Lowered::default();
    let refuse = |reader: &mut Reader<'_>, place: &Place, message| reader.refuse(place, message, HELP);
    let faults = reader.errors.len();
    if let Some(stated) = node.get("rate")
        && let Some(rate) = reader.rate(stated)
    {
        lowered.rate = Some(rate);
        for limit in compiled {
            let (here, there) =
                (u128::from(rate.count) * limit.window.as_millis(), u128::from(limit.count) * rate.per.as_millis());
            if here > there {
                refuse(reader, &stated.place, format!("the rate is higher than the document's {}", words(limit)));
            } else if per_window(rate, limit) == 0 {
                let message = format!("the rate is less than one request per {}", window(limit));
                reader.refuse(&stated.place, message, "use disabled = true to let nobody in");
            }
        }
    }
    if let Some(stated) = node.get("burst")
        && let Some(burst) = reader.integer(stated, 1..=1_000_000)
    {
        let burst = u32::try_from(burst).unwrap_or(u32::MAX);
        lowered.burst = Some(burst);
        for limit in compiled.iter().filter(|limit| burst > limit.burst) {
            refuse(reader, &stated.place, format!("the burst is larger than the document's {}", limit.burst));
        }
    }
    if lowered == Lowered::default() && reader.errors.len() == faults {
        reader.refuse(&node.place, "nothing is lowered here", "write { rate = \"5/s\", burst = 1 }, or one of them");
    }
    (reader.errors.len() == faults).then_some(lowered)
}

fn words(limit: &Limit) -> String {
    format!("{} per {} ({})", limit.count, window(limit), limit.place)
}

fn window(limit: &Limit) -> String {
    match limit.window.as_secs() {
        1 => "second".to_owned(),
        60 => "minute".to_owned(),
        3_600 => "hour".to_owned(),
        86_400 => "day".to_owned(),
        seconds => format!("{seconds} seconds"),
    }
}

/// What the operator tightened on `facts`, one sentence each, as `check`, `explain` and the start print it.
pub fn tightenings(
    facts: &OperationFacts,
    tightening: Option<&Tightening>,
    limits: &BTreeMap<&'static str, Lowered>,
) -> Vec<String> {
    let mut sentences = Vec::new();
    if let Some(tightening) = tightening {
        if tightening.disabled {
            sentences.push("switched off".to_owned());
        }
        if !tightening.scopes.is_empty() {
            sentences.push(format!("asks for {} on top", tightening.scopes.join(" ")));
        }
        if let Some(cap) = tightening.max_body_bytes {
            sentences.push(format!("takes bodies up to {cap} bytes instead of {}", facts.body.max_bytes));
        }
    }
    for limit in facts.limits {
        let own = tightening.and_then(|tightening| tightening.limits.get(limit.name));
        if let Some(sentence) = lowering(limit, &[limits.get(limit.name), own]) {
            sentences.push(sentence);
        }
    }
    sentences
}

/// The tightened rate and burst of a limit: the strictest of all that apply.
pub fn strictest(limit: &Limit, lowered: &[Option<&Lowered>]) -> (u32, u32) {
    lowered.iter().flatten().fold((limit.count, limit.burst), |(count, burst), lowered| {
        let (lower_count, lower_burst) = lowered.applied(limit);
        (count.min(lower_count), burst.min(lower_burst))
    })
}

/// What a lowering makes of a limit, where it makes a difference.
pub fn lowering(limit: &Limit, lowered: &[Option<&Lowered>]) -> Option<String> {
    let (count, burst) = strictest(limit, lowered);
    ((count, burst) != (limit.count, limit.burst)).then(|| {
        format!(
            "limit {} is {count} per {}, burst {burst}, instead of {}, burst {}",
            limit.name,
            window(limit),
            limit.count,
            limit.burst
        )
    })
}
