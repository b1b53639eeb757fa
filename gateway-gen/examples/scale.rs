//! Writes the Rust of a whole document, as `cargo xtask bench scale` compiles it: the product as far as it can be enforced,
//! and the validators of every schema.
//!
//! `scale DOCUMENT POLICY FOLDER`: the policy is an overlay; prints what was found as one JSON object.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command")]

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

use gateway_gen::diagnostic::{Diagnostic, Severity};
use gateway_gen::emit::{self, validators};
use gateway_gen::load;
use gateway_gen::load::tree::{Member, Node};
use gateway_gen::lower;
use gateway_gen::model::{Direction, Schema};
use gateway_gen::resolve::Document;
use gateway_gen::source::Sources;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(document), Some(policy), Some(folder)) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("usage: scale DOCUMENT POLICY FOLDER".into());
    };
    let (document, policy) = (fs::read_to_string(document)?, fs::read_to_string(policy)?);
    let folder = Path::new(&folder);
    fs::create_dir_all(folder.join("product"))?;
    let product = product(&document, &policy, &folder.join("product"))?;
    let requests = inventory(&document, Direction::Request, &folder.join("requests.rs"))?;
    let responses = inventory(&document, Direction::Response, &folder.join("responses.rs"))?;
    println!("{}", json!({ "product": product, "requests": requests, "responses": responses }));
    Ok(())
}

/// Compiles the document; where operations cannot be enforced yet, once more without them.
fn product(document: &str, policy: &str, folder: &Path) -> Result<Value, Box<dyn Error>> {
    let sources = |refused: &str| {
        let refused = (!refused.is_empty()).then_some(("refused.yaml", refused));
        Sources::from_texts([("document.json", document), ("policy.yaml", policy)].into_iter().chain(refused))
    };
    let mut clock = Clock::start();
    let first = gateway_gen::compile(sources(""));
    clock.lap("compile");
    let errors: Vec<&Diagnostic> = first.diagnostics.iter().filter(|one| one.severity == Severity::Error).collect();
    let root = root(&first.sources)?;
    let targets: BTreeSet<String> = errors.iter().flat_map(|error| targets(&root, error)).collect();
    let mut why: BTreeMap<String, usize> = BTreeMap::new();
    for error in &errors {
        *why.entry(format!("{} {}", error.code, error.message)).or_default() += 1;
    }
    let actions = targets.iter().map(|target| json!({ "target": target, "remove": true }));
    let overlay = json!({
        "overlay": "1.0.0",
        "info": { "title": "Operations that cannot be enforced yet", "version": "1.0.0" },
        "actions": actions.collect::<Vec<_>>(),
    });
    clock.lap("refused");
    let compiled = if targets.is_empty() { first } else { gateway_gen::compile(sources(&overlay.to_string())) };
    clock.lap("compile again");
    let product = compiled.sound().ok_or_else(|| {
        let errors = compiled.diagnostics.iter().filter(|one| one.severity == Severity::Error);
        let errors = errors.map(|one| gateway_gen::render::short(one, &compiled.sources));
        errors.take(20).collect::<Vec<_>>().join("\n")
    })?;
    let files = emit::files(product, &|span| compiled.sources.exact_place(span))?;
    clock.lap("emit");
    let mut lines = 0;
    for file in &files {
        lines += file.text.lines().count();
        fs::write(folder.join(file.name), &file.text)?;
    }
    clock.lap("write");
    Ok(json!({
        "declared": operations(&root).count(),
        "operations": product.operations.len(),
        "lines": lines,
        "why": why,
        "seconds": clock.laps,
    }))
}

