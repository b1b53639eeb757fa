//! Limits as templates and readers see them.

use core::time::Duration;

use super::{Place, place_of, quantity};
use crate::emit::doc::code;
use crate::model::{Limit, LimitKey, LimitScope};
use crate::span::Sourced;

/// What `limit.rs` interpolates.
pub(super) struct LimitView<'m> {
    pub(super) name: &'m str,
    pub(super) by: String,
    pub(super) per: &'static str,
    pub(super) count: u32,
    pub(super) window: String,
    pub(super) burst: u32,
    pub(super) place: String,
}

impl<'m> LimitView<'m> {
    /// The view of one limit.
    pub(super) fn new(limit: &'m Sourced<Limit>, place: Place<'_>) -> Self {
        let Limit { name, by, per, count, window_seconds, burst } = &limit.value;
        Self {
            name,
            by: match by {
                LimitKey::Address { ipv6_prefix } => format!("Address {{ ipv6_prefix: {ipv6_prefix} }}"),
                LimitKey::Client => "Client".to_owned(),
            },
            per: match per {
                LimitScope::Operation => "Operation",
                LimitScope::Path => "Path",
                LimitScope::Product => "Product",
            },
            count: *count,
            window: quantity::duration(Duration::from_secs(*window_seconds)),
            burst: *burst,
            place: place_of(limit, place),
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
