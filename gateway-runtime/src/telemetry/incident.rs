//! What happens to a gateway beside requests, told once when it begins and once when it ends.

use super::json;
use crate::clock::UnixMillis;
use crate::contract::{ProductFacts, SchemeId};

/// Something an operator should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incident {
    /// The keys of an issuer cannot be obtained; those that are held stay in use.
    KeysUnobtainable {
        /// Whose tokens they verify.
        scheme: SchemeId,
        /// What went wrong, without anything secret.
        why: String,
    },
    /// They could be obtained again.
    KeysObtained {
        /// Whose tokens they verify.
        scheme: SchemeId,
    },
    /// A changed key store cannot be read; the keys that are held stay in use.
    StoreRefused {
        /// Which store.
        store: &'static str,
        /// What is wrong with it, without anything secret.
        why: String,
    },
    /// They could not for too long, and are not used any more.
    KeysStale {
        /// Whose tokens they verified.
        scheme: SchemeId,
    },
}

impl Incident {
    /// The code in events: stable, kebab-case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::KeysUnobtainable { .. } => "keys-unobtainable",
            Self::KeysObtained { .. } => "keys-obtained",
            Self::KeysStale { .. } => "keys-stale",
            Self::StoreRefused { .. } => "store-refused",
        }
    }

    /// Appends one line of JSON.
    pub(super) fn write_json(&self, line: &mut Vec<u8>, at: UnixMillis, product: &ProductFacts) {
        line.extend_from_slice(br#"{"log":"incident""#);
        json::time(line, at);
        json::member(line, "code", self.code());
        match self {
            Self::KeysUnobtainable { scheme, .. } | Self::KeysObtained { scheme } | Self::KeysStale { scheme } => {
                if let Some(scheme) = product.schemes.get(scheme.0) {
                    json::member(line, "scheme", scheme.name);
                }
            }
            Self::StoreRefused { store, .. } => json::member(line, "store", store),
        }
        if let Self::KeysUnobtainable { why, .. } | Self::StoreRefused { why, .. } = self {
            json::member(line, "why", why);
        }
        line.extend_from_slice(b"}\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::example::FACTS;

    #[test]
    fn an_incident_is_one_line_of_json() {
        let mut line = Vec::new();
        let scheme = SchemeId(0);
        let incident = Incident::KeysUnobtainable { scheme, why: "no \"connection\"\n".to_owned() };
        incident.write_json(&mut line, UnixMillis(1_700_000_000_123), &FACTS);
        assert_eq!(memchr::memchr(b'\n', &line), Some(line.len() - 1));
        let read: serde_json::Value = serde_json::from_slice(&line).unwrap();
        let expected = serde_json::json!({
            "log": "incident",
            "time": "2023-11-14T22:13:20.123Z",
            "code": "keys-unobtainable",
            "scheme": FACTS.schemes[0].name,
            "why": "no \"connection\"\n",
        });
        assert_eq!(read, expected);
    }
}