/// Emits the validators of every schema of one direction.
fn inventory(document: &str, direction: Direction, file: &Path) -> Result<Value, Box<dyn Error>> {
    let mut clock = Clock::start();
    let sources = Sources::from_texts([("document.json", document)]);
    let mut findings = Vec::new();
    let root = root(&sources)?;
    clock.lap("load");
    let document = Document::new(root, &mut findings).ok_or("the version of the document is not supported")?;
    clock.lap("resolve");
    let inventory = lower::inventory(&document, direction, &mut findings);
    clock.lap("lower");
    let place = |schema: &Schema| sources.exact_place(&schema.span);
    let tokens = validators::functions(&inventory.schemas, &inventory.roots, "document.json", &place);
    clock.lap("emit");
    let parsed = syn::parse2::<syn::File>(tokens)?;
    clock.lap("parse");
    let functions = parsed.items.iter().filter(|item| matches!(item, syn::Item::Fn(_))).count();
    let text = prettyplease::unparse(&parsed);
    clock.lap("print");
    fs::write(file, &text)?;
    let mut why: BTreeMap<String, usize> = BTreeMap::new();
    for error in findings.iter().filter(|one| one.severity == Severity::Error) {
        *why.entry(format!("{} {}", error.code, error.message)).or_default() += 1;
    }
    Ok(json!({
        "found": inventory.found,
        "refused": inventory.refused,
        "nodes": inventory.schemas.iter().count(),
        "functions": functions,
        "lines": text.lines().count(),
        "why": why,
        "seconds": clock.laps,
    }))
}

fn root(sources: &Sources) -> Result<Node, Box<dyn Error>> {
    let (id, source) = sources.iter().next().ok_or("no document")?;
    load::load(id, source, &mut Vec::new()).ok_or_else(|| "the document cannot be read".into())
}

/// Every operation: its path, its method, and where it stands.
fn operations(root: &Node) -> impl Iterator<Item = (&str, &str, &Member)> {
    const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
    root.members("paths").flat_map(|(path, item)| {
        METHODS.into_iter().filter_map(move |method| Some((path, method, item.node.member(method)?)))
    })
}

/// What to remove because of an error: the operation it is in, those that refer to the component it is in, or the path.
fn targets(root: &Node, error: &Diagnostic) -> Vec<String> {
    let holds = |member: &Member| {
        let whole = member.key.range.start..member.node.span.range.end;
        error.span.source == member.key.source && whole.contains(&error.span.range.start)
    };
    let path_target = |path: &str| format!("$.paths['{}']", path.replace('\\', "\\\\").replace('\'', "\\'"));
    let target = |path: &str, method: &str| format!("{}.{method}", path_target(path));
    let within = operations(root).find(|(_, _, member)| holds(member));
    if let Some((path, method, _)) = within {
        return vec![target(path, method)];
    }
    if let Some((path, _)) = root.members("paths").find(|(_, item)| holds(item)) {
        return vec![path_target(path)];
    }
    let kinds = root.members("components").flat_map(|(kind, member)| {
        member.node.as_object().into_iter().flatten().map(move |(name, member)| (kind, name, member))
    });
    let component = kinds.into_iter().find(|(_, _, member)| holds(member));
    let Some((kind, name, _)) = component else { return Vec::new() };
    let reference = format!("#/components/{kind}/{name}");
    let referring = operations(root).filter(|(_, _, member)| refers(&member.node, &reference));
    referring.map(|(path, method, _)| target(path, method)).collect()
}

/// Whether a reference occurs in a value.
fn refers(node: &Node, reference: &str) -> bool {
    let found = node.get("$ref").and_then(Node::as_str) == Some(reference);
    let members = node.as_object().into_iter().flatten().map(|(_, member)| &member.node);
    found || members.chain(node.as_array().unwrap_or_default()).any(|node| refers(node, reference))
}

/// Seconds by what took them.
struct Clock {
    since: Instant,
    laps: BTreeMap<&'static str, f64>,
}

impl Clock {
    fn start() -> Self {
        Self { since: Instant::now(), laps: BTreeMap::new() }
    }

    fn lap(&mut self, name: &'static str) {
        self.laps.insert(name, self.since.elapsed().as_secs_f64());
        self.since = Instant::now();
    }
}
