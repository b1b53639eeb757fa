//! The operator's part: where the gateway listens, whom it works with, with which secrets, and what is stricter than
//! the document says. TOML and environment variables become one typed value, or a list of every fault.
//!
//! Precedence: built-in, then the file, then the environment. Nothing can be loosened here.

pub(crate) mod auth;
mod environment;
mod error;
#[cfg(test)]
pub(crate) mod example;
mod listen;
mod partner;
mod quantity;
mod reader;
mod store;
#[cfg(test)]
mod tests;
mod tighten;
mod tree;
mod vocabulary;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

pub use auth::{Auth, Keys};
pub use environment::Environment;
pub use error::{ConfigError, Place};
pub use listen::{Bounds, Listen, Tls};
pub use partner::Upstream;
pub use quantity::Rate;
pub(crate) use quantity::duration;
pub use store::Store;
pub use tighten::{Lowered, Tightening, lowering, strictest, tightenings};

use crate::contract::ProductFacts;
use reader::Reader;

/// A whole configuration, checked against the product it is for. Nothing in it is still a text to be read.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the gateway listens and for whom.
    pub listen: Listen,
    /// The certificate; none exactly where `listen.plaintext` is set.
    pub tls: Option<Tls>,
    /// How long the gateway waits and how much it holds.
    pub bounds: Bounds,
    /// By name; one for every upstream of the product.
    pub upstreams: BTreeMap<&'static str, Upstream>,
    /// By scheme; one for every bearer scheme of the product.
    pub auth: BTreeMap<&'static str, Auth>,
    /// By name; one for every key store of the product.
    pub stores: BTreeMap<&'static str, Store>,
    /// By `operationId`; only those that are tightened.
    pub operations: BTreeMap<&'static str, Tightening>,
    /// By name; only those that are lowered everywhere.
    pub limits: BTreeMap<&'static str, Lowered>,
}

impl Settings {
    /// Reads the configuration of `facts` from a file, where one is named, and the environment.
    ///
    /// Every fault is in the list, with its place and what to do about it.
    pub fn load(
        facts: &'static ProductFacts,
        path: Option<&Path>,
        environment: &Environment,
    ) -> Result<Self, Vec<ConfigError>> {
        let Some(path) = path else {
            return Self::read(facts, "(no configuration file)", "", environment);
        };
        let shown = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::read(facts, &shown, &text, environment),
            Err(why) => Err(vec![ConfigError::new(Place::Whole(shown.into()), format!("cannot be read: {why}"))]),
        }
    }

    /// Reads a configuration from its text; `shown` is what places call the file.
    pub fn read(
        facts: &'static ProductFacts,
        shown: &str,
        text: &str,
        environment: &Environment,
    ) -> Result<Self, Vec<ConfigError>> {
        let path: Arc<str> = shown.into();
        let mut errors = Vec::new();
        let mut root = tree::parse(&path, text, &mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }
        environment.apply(&mut root, facts, &mut errors);
        vocabulary::check(&root, facts, &mut errors);
        let mut reader = Reader { facts, environment, whole: Place::Whole(path), errors };
        let listen = listen::listen(&mut reader, root.get("listen"));
        let plaintext = listen.as_ref().is_some_and(|listen| listen.plaintext);
        let tls = match &listen {
            Some(_) => listen::tls(&mut reader, root.get("tls"), plaintext),
            None => None,
        };
        let bounds = listen::bounds(&mut reader, root.get("bounds"));
        let upstreams = partner::upstreams(&mut reader, root.get("upstreams"));
        let auth = auth::auth(&mut reader, root.get("auth"));
        let stores = store::stores(&mut reader, root.get("stores"));
        let operations = tighten::operations(&mut reader, root.get("operations"));
        let limits = tighten::limits(&mut reader, root.get("limits"));
        match (listen, bounds) {
            (Some(listen), Some(bounds)) if reader.errors.is_empty() => {
                Ok(Self { listen, tls, bounds, upstreams, auth, stores, operations, limits })
            }
            _ => Err(reader.errors),
        }
    }

    /// Everything that is stricter than the document says, one sentence each.
    pub fn tightened(&self, facts: &ProductFacts) -> Vec<String> {
        let mut sentences: Vec<String> =
            facts.limits.iter().filter_map(|limit| lowering(limit, &[self.limits.get(limit.name)])).collect();
        for operation in facts.operations {
            let own = tightenings(operation, self.operations.get(operation.id), &self.limits);
            sentences.extend(own.into_iter().map(|sentence| format!("{}: {sentence}", operation.id)));
        }
        sentences
    }
}
