//! Reading any bytes as XML, with `roxmltree` as it comes as the judge.

use gateway_runtime::body::xml::{XmlLimits, check};

/// Small documents, each with whether it is well-formed.
const DOCUMENTS: &str = include_str!("../../../../gateway-runtime/tests/xml/expat.json");

/// Checks `data`.
///
/// # Panics
/// Where what we accept is no XML, or deeper than the limit.
pub fn xml(data: &[u8]) {
    if check(data, &XmlLimits::DEFAULT).is_err() {
        return;
    }
    let text = str::from_utf8(data).unwrap_or_default();
    let read = roxmltree::Document::parse(text);
    assert!(read.is_ok(), "accepted: {text:?}: {read:?}");
    for node in read.iter().flat_map(|document| document.descendants()) {
        assert!(!node.is_pi(), "a processing instruction: {text:?}");
        assert!(node.ancestors().count() <= XmlLimits::DEFAULT.max_depth + 2, "too deep: {text:?}");
    }
}

/// The documents that the check is held against expat with.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let documents: Vec<(String, bool)> = serde_json::from_str(DOCUMENTS).unwrap_or_default();
    documents.into_iter().map(|(text, _)| text.into_bytes()).collect()
}
