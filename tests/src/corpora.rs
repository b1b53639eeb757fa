//! The shared test corpora, which live beside the repository and are never copied into it.

use std::path::{Path, PathBuf};

/// A file or folder of `../shared/data`. Where it is absent, the reason to skip is printed and `None` given.
pub fn shared(path: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(path);
    if root.exists() {
        return Some(root);
    }
    println!("skipped: ../shared/data/{path} is absent");
    None
}
