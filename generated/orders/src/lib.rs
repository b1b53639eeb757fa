//! The Orders API, compiled from `specs/orders.yaml`.
//!
//! Everything but [`rules`] is generated; `gateway-gen expand specs/orders.yaml --out FOLDER` writes it for reading, and
//! the documentation of this crate is the policy manual of the API.

include!(concat!(env!("OUT_DIR"), "/gateway/mod.rs"));

/// Hand-written; the generated trait it implements lives in [`hooks`].
#[path = "hooks.rs"]
pub mod rules;
