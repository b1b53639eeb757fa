//! Build scripts without cargo: an environment in a temporary folder, a compiler that returns what the test says.

use indexmap::IndexMap;

use super::*;
use crate::diagnostic::Diagnostic;
use crate::model::{Product, Profile, Schemas};
use crate::span::{SourceId, Span};

fn product() -> Product {
    Product {
        name: "empty".to_owned(),
        type_name: "Empty".to_owned(),
        title: "Empty".to_owned(),
        api_version: "1".to_owned(),
        base_path: String::new(),
        profile: Profile::Standard,
        hosts: Vec::new(),
        document: "specs/api.yaml".to_owned(),
        digest: String::new(),
        schemes: Vec::new(),
        upstreams: Vec::new(),
        limits: Vec::new(),
        operations: Vec::new(),
        schemas: Schemas::default(),
    }
}

fn finding(severity: Severity) -> Diagnostic {
    Diagnostic {
        code: "GW0000",
        severity,
        message: "no good".to_owned(),
        span: Span { source: SourceId(0), range: 0..1, action: None },
        label: String::new(),
        help: None,
        related: Vec::new(),
    }
}

struct Script {
    root: tempfile::TempDir,
    environment: Environment,
    build: Build,
}

impl Script {
    fn new(enforces_lock: bool) -> Self {
        let root = tempfile::tempdir().unwrap();
        let package = root.path().join("generated/empty");
        fs::create_dir_all(&package).unwrap();
        fs::create_dir_all(root.path().join("specs")).unwrap();
        fs::write(root.path().join("specs/api.yaml"), "openapi: 3.1.0\n").unwrap();
        let environment = Environment { out_dir: root.path().join("out"), package, enforces_lock };
        Self { root, environment, build: Build::new("../../specs/api.yaml") }
    }

    fn run(&self, diagnostics: Vec<Diagnostic>) -> Vec<String> {
        let compile = |sources| Compiled { product: Some(product()), diagnostics, sources };
        self.build.run(&self.environment, compile).to_string().lines().map(str::to_owned).collect()
    }

    fn accept(&self) {
        fs::write(self.environment.package.join("gateway.lock"), lock::text(&product())).unwrap();
    }

    fn written(&self) -> IndexMap<String, (Vec<u8>, std::time::SystemTime)> {
        let Ok(folder) = fs::read_dir(self.environment.out_dir.join("gateway")) else { return IndexMap::new() };
        let entry = |entry: io::Result<fs::DirEntry>| {
            let entry = entry.unwrap();
            let modified = entry.metadata().unwrap().modified().unwrap();
            (entry.file_name().into_string().unwrap(), (fs::read(entry.path()).unwrap(), modified))
        };
        folder.map(entry).collect()
    }
}

fn count(lines: &[String], prefix: &str) -> usize {
    lines.iter().filter(|line| line.starts_with(prefix)).count()
}

#[test]
fn an_accepted_product_is_written_once_and_silently() {
    let script = Script::new(true);
    script.accept();
    let lines = script.run(Vec::new());
    assert_eq!(
        lines,
        [
            "cargo::rerun-if-env-changed=CI",
            "cargo::rerun-if-changed=../../specs/api.yaml",
            "cargo::rerun-if-changed=gateway.lock",
        ]
    );
    let first = script.written();
    assert!(first.contains_key("mod.rs") && first.len() == 10, "{:?}", first.keys());
    script.run(Vec::new());
    assert_eq!(script.written(), first, "unchanged files are not touched");
    assert_eq!(fs::read_dir(&script.environment.package).unwrap().count(), 1, "only the lock is in the package");
}

#[test]
fn a_stale_lock_warns_in_debug_and_stops_elsewhere() {
    for (enforced, directive) in [(false, "cargo::warning="), (true, "cargo::error=")] {
        let lines = Script::new(enforced).run(Vec::new());
        let accept = "gateway-gen lock specs/api.yaml --accept --lock generated/empty/gateway.lock";
        assert!(lines.iter().any(|line| line.starts_with(directive) && line.ends_with(accept)), "{lines:#?}");
        assert_eq!(count(&lines, "cargo::error=") > 0, enforced);
    }
}

#[test]
fn errors_are_shown_and_nothing_is_written() {
    let script = Script::new(false);
    script.accept();
    let lines = script.run((0..25).map(|_| finding(Severity::Error)).collect());
    let more = "cargo::error=and 5 more; run gateway-gen check specs/api.yaml";
    assert_eq!(lines.last().map(String::as_str), Some(more));
    assert!(lines.iter().all(|line| line.starts_with("cargo::")), "{lines:#?}");
    assert!(script.written().is_empty());
}

#[test]
fn warnings_and_notes_do_not_stop() {
    let script = Script::new(true);
    script.accept();
    let lines = script.run(vec![finding(Severity::Warning), finding(Severity::Note)]);
    assert!(count(&lines, "cargo::warning=") >= 2 && count(&lines, "cargo::error=") == 0, "{lines:#?}");
    assert!(!script.written().is_empty());
}

#[test]
fn a_missing_document_is_named_as_people_know_it() {
    let script = Script::new(false);
    fs::remove_file(script.root.path().join("specs/api.yaml")).unwrap();
    let lines = script.run(Vec::new());
    let errors: Vec<_> = lines.iter().filter(|line| line.starts_with("cargo::error=")).collect();
    assert!(matches!(errors.as_slice(), [only] if only.starts_with("cargo::error=specs/api.yaml: ")), "{lines:#?}");
}
