//! What stands for a client in logs, events and limits.

use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;

use crate::contract::SchemeId;

/// A hash of the client under a key that is random per process: the same client has the same digest while the process
/// lives, nobody can compute it from outside, and two schemes never share one.
pub(super) fn digest(scheme: SchemeId, client: &str) -> u64 {
    static KEY: OnceLock<RandomState> = OnceLock::new();
    KEY.get_or_init(RandomState::new).hash_one((scheme.0, client))
}
