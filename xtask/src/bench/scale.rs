//! How long the largest public description takes to become a library: GitHub's REST API, whole.
//!
//! The crate that is compiled holds the product (facts, routes, inputs, hooks, validators) of every operation that can be
//! enforced, and beside it the validators of every parameter, request and response of the description, whether or not
//! a product can have them yet. What it depends on is built first and not counted.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::report::{Bar, Limit, Report};
use crate::shell;

/// The description, by its name and version in the registry of npm.
const PACKAGE: &str = "@octokit/openapi@23.0.2";
const DOCUMENT: &str = "package/generated/api.github.com.json";

/// The least policy that lets the document be compiled: it has none of its own.
const POLICY: &str = r#"{
  "overlay": "1.0.0",
  "info": { "title": "The least policy", "version": "1.0.0" },
  "actions": [
    {
      "target": "$",
      "update": {
        "x-gateway": { "version": 1, "product": "github", "profile": "permissive", "hosts": ["api.github.example"] },
        "x-gateway-components": { "upstreams": { "github": { "timeout": "3s" } } },
        "x-gateway-upstream": "github",
        "security": [{ "token": [] }]
      }
    },
    {
      "target": "$.components",
      "update": {
        "securitySchemes": {
          "token": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "x-gateway-auth": {
              "issuer": "https://id.example.com",
              "audience": ["https://api.github.example"],
              "algorithms": ["ES256"],
              "tokenType": "at+jwt"
            }
          }
        }
      }
    }
  ]
}
"#;

const LIBRARY: &str = "pub mod product;\npub mod requests;\npub mod responses;\n";

/// What a command took, children included.
struct Cost {
    /// Seconds of processor time, user and system.
    cpu: f64,
    /// Seconds on the clock.
    wall: f64,
    /// The largest resident memory of one process, in MiB.
    peak: f64,
}

pub(crate) fn measure(report: &mut Report) -> Result<(), String> {
    let folder = shell::root().join("target/scale");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    if !folder.join(DOCUMENT).is_file() && !shell::has("npm") {
        report.lines.push(format!("scale: skipped, because `npm` is absent and would fetch {PACKAGE}\n"));
        return Ok(());
    }
    fetch(&folder)?;
    let product = folder.join("github");
    prepare(&product)?;
    // What is not counted: the generator itself, and what the crate depends on.
    shell::output(&mut shell::command(
        "cargo",
        &["build", "--release", "--quiet", "-p", "gateway-gen", "--example", "scale"],
    ))?;
    build(&product)?;
    let (found, generated) = generate(&folder, &product)?;
    let compiled = build(&product)?;
    lines(report, &found, &generated, &compiled);
    let mut bar = |name: &str, value, unit, limit| {
        report.bars.push(Bar { name: name.to_owned(), value, unit, limit: Limit::AtMost(limit) });
    };
    bar("GitHub REST: the generator", generated.cpu, "s CPU", 15.0);
    bar("GitHub REST: rustc, release", compiled.cpu, "s CPU", 90.0);
    bar("GitHub REST: peak memory", generated.peak.max(compiled.peak), "MiB", 1536.0);
    Ok(())
}

/// Takes the description from its package, once.
fn fetch(folder: &Path) -> Result<(), String> {
    if folder.join(DOCUMENT).is_file() {
        return Ok(());
    }
    let packed = shell::output(shell::command("npm", &["pack", "--silent", PACKAGE]).current_dir(folder))?;
    let archive = packed.lines().last().unwrap_or_default().to_owned();
    shell::output(shell::command("tar", &["xzf", &archive, DOCUMENT]).current_dir(folder))?;
    fs::remove_file(folder.join(archive)).map_err(|error| error.to_string())
}

