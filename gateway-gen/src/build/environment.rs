//! What cargo tells a build script.

use std::env;
use std::path::PathBuf;

/// The part of the environment a build depends on.
#[derive(Debug)]
pub(super) struct Environment {
    /// `OUT_DIR`
    pub(super) out_dir: PathBuf,
    /// `CARGO_MANIFEST_DIR`
    pub(super) package: PathBuf,
    /// Whether a stale lock stops the build: in release builds and where `CI` is set.
    pub(super) enforces_lock: bool,
}

impl Environment {
    /// Reads the variables cargo sets; the error is a sentence.
    pub(super) fn of_build_script() -> Result<Self, String> {
        let folder = |name: &str| {
            env::var_os(name)
                .map(PathBuf::from)
                .ok_or_else(|| format!("{name} is not set: `Build::emit` is for build scripts run by cargo"))
        };
        let is_ci = env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"));
        Ok(Self {
            out_dir: folder("OUT_DIR")?,
            package: folder("CARGO_MANIFEST_DIR")?,
            enforces_lock: is_ci || env::var("PROFILE").is_ok_and(|profile| profile == "release"),
        })
    }
}
