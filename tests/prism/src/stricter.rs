//! The cases that the gateway refuses and Prism does not, each with the refusal and its reason: `stricter.toml`.

use serde::Deserialize;

/// One case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stricter {
    /// The case.
    pub case: String,
    /// The `code` of the only refusal that is meant.
    pub code: String,
    /// Why.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    stricter: Vec<Stricter>,
}

/// Every listed case.
pub fn stricter() -> Result<Vec<Stricter>, String> {
    let file: File = toml::from_str(include_str!("../stricter.toml")).map_err(|error| error.to_string())?;
    Ok(file.stricter)
}
