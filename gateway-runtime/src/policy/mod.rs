//! The policies, one file each, in the order of [`pipeline`](crate::pipeline).
//!
//! A policy is a free function from the state it requires to the state it earns. It reads facts, configuration and what
//! came before; it never calls another policy.

pub mod admit;
pub mod approve;
pub mod authenticate;
pub mod authorize;
pub mod canonicalize;
#[cfg(test)]
pub(crate) mod fixture;
pub mod forward;
pub mod meter;
pub mod receive;
pub mod route;
pub mod shape;
pub mod throttle;
pub mod validate;
