//! The check of XML against expat, on the documents in `xml/expat.json`, which `xml/expat.py` writes.

use gateway_runtime::body::xml::{XmlFlaw, XmlLimits, check};

const DOCUMENTS: &str = include_str!("xml/expat.json");

/// What we accept is well-formed; what we refuse although it is well-formed is refused for one of our reasons.
#[test]
fn expat_agrees() {
    let documents: Vec<(String, bool)> = serde_json::from_str(DOCUMENTS).expect("what expat.py writes");
    let (mut accepted, mut theirs, mut ours) = (0, Vec::new(), Vec::new());
    for (text, is_well_formed) in &documents {
        match check(text.as_bytes(), &XmlLimits::DEFAULT) {
            Ok(()) if *is_well_formed => accepted += 1,
            Ok(()) => theirs.push(text.as_str()),
            Err(flaw) if *is_well_formed => ours.push((text.as_str(), flaw)),
            Err(_) => {}
        }
    }
    // expat reads names as the fourth edition of XML 1.0 has them; the fifth lets these characters in.
    assert!(theirs.iter().all(|text| text.contains(['\u{10000}', '\u{2160}'])), "{theirs:?}");
    let refused = [
        // The library binds the prefix for attributes only.
        ("<xml:a/>", XmlFlaw::Namespace),
        ("<xml:a></xml:a>", XmlFlaw::Namespace),
        ("<a><?b?></a>", XmlFlaw::ProcessingInstruction),
        ("<a><?b c?></a>", XmlFlaw::ProcessingInstruction),
        ("<!DOCTYPE a><a/>", XmlFlaw::Dtd),
        ("\u{feff}<a/>", XmlFlaw::Encoding),
    ];
    assert_eq!(ours, refused);
    assert!(documents.len() >= 200 && accepted >= 60, "{accepted} of {}", documents.len());
}
