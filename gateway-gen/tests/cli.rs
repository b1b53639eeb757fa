//! The command line: what goes where, and how it ends.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use std::path::Path;
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    Command::new(env!("CARGO_BIN_EXE_gateway-gen")).args(arguments).current_dir(folder).output().unwrap()
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

#[test]
fn check_ends_with_0_1_and_2() {
    assert_eq!(run(&["check", "sound/spec.yaml"]).status.code(), Some(0));
    let bad = run(&["check", "unknown-scope/spec.yaml"]);
    assert_eq!(bad.status.code(), Some(1));
    assert!(stdout(&bad).contains("unknown-scope/spec.yaml:24:19: error[GW0101]"));
    assert_eq!(run(&["check", "nowhere.yaml"]).status.code(), Some(2));
    assert_eq!(run(&["chekc"]).status.code(), Some(2));
    let json = run(&["check", "unknown-scope/spec.yaml", "--format", "json"]);
    assert!(serde_json::from_str::<serde_json::Value>(stdout(&json)).unwrap().is_array());
}

#[test]
fn lock_is_accepted_and_drift_is_3() {
    let folder = tempfile::tempdir().unwrap();
    let lock = folder.path().join("gateway.lock");
    let lock = lock.to_str().unwrap();
    assert_eq!(run(&["lock", "sound/spec.yaml", "--check", "--lock", lock]).status.code(), Some(3));
    assert_eq!(run(&["lock", "sound/spec.yaml", "--accept", "--lock", lock]).status.code(), Some(0));
    assert_eq!(run(&["lock", "sound/spec.yaml", "--check", "--lock", lock]).status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(lock).unwrap(), stdout(&run(&["lock", "sound/spec.yaml"])));
    assert_eq!(run(&["lock", "unknown-scope/spec.yaml", "--check", "--lock", lock]).status.code(), Some(1));
}

#[test]
fn explain_prints_operations_and_rules() {
    let operation = run(&["explain", "put", "/notes/{id}", "--spec", "sound/spec.yaml"]);
    assert!(stdout(&operation).contains("oauth[notes:write]"));
    assert!(stdout(&operation).contains("sound/spec.yaml:11"));
    assert!(stdout(&run(&["explain", "gw0101"])).starts_with("GW0101: unknown scope"));
    assert_eq!(run(&["explain", "GW9999"]).status.code(), Some(2));
    assert_eq!(run(&["explain", "get", "/nowhere", "--spec", "sound/spec.yaml"]).status.code(), Some(2));
}

#[test]
fn expand_refuses_what_is_not_sound() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    assert_eq!(run(&["expand", "unknown-scope/spec.yaml", "--out", out.to_str().unwrap()]).status.code(), Some(1));
    assert!(!out.exists());
    assert_eq!(run(&["expand", "sound/spec.yaml", "--out", out.to_str().unwrap()]).status.code(), Some(0));
    assert!(out.is_dir());
}
