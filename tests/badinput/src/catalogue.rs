//! The catalogue that the rows are held against, so that what nobody tries is known.

use std::collections::BTreeSet;
use std::path::Path;

use crate::{Row, Script};

/// The groups of the catalogue that speak of requests.
const GROUPS: &[char] = &['A', 'B', 'C', 'D', 'G', 'H'];

/// The names in those groups that no row has, in their order; nothing where the catalogue is not here.
pub fn untried(shared: &Path, rows: &[Row], scripts: &[Script]) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(shared.join("anchors/bad-inputs.md")).ok()?;
    let tried: BTreeSet<&str> =
        rows.iter().map(|row| row.id.as_str()).chain(scripts.iter().map(|row| row.id.as_str())).collect();
    let names = text.lines().filter_map(|line| line.strip_prefix("| ")?.split(' ').next());
    let names =
        names.filter(|name| name.starts_with(GROUPS) && name.len() == 3 && name.get(1..).is_some_and(is_number));
    Some(names.filter(|name| !tried.contains(name)).map(str::to_owned).collect())
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
