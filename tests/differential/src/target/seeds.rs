//! Where the targets start: the shared corpora, and generated instances.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::campaign::instance;
use crate::oracle::Translated;
use crate::random::Random;
use crate::subjects::{DOCUMENTS, SUBJECTS};

/// Larger files are no seeds: a fuzzer gets nowhere with them.
const LARGEST: usize = 64 << 10;
/// How many instances of each subject.
const INSTANCES: usize = 3;

/// The seeds of a target; `corpora` is the folder `data`. None for a name nobody has.
pub fn seeds(target: &str, corpora: &Path) -> Vec<Vec<u8>> {
    let mut seeds = match target {
        "cursor" => files(corpora, &["json-parsing", "validation-bench"], &["json"]),
        "document" => files(corpora, &["specs", "oas-3.0-schema", "yaml-test-suite"], &["json", "yaml"]),
        "pattern" => patterns(corpora),
        "validators" => instances(),
        "multipart" => super::multipart::seeds(),
        "gzip" => super::gzip::seeds(&files(corpora, &["json-parsing"], &["json"])),
        "xml" => super::xml::seeds(),
        "lines" => super::lines::seeds(&files(corpora, &["json-parsing"], &["json"])),
        _ => Vec::new(),
    };
    seeds.retain(|seed| seed.len() <= LARGEST);
    seeds
}

fn instances() -> Vec<Vec<u8>> {
    let documents: Vec<Option<Translated>> = DOCUMENTS.iter().map(|document| Translated::new(document).ok()).collect();
    let mut seeds = Vec::new();
    for (position, subject) in SUBJECTS.iter().enumerate() {
        let Some(Some(translated)) = documents.get(subject.document) else { continue };
        let mut random = Random::new(1, position as u64);
        for _ in 0..INSTANCES {
            let mut seed = u16::try_from(position).unwrap_or(u16::MAX).to_be_bytes().to_vec();
            seed.extend(instance(translated, subject, &mut random));
            seeds.push(seed);
        }
    }
    seeds
}

/// Every string that is a `pattern`, or a name in `patternProperties`, in the corpora.
fn patterns(corpora: &Path) -> Vec<Vec<u8>> {
    let texts = files(corpora, &["specs", "json-schema-test-suite/tests"], &["json"]);
    let mut found = std::collections::BTreeSet::new();
    for value in texts.iter().filter_map(|text| serde_json::from_slice::<Value>(text).ok()) {
        let mut ahead = vec![&value];
        while let Some(value) = ahead.pop() {
            ahead.extend(value.as_array().into_iter().flatten());
            let Some(members) = value.as_object() else { continue };
            found.extend(members.get("pattern").and_then(Value::as_str).map(|text| text.as_bytes().to_vec()));
            let named = members.get("patternProperties").and_then(Value::as_object);
            found.extend(named.into_iter().flatten().map(|(name, _)| name.as_bytes().to_vec()));
            ahead.extend(members.values());
        }
    }
    found.into_iter().collect()
}

fn files(corpora: &Path, folders: &[&str], kinds: &[&str]) -> Vec<Vec<u8>> {
    let mut ahead: Vec<PathBuf> = folders.iter().map(|folder| corpora.join(folder)).collect();
    let mut paths = Vec::new();
    while let Some(folder) = ahead.pop() {
        for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            let kind = path.extension().unwrap_or_default();
            if path.is_dir() {
                ahead.push(path);
            } else if kinds.iter().any(|wanted| kind == *wanted) {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths.iter().filter_map(|path| fs::read(path).ok()).collect()
}
