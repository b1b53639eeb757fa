//! The rows, as the data file writes them.

use std::collections::BTreeMap;

use serde::Deserialize;

/// One case of the catalogue, with one or several spellings of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Its name in the catalogue of bad input.
    pub id: String,
    /// What is bad about it.
    pub what: String,
    /// What is sent, in the notation of `bytes.rs`: each on a connection of its own.
    pub send: Vec<String>,
    /// The statuses of which the answer must have one.
    pub status: Vec<u16>,
    /// The public codes of which a refusal must have one; none where the request is answered by the upstream.
    #[serde(default)]
    pub code: Vec<String>,
    /// Whether the connection must be closed behind the answer.
    #[serde(default)]
    pub closes: bool,
    /// The request line the upstream must have seen, once; nothing where it must have seen nothing.
    #[serde(default)]
    pub upstream: Option<String>,
    /// Header fields the upstream must not have seen.
    #[serde(default)]
    pub absent: Vec<String>,
    /// The body the upstream must have seen.
    #[serde(default)]
    pub body: Option<String>,
    /// Header fields the upstream must have seen, with their values.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// What is held back until `100 Continue` comes, which it must for a control and must not for a refusal.
    #[serde(default)]
    pub held_back: Option<String>,
    /// The request line of a good request that stands before the other one in the same packet.
    #[serde(default)]
    pub behind: Option<String>,
    /// The client address in the event, where it is not the socket's.
    #[serde(default)]
    pub client: Option<String>,
    /// Lines of the `[bounds]` section of a gateway of its own.
    #[serde(default)]
    pub bounds: String,
    /// Lines of the `[listen]` section of a gateway of its own.
    #[serde(default)]
    pub listen: String,
    /// Whether its upstream answers before it has read the body.
    #[serde(default)]
    pub early: bool,
}

impl Row {
    /// Whether it must be accepted.
    pub const fn is_control(&self) -> bool {
        self.code.is_empty()
    }

    /// Whether it is tried against a gateway of its own.
    pub fn is_apart(&self) -> bool {
        self.early || !self.bounds.is_empty() || !self.listen.is_empty()
    }
}

#[derive(Deserialize)]
struct File {
    row: Vec<Row>,
}

/// Every row of the data file; an error says what is wrong with it.
pub fn rows() -> Result<Vec<Row>, String> {
    let file: File = toml::from_str(include_str!("../rows.toml")).map_err(|error| error.to_string())?;
    for row in &file.row {
        if row.send.is_empty() || row.status.is_empty() || row.is_control() != row.upstream.is_some() {
            return Err(format!("{}: a refusal has codes, a control the line the upstream sees", row.id));
        }
    }
    Ok(file.row)
}
