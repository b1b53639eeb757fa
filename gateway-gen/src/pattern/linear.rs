//! The pattern in the syntax of `regex-syntax`, for an engine whose time is linear in the text.

use std::fmt::Write as _;

use regex_automata::nfa::thompson::{Compiler, Config, WhichCaptures};
use regex_syntax::hir::Hir;

use super::syntax::{Class, Member, Named, Node};

/// How large the automaton may be, in bytes; what the runtime allows too.
pub(super) const LARGEST: usize = 1 << 20;

/// Writes a tree without look-around and back-references; those would be left out.
pub(super) fn print(tree: &Node) -> String {
    let mut out = String::new();
    node(tree, &mut out);
    out
}

fn node(tree: &Node, out: &mut String) {
    match tree {
        Node::Empty | Node::Look { .. } | Node::Back(_) => {}
        Node::Class(one) => class(one, out),
        Node::Start => out.push_str(r"\A"),
        Node::End => out.push_str(r"\z"),
        Node::Boundary { wanted: true } => out.push_str(r"(?-u:\b)"),
        Node::Boundary { wanted: false } => out.push_str(r"(?-u:\B)"),
        Node::Group(_, inner) => {
            out.push_str("(?:");
            node(inner, out);
            out.push(')');
        }
        Node::Sequence(parts) => parts.iter().for_each(|part| node(part, out)),
        Node::Choice(branches) => {
            for (index, branch) in branches.iter().enumerate() {
                if index > 0 {
                    out.push('|');
                }
                node(branch, out);
            }
        }
        Node::Repeat { inner, least, most } => {
            node(inner, out);
            quantifier(*least, *most, out);
        }
    }
}

pub(super) fn quantifier(least: u32, most: Option<u32>, out: &mut String) {
    let _ = match (least, most) {
        (0, None) => write!(out, "*"),
        (1, None) => write!(out, "+"),
        (0, Some(1)) => write!(out, "?"),
        (least, None) => write!(out, "{{{least},}}"),
        (least, Some(most)) if least == most => write!(out, "{{{least}}}"),
        (least, Some(most)) => write!(out, "{{{least},{most}}}"),
    };
}

/// Writes a class; one that is only one character as that.
pub(super) fn class(class: &Class, out: &mut String) {
    if let Class { negated: false, members } = class
        && let [Member::Range(first, last)] = members.as_slice()
        && first == last
        && let Some(only) = char::from_u32(*first)
    {
        character(only, out);
        return;
    }
    if let [Member::Named(named, wanted)] = class.members.as_slice() {
        let _ = write!(out, "[{}{}]", if *wanted == class.negated { "^" } else { "" }, items(*named));
        return;
    }
    let mut inner = String::new();
    class.members.iter().for_each(|one| member(one, &mut inner));
    match (inner.is_empty(), class.negated) {
        (true, false) => out.push_str(r"[^\x00-\x{10ffff}]"),
        (true, true) => out.push_str(r"[\x00-\x{10ffff}]"),
        (false, negated) => {
            out.push_str(if negated { "[^" } else { "[" });
            out.push_str(&inner);
            out.push(']');
        }
    }
}

fn member(member: &Member, out: &mut String) {
    match member {
        Member::Range(first, last) => {
            // No text has a surrogate.
            for (first, last) in [(*first, (*last).min(0xd7ff)), ((*first).max(0xe000), *last)] {
                if let (Some(first), Some(last)) = (char::from_u32(first), char::from_u32(last))
                    && first <= last
                {
                    character(first, out);
                    if first < last {
                        out.push('-');
                        character(last, out);
                    }
                }
            }
        }
        Member::Named(named, true) => out.push_str(items(*named)),
        Member::Named(named, false) => {
            let _ = write!(out, "[^{}]", items(*named));
        }
        Member::Property(name, wanted) => {
            let _ = write!(out, "\\{}{{{name}}}", if *wanted { 'p' } else { 'P' });
        }
    }
}

const fn items(named: Named) -> &'static str {
    match named {
        Named::Digit => "0-9",
        Named::Space => {
            r"\t\n\x0b\x0c\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}"
        }
        Named::Word => "0-9A-Za-z_",
    }
}

/// Writes a character so that it means itself everywhere.
fn character(character: char, out: &mut String) {
    if regex_syntax::is_meta_character(character) {
        out.push('\\');
        out.push(character);
    } else if character == ' ' || character.is_alphanumeric() || character.is_ascii_punctuation() {
        // With a backslash, some of these would mean something: `\<` is the start of a word.
        out.push(character);
    } else {
        let _ = write!(out, "\\x{{{:x}}}", u32::from(character));
    }
}

/// What the engine makes of the text.
pub(super) fn parse(translated: &str) -> Result<Hir, String> {
    // Word boundaries look at single bytes, which is right for what is ASCII; the engine finds no match inside a
    // character.
    let mut parser = regex_syntax::ParserBuilder::new().nest_limit(250).utf8(false).build();
    parser.parse(translated).map_err(|error| match error {
        regex_syntax::Error::Parse(error) => error.kind().to_string(),
        regex_syntax::Error::Translate(error) => error.kind().to_string(),
        other => other.to_string(),
    })
}

/// Whether the automaton is small enough.
pub(super) fn measure(tree: &Hir) -> Result<(), String> {
    let limits = Config::new().nfa_size_limit(Some(LARGEST)).which_captures(WhichCaptures::None);
    Compiler::new()
        .configure(limits)
        .build_from_hir(tree)
        .map(drop)
        .map_err(|_| "it is too large to compile; bound the length with `maxLength` instead".to_owned())
}
