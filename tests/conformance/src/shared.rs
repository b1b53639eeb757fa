//! Where the public test corpora are: beside the repository, or where the environment says.

use std::path::PathBuf;

/// The variable that names the folder that contains `data`.
pub const VARIABLE: &str = "GATEWAY_SHARED";

/// The folder of the corpora, if it is there.
pub fn folder() -> Option<PathBuf> {
    let named = std::env::var_os(VARIABLE).map(PathBuf::from);
    let start = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let beside = start.ancestors().map(|folder| folder.join("shared")).collect::<Vec<_>>();
    named
        .into_iter()
        .chain(beside)
        .map(|folder| folder.join("data"))
        .find(|folder| folder.join("json-parsing").is_dir())
}
