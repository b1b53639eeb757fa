//! What the build script emitted.

#![allow(
    clippy::all,
    clippy::pedantic,
    unreachable_pub,
    reason = "the form of generated code is not a matter of taste"
)]

use crate::suite::Suite;

include!(concat!(env!("OUT_DIR"), "/compiled.rs"));
