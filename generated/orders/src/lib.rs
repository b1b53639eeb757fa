//! The Orders API, compiled from `specs/orders.yaml`.
//!
//! Everything but the hook is generated; `gateway-gen expand specs/orders.yaml --out FOLDER` writes it for reading, and
//! this crate's documentation is the policy manual of the API.

include!(concat!(env!("OUT_DIR"), "/gateway/mod.rs"));

pub mod rules;
