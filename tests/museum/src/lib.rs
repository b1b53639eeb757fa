//! The Museum API, compiled from a document nobody here wrote and an overlay that holds its policy.

include!(concat!(env!("OUT_DIR"), "/gateway/mod.rs"));
