//! Where an upstream is, and the connections to it.

/// The deploy-time address of one upstream.
#[derive(Debug)]
pub struct Target {}
