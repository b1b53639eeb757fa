//! The release binary of a product holds nothing of the development tools.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use gateway_tests::debug_binary;

/// `cargo xtask test` builds the binary and names it, relative to the workspace.
fn release_binary() -> Option<PathBuf> {
    let Some(named) = std::env::var_os("GATEWAY_RELEASE_BINARY") else {
        println!("skipped: GATEWAY_RELEASE_BINARY names no release binary; `cargo xtask test` builds one");
        return None;
    };
    Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(named))
}

#[test]
fn dev_and_token_are_refused_in_one_sentence() {
    let Some(binary) = release_binary() else { return };
    for command in ["dev", "token"] {
        let output = Command::new(&binary).arg(command).output().expect("the binary runs");
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(said.trim().lines().count(), 1, "{said}");
        assert!(said.contains("not part of a release build"), "{said}");
    }
}

#[test]
fn nothing_of_the_development_tools_is_linked() {
    let Some(binary) = release_binary() else { return };
    let bytes = std::fs::read(binary).expect("the binary can be read");
    let debug = std::fs::read(debug_binary("orders")).expect("the binary can be read");
    for trace in ["demo upstream", "careless-app", "dev-partner", "openid-configuration", "rcgen"] {
        assert!(contains(&debug, trace), "the debug binary should contain `{trace}`");
        assert!(!contains(&bytes, trace), "the release binary contains `{trace}`");
    }
}

fn contains(bytes: &[u8], trace: &str) -> bool {
    bytes.windows(trace.len()).any(|window| window == trace.as_bytes())
}
