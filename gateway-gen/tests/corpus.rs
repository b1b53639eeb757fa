//! Documents and texts that nobody wrote for this project: none may panic, all must end in bounded time.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use std::fs;
use std::path::{Path, PathBuf};

use gateway_gen::compile;
use gateway_gen::source::Sources;

fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(folder);
    let path = if path.is_dir() { path } else { std::env::var_os("GATEWAY_SHARED").map(PathBuf::from)?.join(folder) };
    path.is_dir().then_some(path)
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn each(folder: &str, mut visit: impl FnMut(&Path, &gateway_gen::Compiled)) -> usize {
    let Some(folder) = shared(folder) else {
        eprintln!("skipped: the shared data folder `{folder}` is not here");
        return 0;
    };
    let mut found = Vec::new();
    files(&folder, &mut found);
    found.retain(|path| path.extension().is_some_and(|kind| kind == "yaml" || kind == "json"));
    for path in &found {
        let compiled = compile(Sources::read(path, &[]).unwrap());
        for one in &compiled.diagnostics {
            gateway_gen::render::human(one, &compiled.sources, false);
        }
        visit(path, &compiled);
    }
    found.len()
}

#[test]
fn real_documents_are_judged() {
    let count = each("specs", |path, compiled| {
        // They carry no `x-gateway`, so each is refused, and none for the way it is written.
        let readable = !compiled.diagnostics.iter().any(|one| matches!(one.code, "GW0001" | "GW0003" | "GW0004"));
        assert!(readable && compiled.sound().is_none(), "{}", path.display());
    });
    assert!(count == 0 || count > 40);
}

/// The same documents with a policy in front, so that every operation and schema is lowered.
#[test]
fn real_documents_are_lowered() {
    let Some(folder) = shared("specs") else {
        eprintln!("skipped: the shared data folder `specs` is not here");
        return;
    };
    let overlay = concat!(
        "overlay: 1.0.0\ninfo: { title: P, version: 1.0.0 }\nactions:\n  - target: $\n    update:\n",
        "      x-gateway: { version: 1, product: real, profile: permissive }\n",
        "      x-gateway-components: { upstreams: { u: { timeout: 1s } } }\n      x-gateway-upstream: u\n      security: []\n",
    );
    let mut found = Vec::new();
    files(&folder, &mut found);
    found.retain(|path| path.extension().is_some_and(|kind| kind == "yaml" || kind == "json"));
    let mut operations = 0;
    for path in &found {
        let text = fs::read_to_string(path).unwrap();
        let compiled =
            compile(Sources::from_texts([(path.to_str().unwrap(), text.as_str()), ("policy.yaml", overlay)]));
        let Some(product) = &compiled.product else { continue };
        operations += product.operations.len();
        gateway_gen::lock::text(product);
    }
    assert!(operations > 100, "{operations}");
}

#[test]
fn accepted_by_the_metaschema_accepted_here() {
    each("oas-3.0-schema", |path, compiled| {
        let passes = path.components().any(|part| part.as_os_str() == "pass");
        let refused = compiled.diagnostics.iter().any(|one| matches!(one.code, "GW0001" | "GW0003" | "GW0004"));
        assert!(!passes || !refused, "{}", path.display());
    });
}

#[test]
fn the_yaml_suite_does_not_panic() {
    let count = each("yaml-test-suite", |_, _| {});
    assert!(count == 0 || count > 300);
}
