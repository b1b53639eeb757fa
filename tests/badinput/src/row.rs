//! The rows, as the data file writes them.

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
}

impl Row {
    /// Whether it must be accepted.
    pub const fn is_control(&self) -> bool {
        self.code.is_empty()
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
