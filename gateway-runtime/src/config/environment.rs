//! Environment variables that override the configuration file.
//!
//! `GATEWAY__LISTEN__TRUSTED_HOPS=1` sets `trustedHops` in `[listen]`: two underscores separate, case and every other
//! punctuation are ignored. A variable that fits no key of the vocabulary is an error like an unknown key in the file.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::sync::Arc;

use super::error::{ConfigError, Place};
use super::tree::{self, Node, Table, Value};
use super::vocabulary::{members, unknown};
use crate::contract::ProductFacts;

const PREFIX: &str = "GATEWAY__";

/// The variables a configuration is read with: the process's own, or those a test states.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, OsString>);

impl Environment {
    /// The variables of this process. Names that are not UTF-8 are none of ours.
    pub fn of_process() -> Self {
        Self(std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value))).collect())
    }

    /// Only these variables.
    pub fn of(variables: &[(&str, &str)]) -> Self {
        Self(variables.iter().map(|(name, value)| ((*name).to_owned(), OsString::from(value))).collect())
    }

    /// The value of a variable, where it is set and UTF-8.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.to_str()
    }

    /// Writes every override into the tree.
    pub(super) fn apply(&self, root: &mut Node, facts: &'static ProductFacts, errors: &mut Vec<ConfigError>) {
        for (name, value) in self.0.range(PREFIX.to_owned()..).take_while(|(name, _)| name.starts_with(PREFIX)) {
            let variable: Arc<str> = name.as_str().into();
            let place = Place::Variable(Arc::clone(&variable));
            match (resolve(name, &place, facts), value.to_str()) {
                (Err(error), _) => errors.push(error),
                (Ok(_), None) => errors.push(ConfigError::new(place, "the value is not UTF-8")),
                (Ok(path), Some(value)) => insert(root, &path, &place, tree::parse_variable(&variable, value)),
            }
        }
    }
}

impl core::fmt::Debug for Environment {
    /// Values may be secrets.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

fn resolve(variable: &str, place: &Place, facts: &'static ProductFacts) -> Result<Vec<&'static str>, ConfigError> {
    let mut path: Vec<&'static str> = Vec::new();
    for part in variable.trim_start_matches(PREFIX).split("__") {
        let Some(members) = members(&path, facts) else {
            return Err(ConfigError::new(place.clone(), format!("`{}` has no parts", path.join("."))));
        };
        let mut fitting = members.names.iter().filter(|name| plain(name) == plain(part));
        match (fitting.next(), fitting.next()) {
            (Some(name), None) => path.push(name),
            (Some(first), Some(second)) => {
                return Err(ConfigError::new(place.clone(), format!("`{part}` may be `{first}` or `{second}`"))
                    .help("set it in the configuration file"));
            }
            (None, _) => return Err(unknown(place.clone(), &members, &part.to_lowercase(), &path)),
        }
    }
    Ok(path)
}

fn plain(name: &str) -> String {
    name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn insert(node: &mut Node, path: &[&'static str], place: &Place, value: Node) {
    let Some((first, rest)) = path.split_first() else {
        *node = value;
        return;
    };
    if !matches!(node.value, Value::Table(_)) {
        *node = Node { place: place.clone(), value: Value::Table(Table::new()) };
    }
    if let Value::Table(table) = &mut node.value {
        let empty = || Node { place: place.clone(), value: Value::Table(Table::new()) };
        let (_, child) = table.entry((*first).to_owned()).or_insert_with(|| (place.clone(), empty()));
        insert(child, rest, place, value);
    }
}
