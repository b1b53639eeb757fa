//! What is wrong with a body that is not of its media type, in words.

/// A sentence without its subject; `None` where the keyword is none of these.
pub(super) fn words(keyword: &str) -> Option<&'static str> {
    Some(match keyword {
        "utf-8" => "is not text in UTF-8",
        "gzip-header" => "does not begin as gzip does",
        "gzip-data" => "is not compressed as gzip is",
        "gzip-checksum" => "has not the checksum that its gzip form states",
        "gzip-truncated" => "ends before its gzip form does",
        "gzip-trailing" => "goes on behind the end of its gzip form",
        "gzip-max-ratio" => "expands further than is allowed",
        "gzip-max-bytes" => "expands to more bytes than are allowed",
        "xml-encoding" => "is not XML in UTF-8",
        "xml-declaration" => "does not begin as XML 1.0 does",
        "xml-dtd" => "has a document type, which is never read",
        "xml-processing-instruction" => "has a processing instruction, which is never read",
        "xml-reference" => "refers to an entity or a character that there is not",
        "xml-max-depth" => "nests elements deeper than is allowed",
        "xml-max-nodes" => "has more elements and attributes than are allowed",
        "xml-max-attributes" => "has an element with more attributes than are allowed",
        "xml-max-namespaces" => "declares more namespaces than are allowed",
        "xml-duplicate-attribute" => "has an element with an attribute twice",
        "xml-namespace" => "uses a namespace that it does not declare",
        "xml-malformed" => "is not well-formed XML",
        "item-blank" => "has an empty item",
        "line-end" => "has a line that does not end as it must",
        "record-separator" => "does not begin with a record separator",
        "item-truncated" => "has an item that was cut off",
        "max-items" => "has more items than are allowed",
        "boundary-parameter" => "has no boundary that can be read one way",
        "preamble" => "has something before its first part",
        "boundary" => "has a boundary that can be read in two ways",
        "boundary-padding" => "has white space behind a boundary",
        "no-part" => "has no part",
        "max-parts" => "has more parts than are allowed",
        "max-part-head-bytes" => "has a part with a head that is too large",
        "max-bytes" => "is larger than is allowed",
        "part-head" => "has a part with a head that is none",
        "part-head-folded" => "has a part with a folded header line",
        "part-header-unknown" => "has a part with a header that is not declared",
        "part-header-duplicate" => "has a part with a header twice",
        "part-transfer-encoding" => "has a part in a transfer encoding",
        "part-disposition" => "has a part without one form-data disposition",
        "part-extended-parameter" => "has a part with an extended name, which only some read",
        "part-name" => "has a part without one name",
        "part-head-utf-8" => "has a part with a head that is not UTF-8",
        "part-content-type" => "has a part of a media type that is not accepted here",
        "part-file" => "is a file where none is declared",
        "part-nested" => "has a part that is itself multipart",
        "epilogue" => "has something behind its last part",
        "truncated" => "ends before its final boundary",
        "file-name-empty" => "has a file without a name",
        "file-name-length" => "has a file with a name that is too long",
        "file-name-separator" => "has a file with a path for a name",
        "file-name-parent" => "has a file whose name leads to another folder",
        "file-name-control" => "has a file with a control character in its name",
        "file-name-direction" => "has a file whose name changes the direction of its text",
        "file-name-edge" => "has a file whose name begins or ends with a dot or space",
        "file-name-device" => "has a file with the name of a device",
        "file-name-encoding" => "has a file with a name that is encoded once more",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn every_flaw_has_words() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/body/");
        let mut seen = 0;
        for name in ["gzip", "xml", "lines", "multipart/flaw", "file_name"] {
            let text = std::fs::read_to_string(format!("{folder}{name}.rs")).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for rest in code.split(" => \"").skip(1) {
                let keyword = rest.split('"').next().unwrap();
                assert!(words(keyword).is_some(), "{keyword}");
                seen += 1;
            }
        }
        assert!(seen > 50, "{seen}");
    }
}
