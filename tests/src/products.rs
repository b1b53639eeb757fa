//! Products as binaries, built the way a user builds them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The workspace's folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Builds a package of the workspace in debug mode and gives the path of its binary.
pub fn debug_binary(package: &str) -> PathBuf {
    build(Command::new(env!("CARGO")).args(["build", "--quiet", "--package", package]).current_dir(root()));
    root().join("target/debug").join(package)
}

/// Builds the product in `tests/<name>`, a workspace of its own, with the versions of our lock file and in our target
/// folder, so that nothing is compiled twice.
pub fn standalone_binary(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file can be copied");
    build(
        Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--offline"])
            .env("CARGO_TARGET_DIR", root().join("target"))
            .env_remove("CI")
            .current_dir(&folder),
    );
    root().join("target/debug").join(name)
}

fn build(command: &mut Command) {
    let output = command.output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
