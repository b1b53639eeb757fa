//! The manual: one page per public code of a refusal, compiled in, so that a product explains its own answers.
//!
//! A page is `manual/<code>.md` of this crate: a short text for whoever was refused, whoever runs the gateway and whoever
//! writes the document. A denial or fault without its page fails a test here.

/// Pairs each code with the text of its file.
macro_rules! pages {
    ($($code:literal),+ $(,)?) => {
        &[$(($code, include_str!(concat!("../manual/", $code, ".md")))),+]
    };
}

/// Every code and its page, in the order of the codes.
const PAGES: &[(&str, &str)] = pages![
    "address-limit-exceeded",
    "ambiguous-framing",
    "ambiguous-host",
    "ambiguous-target",
    "bare-line-feed",
    "body-incomplete",
    "body-invalid",
    "body-missing",
    "body-timeout",
    "body-too-large",
    "client-limit-exceeded",
    "content-encoding-unsupported",
    "credential-ambiguous",
    "credential-missing",
    "cross-site-request",
    "expectation-failed",
    "head-timeout",
    "head-too-large",
    "hook-failed",
    "hook-refused",
    "http2-flood",
    "http2-protocol-error",
    "key-invalid",
    "keys-unavailable",
    "malformed-chunk",
    "malformed-header",
    "malformed-request-line",
    "media-type-unsupported",
    "method-not-allowed",
    "misdirected-request",
    "operation-disabled",
    "overloaded",
    "parameter-invalid",
    "parameter-missing",
    "parameter-repeated",
    "parameter-undeclared",
    "protected-connection-option",
    "requirement-unmet",
    "scope-insufficient",
    "step-up-required",
    "target-too-long",
    "token-invalid",
    "underscore-header",
    "unexpected-body",
    "unknown-path",
    "unsupported-transfer-coding",
    "unsupported-version",
    "upstream-malformed",
    "upstream-timeout",
    "upstream-unreachable",
];

/// Every code that has a page: those of all [denials](crate::denial::Denial) and [faults](crate::fault::Fault), in
/// alphabetical order.
pub fn codes() -> impl ExactSizeIterator<Item = &'static str> {
    PAGES.iter().map(|(code, _)| *code)
}

/// The page of a code, in Markdown with lines of at most 100 columns; `None` where no refusal has this code.
pub fn page(code: &str) -> Option<&'static str> {
    PAGES.iter().find(|(known, _)| *known == code).map(|(_, page)| *page)
}