/// An empty crate with our profile and our versions, in a workspace of its own.
fn prepare(product: &Path) -> Result<(), String> {
    let source = product.join("src");
    if source.is_dir() {
        fs::remove_dir_all(&source).map_err(|error| error.to_string())?;
    }
    fs::create_dir_all(&source).map_err(|error| error.to_string())?;
    let workspace = fs::read_to_string(shell::root().join("Cargo.toml")).map_err(|error| error.to_string())?;
    let profile = workspace.split_once("[profile.release]").map(|(_, rest)| rest.split("\n[").next().unwrap_or(rest));
    let profile = profile.ok_or("the workspace has no release profile")?;
    let manifest = format!(
        "[package]\nname = \"github\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         gateway-runtime = {{ path = \"{}\" }}\n\n[profile.release]{profile}",
        shell::root().join("gateway-runtime").display()
    );
    let write = |path: PathBuf, text: &str| fs::write(path, text).map_err(|error| error.to_string());
    write(product.join("Cargo.toml"), &manifest)?;
    write(source.join("lib.rs"), "")?;
    let lock = shell::root().join("Cargo.lock");
    fs::copy(lock, product.join("Cargo.lock")).map(|_| ()).map_err(|error| error.to_string())
}

/// Writes the crate's sources; what the generator found, and what that took.
fn generate(folder: &Path, product: &Path) -> Result<(Value, Cost), String> {
    let policy = folder.join("policy.json");
    fs::write(&policy, POLICY).map_err(|error| error.to_string())?;
    let generator = shell::root().join("target/release/examples/scale");
    let mut arguments = vec![generator, folder.join(DOCUMENT), policy, product.join("src")];
    let arguments: Vec<String> = arguments.drain(..).map(|path| path.display().to_string()).collect();
    let (found, cost) = timed(folder, &arguments, folder)?;
    fs::write(product.join("src/lib.rs"), LIBRARY).map_err(|error| error.to_string())?;
    let found = serde_json::from_str(&found).map_err(|error| format!("the generator's report: {error}"))?;
    Ok((found, cost))
}

/// Builds the crate as a release.
fn build(product: &Path) -> Result<Cost, String> {
    let arguments = ["cargo", "build", "--release", "--quiet", "--offline"].map(str::to_owned);
    timed(product, &arguments, product.parent().unwrap_or(product)).map(|(_, cost)| cost)
}

/// Runs a command below `time` (GNU), which asks the kernel what it and its children took.
fn timed(folder: &Path, command: &[String], report: &Path) -> Result<(String, Cost), String> {
    let report = report.join("cost.txt");
    let mut timed = shell::command("time", &["--format", "%U %S %e %M", "--output"]);
    timed.arg(&report).args(command).current_dir(folder);
    let said = shell::output(timed.env("CARGO_TARGET_DIR", shell::root().join("target")))?;
    let text = fs::read_to_string(&report).map_err(|error| error.to_string())?;
    let figures: Vec<f64> = text.split_whitespace().filter_map(|figure| figure.parse().ok()).collect();
    let [user, system, wall, peak_kib] = figures[..] else { return Err(format!("`time` said {text}")) };
    Ok((said, Cost { cpu: user + system, wall, peak: peak_kib / 1024.0 }))
}

/// The report for people and for machines.
fn lines(report: &mut Report, found: &Value, generated: &Cost, compiled: &Cost) {
    let count = |pointer: &str| found.pointer(pointer).and_then(Value::as_u64).unwrap_or(0);
    report.lines.push(format!(
        "scale: {} of {} operations can be enforced; validators of {} request and {} response schemas in {} functions",
        count("/product/operations"),
        count("/product/declared"),
        count("/requests/found") - count("/requests/refused"),
        count("/responses/found") - count("/responses/refused"),
        count("/requests/functions") + count("/responses/functions"),
    ));
    for (what, cost) in [("generator", generated), ("rustc", compiled)] {
        let Cost { cpu, wall, peak } = cost;
        report.lines.push(format!("scale: {what}: {cpu:.1} s CPU, {wall:.1} s wall, {peak:.0} MiB at most"));
        report.tables.insert(format!("scale/{what}"), json!({ "cpu_s": cpu, "wall_s": wall, "peak_mib": peak }));
    }
    report.lines.push(String::new());
    report.tables.insert("scale/found".to_owned(), found.clone());
}
