//! The harness of everything that needs more than one crate: a gateway on port 0, an upstream that remembers what it saw,
//! a mint for credentials, and a client that sends exactly the bytes it is given.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a test fails by panicking"
)]

mod client;
mod corpora;
mod mint;
mod process;
mod products;
mod secure;
mod server;
mod subject;
mod upstream;

pub use client::{Answer, Client};
pub use corpora::shared;
pub use mint::{Claims, Mint};
pub use process::{Process, free_address};
pub use products::{debug_binary, standalone_binary};
pub use secure::SecureClient;
pub use server::{Make, Server};
pub use subject::{PEPPER, Subject, SubjectBuilder};
pub use upstream::{Behaviour, Seen, Upstream};