/// The code that somebody most likely meant; `None` where none is near.
pub fn nearest(code: &str) -> Option<&'static str> {
    codes()
        .map(|known| (strsim::damerau_levenshtein(known, code), known))
        .min()
        .filter(|(distance, _)| *distance <= 1 + code.chars().count() / 4)
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write as _;

    use http::StatusCode;

    use super::*;
    use crate::fault::Fault;

    const HEADINGS: [&str; 5] =
        ["Meaning", "What the client sees", "Why it is refused", "What the client can do", "What can be changed"];

    /// What is fixed for one code.
    struct Row {
        code: String,
        status: u16,
        stage: String,
        closes: bool,
        title: String,
    }

    /// The row of every denial and fault, in the order of the codes.
    fn rows() -> Vec<Row> {
        let source = include_str!("denial.rs");
        let mut rows: Vec<Row> =
            source.lines().filter(|line| line.trim_start().starts_with("Self::")).filter_map(denial).collect();
        rows.extend(Fault::ALL.iter().map(|fault| Row {
            code: fault.code().to_owned(),
            status: fault.status().as_u16(),
            stage: fault.stage().as_str().to_owned(),
            closes: false,
            title: fault.title().to_owned(),
        }));
        rows.sort_by(|one, other| one.code.cmp(&other.code));
        rows
    }

    /// The row that stands in a line of `Denial::row`, which the compiler proves to have one per variant.
    fn denial(line: &str) -> Option<Row> {
        let closes = line.contains("=> closing(");
        let (_, arguments) = line.split_once("=> row(").or_else(|| line.split_once("=> closing("))?;
        let [code, status, stage, title] = arguments.splitn(4, ", ").collect::<Vec<_>>()[..] else {
            panic!("another form of row: {line}");
        };
        let quoted = |text: &str| text.split('"').nth(1).unwrap().to_owned();
        Some(Row {
            code: quoted(code),
            status: numbered(status.strip_prefix("S::").unwrap()),
            stage: stage.to_lowercase(),
            closes,
            title: quoted(title),
        })
    }

    /// The number of the status whose constant has this name.
    fn numbered(name: &str) -> u16 {
        let is_named = |status: &u16| {
            let reason = StatusCode::from_u16(*status).unwrap().canonical_reason();
            reason.is_some_and(|reason| reason.to_uppercase().replace([' ', '-'], "_") == name)
        };
        (100..600).find(is_named).unwrap_or_else(|| panic!("no status {name}"))
    }

    #[test]
    fn every_denial_and_fault_has_its_page() {
        let expected: Vec<String> = rows().into_iter().map(|row| row.code).collect();
        assert!(expected.len() > Fault::ALL.len());
        let without: Vec<&String> = expected.iter().filter(|code| page(code).is_none()).collect();
        assert!(
            without.is_empty(),
            "without a page: {without:?}; write manual/<code>.md and list the code in manual.rs"
        );
        assert!(codes().eq(expected.iter()), "manual.rs lists a code that is none, or not in alphabetical order");
        let variants =
            include_str!("fault.rs").split("pub const fn code").nth(1).unwrap().split("pub ").next().unwrap();
        assert_eq!(variants.matches("Self::").count(), Fault::ALL.len(), "Fault::ALL lacks a fault");
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/manual");
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "README.md")
            .collect();
        assert_eq!(files, expected.iter().map(|code| format!("{code}.md")).collect());
    }

    #[test]
    fn every_page_says_what_the_row_says() {
        for row in rows() {
            let (code, page) = (&row.code, page(&row.code).unwrap());
            assert!(
                page.starts_with(&format!("# {code}\n\n{}.\n\n## ", row.title)),
                "{code}: code and title come first"
            );
            let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
            assert_eq!(headings, HEADINGS, "{code}");
            let sections: Vec<&str> =
                page.split("\n## ").skip(1).map(|section| section.split_once("\n\n").unwrap().1).collect();
            assert!(sections.iter().all(|section| section.trim().len() > 10), "{code} has an empty section");
            let status = format!("Status {}", row.status);
            assert!(sections[1].starts_with(&status), "{code}: “{}” begins with “{status}”", HEADINGS[1]);
            let mut words = page.split(|character: char| !character.is_alphabetic());
            assert_eq!(
                words.any(|word| word == "closes"),
                row.closes,
                "{code}: “closes” stands where the connection does"
            );
            let too_wide = page.lines().find(|line| line.chars().count() > 100);
            assert_eq!(too_wide, None, "{code}: wider than 100 columns");
        }
    }

    #[test]
    fn the_index_lists_every_page() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/manual/README.md");
        let present = std::fs::read_to_string(path).unwrap();
        let (introduction, _) = present.split_once("\n| code |").unwrap();
        let mut index = format!("{introduction}\n| code | status | closes | stage | title |\n|---|--:|---|---|---|\n");
        for Row { code, status, stage, closes, title } in rows() {
            let closes = if closes { "yes" } else { "" };
            writeln!(index, "| [{code}]({code}.md) | {status} | {closes} | {stage} | {title} |").unwrap();
        }
        if std::env::var("GOLDEN").is_ok_and(|wish| wish == "accept") {
            std::fs::write(path, &index).unwrap();
        }
        assert_eq!(index, std::fs::read_to_string(path).unwrap(), "GOLDEN=accept rewrites {path}");
    }

    #[test]
    fn what_is_nearly_a_code_is_told() {
        assert_eq!(page("body-invalid").map(|page| page.starts_with("# body-invalid\n")), Some(true));
        assert_eq!((page("body"), page("README")), (None, None));
        assert_eq!(nearest("body-invald"), Some("body-invalid"));
        assert_eq!(nearest("hook-refuse"), Some("hook-refused"));
        assert_eq!(nearest("teapot"), None);
    }
}
