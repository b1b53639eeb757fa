//! Translating any text as a pattern.

use gateway_gen::pattern::{check, translate};

/// Translates `data`, and builds what the check lets pass.
///
/// # Panics
/// Where translation does, or where a pattern that was found sound cannot be built.
pub fn pattern(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let translated = translate(text);
    if check(text).is_ok() {
        let parsed = translated.and_then(|text| regex_syntax::parse(&text).map_err(|error| error.to_string()));
        assert!(parsed.is_ok(), "{text}: {parsed:?}");
    }
}
