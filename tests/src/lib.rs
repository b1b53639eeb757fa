//! The harness of everything that needs more than one crate: a gateway on port 0, an upstream that remembers what it saw,
//! a mint for credentials, and a client that sends exactly the bytes it is given.

mod client;
mod corpora;
mod mint;
mod subject;
mod upstream;

pub use client::{Answer, Client};
pub use corpora::shared;
pub use mint::{Claims, Mint};
pub use subject::{Subject, SubjectBuilder};
pub use upstream::{Behaviour, Seen, Upstream};
