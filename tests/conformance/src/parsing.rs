//! The corpus of JSON texts: `y_` must be read, `n_` must be refused, `i_` may be either and must not harm.

use std::fs;
use std::path::Path;

use gateway_runtime::schema::{Limits, anything, check};

use crate::judge::Outcome;

/// Judges every text of the corpus under `folder`.
pub fn parsing(folder: &Path) -> Outcome {
    let mut outcome = Outcome::default();
    for entry in fs::read_dir(folder.join("json-parsing")).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Ok(body) = fs::read(entry.path()) else { continue };
        let accepted = check(anything, &body, &Limits::DEFAULT).is_ok();
        let wanted = match name.get(..2) {
            // Repeated names are well-formed JSON that only we refuse.
            Some("y_") => Some(!name.contains("duplicated_key")),
            Some("n_") => Some(false),
            Some("i_") => None,
            _ => continue,
        };
        outcome.total += 1;
        if wanted.is_some_and(|wanted| wanted != accepted) {
            outcome.wrong.push(name);
        }
    }
    outcome
}
