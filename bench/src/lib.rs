//! The gateway under test: a product like any other, compiled from `bench.yaml`.
//!
//! Its limits are so high that none is ever spent, and every one is checked on every request.

include!(concat!(env!("OUT_DIR"), "/gateway/mod.rs"));
