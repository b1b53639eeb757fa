//! One API key as a store keeps it.

use serde::{Deserialize, Serialize};

use super::key_store::KeyStoreError;

/// An entry of a key store: who owns a key, and the hash by which it is recognised. The key itself is nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct KeyEntry {
    /// The public id, which finds the entry.
    pub id: Box<str>,
    /// HMAC-SHA-256 of the whole key under the pepper, as 64 hexadecimal digits.
    pub hash: Box<str>,
    /// The client that limits count by.
    pub owner: Box<str>,
    /// What the owner may do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<Box<str>>,
    /// What the owner pays for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Box<str>>,
    /// Seconds since the Unix epoch; from then on the key is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_after: Option<u64>,
    /// The same, by a decision of the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<u64>,
}

impl KeyEntry {
    /// Reads a JSON array of entries.
    pub fn list(json: &[u8]) -> Result<Vec<Self>, KeyStoreError> {
        serde_json::from_slice(json).map_err(|error| KeyStoreError::Syntax(place_of(&error)))
    }
}

/// Where a document is wrong, without what stands there.
fn place_of(error: &serde_json::Error) -> String {
    let kind = match error.classify() {
        serde_json::error::Category::Data => "wrong member or type",
        serde_json::error::Category::Syntax | serde_json::error::Category::Eof | serde_json::error::Category::Io => {
            "bad JSON"
        }
    };
    format!("{kind} at line {} column {}", error.line(), error.column())
}
