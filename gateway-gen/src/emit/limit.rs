//! Limits as templates and readers see them.

use core::time::Duration;

use super::doc::code;
use super::name::{Name, Names, screaming};
use super::{Malformed, Place, place_of, quantity};
use crate::model::{Limit, LimitKey, LimitScope, Product};
use crate::span::Sourced;

/// Every limit of a product under the name of its constant.
pub(super) struct Limits<'m>(Vec<Named<'m>>);

/// One constant.
pub(super) struct Named<'m> {
    limit: &'m Limit,
    pub(super) const_name: Name,
    pub(super) name: &'m str,
    pub(super) doc: String,
    pub(super) by: String,
    pub(super) per: &'static str,
    pub(super) count: u32,
    pub(super) window: String,
    pub(super) burst: u32,
    pub(super) place: String,
}

/// A constant where a limit applies; `place` only where the limit is stated elsewhere again.
pub(super) struct Applied {
    pub(super) const_name: Name,
    pub(super) place: Option<String>,
}

impl<'m> Limits<'m> {
    /// Those of the document, then those of the operations, each once.
    pub(super) fn of(product: &'m Product, place: Place<'_>) -> Result<Self, Malformed> {
        let mut names = Names::default();
        let mut limits: Vec<Named<'m>> = Vec::new();
        let stated = product.operations.iter().flat_map(|operation| &operation.limits);
        for sourced in product.limits.iter().chain(stated) {
            if limits.iter().all(|known| *known.limit != sourced.value) {
                let const_name = names.claim(&[&screaming(&sourced.value.name), "LIMIT"])?;
                limits.push(Named::new(const_name, sourced, place));
            }
        }
        Ok(Self(limits))
    }

    /// The constants.
    pub(super) fn into_constants(self) -> Vec<Named<'m>> {
        self.0
    }

    /// The constant of one of these limits.
    pub(super) fn applied(&self, limit: &Sourced<Limit>, place: Place<'_>) -> Result<Applied, Malformed> {
        let known = self.0.iter().find(|known| *known.limit == limit.value);
        let known =
            known.ok_or_else(|| Malformed { file: "product.rs", reason: "a limit without a name".to_owned() })?;
        let place = place_of(limit, place);
        Ok(Applied { const_name: known.const_name.clone(), place: Some(place).filter(|place| *place != known.place) })
    }
}

impl<'m> Named<'m> {
    fn new(const_name: Name, sourced: &'m Sourced<Limit>, place: Place<'_>) -> Self {
        let limit = &sourced.value;
        Self {
            limit,
            const_name,
            name: &limit.name,
            doc: in_words(limit),
            by: match limit.by {
                LimitKey::Address { ipv6_prefix } => format!("Address {{ ipv6_prefix: {ipv6_prefix} }}"),
                LimitKey::Client => "Client".to_owned(),
            },
            per: match limit.per {
                LimitScope::Operation => "Operation",
                LimitScope::Path => "Path",
                LimitScope::Product => "Product",
            },
            count: limit.count,
            window: quantity::duration(Duration::from_secs(limit.window_seconds)),
            burst: limit.burst,
            place: place_of(sourced, place),
        }
    }
}

/// A limit in one phrase.
pub(super) fn in_words(limit: &Limit) -> String {
    let window = quantity::duration_in_words(Duration::from_secs(limit.window_seconds));
    let by = match limit.by {
        LimitKey::Address { .. } => "address",
        LimitKey::Client => "client",
    };
    let per = match limit.per {
        LimitScope::Operation => "operation",
        LimitScope::Path => "path",
        LimitScope::Product => "product",
    };
    format!("{}: {} in {window} by {by}, per {per}, burst {}", code(&limit.name), limit.count, limit.burst)
}
