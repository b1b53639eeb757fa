//! The gateway under test: a product like any other, compiled from `bench.yaml`.
//!
//! Its limit is so high that it is never spent, and it is checked on every request.

include!(concat!(env!("OUT_DIR"), "/gateway/mod.rs"));

/// The validators under test, compiled from the schemas of the shared corpus.
#[cfg(corpus)]
pub mod validators {
    #![allow(missing_docs, clippy::pedantic, reason = "emitted for one schema each")]

    macro_rules! body {
        ($name:ident, $text:literal) => {
            /// One body.
            pub mod $name {
                include!(concat!(env!("OUT_DIR"), "/", $text, ".rs"));

                /// The schema, for the contenders that interpret it.
                pub const SCHEMA: &str = include_str!(concat!(env!("OUT_DIR"), "/", $text, ".schema.json"));
            }
        };
    }

    body!(small, "small");
    body!(medium, "medium");
    body!(large, "large");
}
