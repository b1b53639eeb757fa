//! Typed values out of the tree. Every fault is noted and reading goes on, so that all of them are reported at once.

use core::net::SocketAddr;
use core::ops::RangeInclusive;
use core::time::Duration;
use std::path::{Path, PathBuf};

use super::environment::Environment;
use super::error::{ConfigError, Place};
use super::quantity::{self, Rate};
use super::tree::{Node, Value};
use crate::contract::ProductFacts;

/// No file of a configuration is larger than this.
const MAX_FILE: u64 = 4 * 1024 * 1024;

/// What a configuration is read with.
pub(super) struct Reader<'e> {
    pub(super) facts: &'static ProductFacts,
    pub(super) environment: &'e Environment,
    /// The place of what is absent.
    pub(super) whole: Place,
    pub(super) errors: Vec<ConfigError>,
}

impl Reader<'_> {
    /// Notes a fault.
    pub(super) fn refuse(&mut self, place: &Place, message: impl Into<String>, help: impl Into<String>) {
        self.errors.push(ConfigError::new(place.clone(), message).help(help));
    }

    /// Notes that something required is absent.
    pub(super) fn missing(&mut self, message: impl Into<String>, help: impl Into<String>) {
        let place = self.whole.clone();
        self.refuse(&place, message, help);
    }

    fn expected<T>(&mut self, node: &Node, what: &str) -> Option<T> {
        self.errors.push(ConfigError::new(node.place.clone(), format!("expected {what}")));
        None
    }

    pub(super) fn boolean(&mut self, node: &Node) -> Option<bool> {
        match node.value {
            Value::Boolean(value) => Some(value),
            _ => self.expected(node, "true or false"),
        }
    }

    pub(super) fn integer(&mut self, node: &Node, range: RangeInclusive<usize>) -> Option<usize> {
        let value = match node.value {
            Value::Integer(value) => usize::try_from(value).ok().filter(|value| range.contains(value)),
            _ => None,
        };
        value.or_else(|| self.expected(node, &format!("a whole number from {} to {}", range.start(), range.end())))
    }

    pub(super) fn text<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        match &node.value {
            Value::String(value) => Some(value),
            _ => self.expected(node, "a text in quotes"),
        }
    }

    pub(super) fn texts<'n>(&mut self, node: &'n Node) -> Option<Vec<(&'n Place, &'n str)>> {
        let Value::Array(items) = &node.value else {
            return self.expected(node, "a list of texts, in brackets");
        };
        items.iter().map(|item| Some((&item.place, self.text(item)?))).collect()
    }

    pub(super) fn address(&mut self, node: &Node) -> Option<SocketAddr> {
        let text = self.text(node)?;
        text.parse().ok().or_else(|| self.expected(node, "an address with a port, such as \"0.0.0.0:8443\""))
    }

    pub(super) fn duration(&mut self, node: &Node, range: RangeInclusive<Duration>) -> Option<Duration> {
        let value = match &node.value {
            Value::String(text) => quantity::duration(text).filter(|value| range.contains(value)),
            _ => None,
        };
        value.or_else(|| {
            let (least, most) = (range.start().as_millis(), range.end().as_secs());
            let what = format!("a duration such as \"30s\", from {least} ms to {most} s");
            self.expected(node, &what)
        })
    }

    pub(super) fn bytes(&mut self, node: &Node) -> Option<usize> {
        let value = match &node.value {
            Value::Integer(value) => usize::try_from(*value).ok(),
            Value::String(text) => quantity::bytes(text).and_then(|bytes| usize::try_from(bytes).ok()),
            _ => None,
        };
        value.or_else(|| self.expected(node, "a size such as 16384 or \"16KiB\""))
    }

    pub(super) fn rate(&mut self, node: &Node) -> Option<Rate> {
        let value = match &node.value {
            Value::String(text) => quantity::rate(text),
            _ => None,
        };
        value.or_else(|| self.expected(node, "a rate such as \"5/s\", \"100/min\", \"1000/h\" or \"10000/day\""))
    }

    /// The bytes of a file.
    pub(super) fn file(&mut self, place: &Place, path: &Path) -> Option<Vec<u8>> {
        match read(path) {
            Ok(bytes) => Some(bytes),
            Err(why) => {
                self.errors.push(ConfigError::new(place.clone(), format!("cannot read {}: {why}", path.display())));
                None
            }
        }
    }

    /// A path.
    pub(super) fn path(&mut self, node: &Node) -> Option<PathBuf> {
        self.text(node).map(PathBuf::from)
    }

    /// A folder in which files can be made, which is tried.
    pub(super) fn folder(&mut self, node: &Node) -> Option<PathBuf> {
        let path = self.path(node)?;
        match tempfile::tempfile_in(&path) {
            Ok(_) => Some(path),
            Err(error) => {
                let message = format!("no file can be made in {}: {error}", path.display());
                self.refuse(&node.place, message, "name a folder that exists and that the gateway may write to");
                None
            }
        }
    }

    /// A secret: never the value itself, only where it is. White space at the end is not part of it.
    pub(super) fn secret(&mut self, node: &Node) -> Option<Vec<u8>> {
        const HELP: &str = "write { file = \"/run/secrets/name\" } or { env = \"NAME\" }";
        if node.table().is_none() {
            self.refuse(&node.place, "a secret must not stand in the configuration", HELP);
            return None;
        }
        let bytes = match (node.get("env"), node.get("file")) {
            (Some(name), None) => {
                let variable = self.text(name)?;
                let Some(value) = self.environment.get(variable) else {
                    let message = format!("the environment variable {variable} is not set");
                    self.errors.push(ConfigError::new(name.place.clone(), message));
                    return None;
                };
                value.as_bytes().to_vec()
            }
            (None, Some(file)) => {
                let path = self.path(file)?;
                self.file(&file.place, &path)?
            }
            (Some(_), Some(_)) | (None, None) => {
                self.refuse(&node.place, "a secret has exactly one source", HELP);
                return None;
            }
        };
        let trimmed = bytes.trim_ascii_end();
        if trimmed.is_empty() {
            self.refuse(&node.place, "the secret is empty", HELP);
            return None;
        }
        Some(trimmed.to_vec())
    }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let size = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
    if size > MAX_FILE {
        return Err(format!("larger than {MAX_FILE} bytes"));
    }
    std::fs::read(path).map_err(|error| error.to_string())
}
