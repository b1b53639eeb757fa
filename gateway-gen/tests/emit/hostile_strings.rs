//! Texts of a document never become code: a hostile product and a harmless one differ in literals only.

use gateway_gen::emit;
use proc_macro2::{TokenStream, TokenTree};

use crate::products::{self, HOSTILE};

/// Every token that is not a literal, without what the printer adds where a line is long. Constants are named after texts, so one stands for all.
fn skeleton(code: TokenStream, out: &mut Vec<String>) {
    for token in code {
        match token {
            TokenTree::Literal(_) => out.push("literal".to_owned()),
            TokenTree::Group(group) => skeleton(group.stream(), out),
            TokenTree::Punct(comma) if comma.as_char() == ',' => {}
            TokenTree::Ident(ident) if ident.to_string().chars().all(|c| !c.is_lowercase()) => {
                out.push("CONST".to_owned());
            }
            other => out.push(other.to_string()),
        }
    }
}

#[test]
fn the_shape_of_the_code_does_not_depend_on_texts() {
    let hostile = emit::files(&products::strange(HOSTILE), &|_| HOSTILE.to_owned()).unwrap();
    let harmless = emit::files(&products::strange("harmless"), &|_| "harmless".to_owned()).unwrap();
    for (hostile, harmless) in hostile.iter().zip(&harmless) {
        let [mut left, mut right] = [Vec::new(), Vec::new()];
        skeleton(hostile.text.parse().unwrap(), &mut left);
        skeleton(harmless.text.parse().unwrap(), &mut right);
        assert_eq!(left, right, "{}", hostile.name);
        let items = |text: &str| syn::parse_file(text).unwrap().items.len();
        assert_eq!(items(&hostile.text), items(&harmless.text), "{}", hostile.name);
    }
}

#[test]
fn nothing_emitted_can_mislead_a_reader() {
    for file in emit::files(&products::strange(HOSTILE), &|_| HOSTILE.to_owned()).unwrap() {
        let hidden = |character: char| character != '\n' && (character.is_control() || !character.is_ascii());
        assert!(!file.text.contains(hidden), "{} holds a hidden character", file.name);
        let outside = file.text.lines().filter(|line| line.contains("fn evil"));
        for line in outside {
            let line = line.trim_start();
            assert!(line.starts_with("//") || line.contains('"') || line.ends_with('\\'), "{}: {line}", file.name);
        }
    }
}

#[test]
fn a_name_that_is_no_identifier_is_reported_as_our_bug() {
    for name in ["fn", "A; fn evil() {}", "", "r#type", "Self::X"] {
        let mut product = products::orders();
        product.operations[0].type_name = name.to_owned();
        let error = emit::files(&product, &products::place).unwrap_err();
        assert!(error.to_string().contains("bug in gateway-gen"), "{error}");
    }
}

#[test]
fn no_template_switches_the_escaper_off() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let templates: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!templates.is_empty());
    for template in templates {
        assert_eq!(template.extension().unwrap(), "rs", "{} has no escaper", template.display());
        let text: String = std::fs::read_to_string(&template).unwrap().split_whitespace().collect();
        assert!(!text.contains("|safe") && !text.contains("|escape") && !text.contains("{%autoescape"));
    }
}
