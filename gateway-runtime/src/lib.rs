//! Everything that happens to a request: the runtime that every compiled gateway links.
//!
//! It refuses what the document does not describe. It knows nothing of documents: generated code states facts
//! ([`contract`]), and the runtime behaves.
//!
//! # The life of a request
//!
//! 1. [`net`] accepts a connection, completes TLS, and frames every HTTP/1 message with a reader of our own before hyper
//!    sees a byte of it.
//! 2. [`pipeline`] takes the request through its states, each earned by one policy and made nowhere else ([`stage`]).
//!    A policy that is skipped or swapped does not compile.
//! 3. A [`denial`] is the client's doing, a [`fault`] is ours or the upstream's; [`respond`] makes either into a problem
//!    document (RFC 9457), and [`manual`] has a page for each.
//! 4. [`telemetry`] writes one access-log line and the metrics, and for a refusal exactly one security event.
//!
//! # Where things are set
//!
//! [`config`] reads the operator's file and environment, [`snapshot`] joins it with the facts into one immutable value,
//! [`gateway`] starts, runs and drains; [`cli`] is the product's command line, [`service`] mounts the gateway in any
//! `tower` stack.

pub mod admin;
pub mod answer;
pub mod body;
pub mod cli;
pub mod clock;
pub mod config;
pub mod contract;
pub mod core;
mod correlation;
mod credential;
mod crypto;
pub mod decode;
pub mod decoded;
pub mod denial;
pub mod fault;
pub mod gateway;
pub mod key_refresh;
pub mod limiter;
pub mod manual;
pub mod memory;
pub mod net;
pub mod operation;
pub mod passing;
mod percent;
pub mod pipeline;
pub mod policy;
pub mod principal;
pub mod refusal;
pub mod request_body;
pub mod respond;
mod rule;
pub mod schema;
pub mod service;
pub mod snapshot;
pub mod stage;
pub mod store_refresh;
pub mod telemetry;
pub mod upstream;
pub mod verdict;
pub mod verifier;

pub use crypto::install_crypto;
