//! The pattern in the syntax of `fancy-regex`, for what no automaton can match.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use regex_syntax::hir::{self, HirKind};

use super::syntax::{Class, Node};
use super::{length, linear};

/// What in a pattern needs backtracking, if anything does.
pub(super) fn need(tree: &Node) -> Option<&'static str> {
    match tree {
        Node::Look { ahead: true, .. } => Some("look-ahead needs backtracking"),
        Node::Look { ahead: false, .. } => Some("look-behind needs backtracking"),
        Node::Back(_) => Some("a back-reference needs backtracking"),
        Node::Group(_, inner) | Node::Repeat { inner, .. } => need(inner),
        Node::Sequence(parts) | Node::Choice(parts) => parts.iter().find_map(need),
        Node::Empty | Node::Class(_) | Node::Start | Node::End | Node::Boundary { .. } => None,
    }
}

/// Writes a tree, and checks that the engine takes it.
///
/// # Errors
/// For what the engine has not, or means otherwise.
pub(super) fn translate(tree: &Node) -> Result<String, String> {
    known(tree, &mut BTreeSet::new(), false)?;
    let mut out = String::new();
    node(tree, &mut out)?;
    fancy_regex::RegexBuilder::new(&out)
        .delegate_size_limit(linear::LARGEST)
        .build()
        .map_err(|error| error.to_string())?;
    Ok(out)
}

/// Refuses back-references to groups that need not have matched, or that were repeated: ECMA-262 lets the former match
/// nothing, and has its own rule for which repetition counts. `set` holds the groups that have surely matched.
fn known(tree: &Node, set: &mut BTreeSet<u32>, behind: bool) -> Result<(), String> {
    match tree {
        Node::Back(_) if behind => Err("a back-reference in a look-behind".to_owned()),
        Node::Back(number) if !set.contains(number) => {
            Err("a back-reference to a group that may not have matched".to_owned())
        }
        Node::Group(Some(_), _) if behind => Err("a group that captures in a look-behind; write `(?:`".to_owned()),
        Node::Group(capture, inner) => {
            known(inner, set, behind)?;
            set.extend(*capture);
            Ok(())
        }
        Node::Sequence(parts) => parts.iter().try_for_each(|part| known(part, set, behind)),
        Node::Choice(branches) => {
            let mut all: Option<BTreeSet<u32>> = None;
            for branch in branches {
                let mut own = set.clone();
                known(branch, &mut own, behind)?;
                all = Some(all.map_or_else(|| own.clone(), |all| &all & &own));
            }
            set.extend(all.into_iter().flatten());
            Ok(())
        }
        Node::Repeat { inner, least: 1, most: Some(1) } => known(inner, set, behind),
        Node::Repeat { inner, .. } => known(inner, &mut set.clone(), behind),
        Node::Look { inner, ahead: false, .. } if asserts(inner) && !length::is_fixed(inner) => {
            Err("a look-behind of no fixed length with an assertion in it".to_owned())
        }
        Node::Look { inner, ahead, wanted: true } => known(inner, set, behind || !ahead),
        Node::Look { inner, ahead, wanted: false } => known(inner, &mut set.clone(), behind || !ahead),
        Node::Empty | Node::Back(_) | Node::Class(_) | Node::Start | Node::End | Node::Boundary { .. } => Ok(()),
    }
}

/// Whether something in a tree looks at its surroundings; the engine is wrong about that where it must search for the
/// beginning of a look-behind.
fn asserts(tree: &Node) -> bool {
    match tree {
        Node::Start | Node::End | Node::Boundary { .. } | Node::Look { .. } => true,
        Node::Group(_, inner) | Node::Repeat { inner, .. } => asserts(inner),
        Node::Sequence(parts) | Node::Choice(parts) => parts.iter().any(asserts),
        Node::Empty | Node::Class(_) | Node::Back(_) => false,
    }
}

fn node(tree: &Node, out: &mut String) -> Result<(), String> {
    const WORD: &str = "[0-9A-Za-z_]";
    match tree {
        Node::Empty => {}
        Node::Class(one) => class(one, out)?,
        Node::Start => out.push_str(r"\A"),
        Node::End => out.push_str(r"\z"),
        // The engine's own word is Unicode's.
        Node::Boundary { wanted: true } => {
            let _ = write!(out, "(?:(?<={WORD})(?!{WORD})|(?<!{WORD})(?={WORD}))");
        }
        Node::Boundary { wanted: false } => {
            let _ = write!(out, "(?:(?<={WORD})(?={WORD})|(?<!{WORD})(?!{WORD}))");
        }
        Node::Group(capture, inner) => {
            out.push_str(if capture.is_some() { "(" } else { "(?:" });
            node(inner, out)?;
            out.push(')');
        }
        Node::Sequence(parts) => parts.iter().try_for_each(|part| node(part, out))?,
        Node::Choice(branches) => {
            for (index, branch) in branches.iter().enumerate() {
                if index > 0 {
                    out.push('|');
                }
                node(branch, out)?;
            }
        }
        // The engine repeats nothing without a length, and once is as good as often.
        Node::Repeat { inner, least: 1.., .. } if length::is_nothing(inner) => node(inner, out)?,
        Node::Repeat { inner, .. } if length::is_nothing(inner) => {
            out.push_str("(?:");
            node(inner, out)?;
            out.push_str("|)");
        }
        Node::Repeat { inner, least, most } => {
            node(inner, out)?;
            linear::quantifier(*least, *most, out);
        }
        Node::Look { inner, ahead, wanted } => {
            out.push_str(match (ahead, wanted) {
                (true, true) => "(?=",
                (true, false) => "(?!",
                (false, true) => "(?<=",
                (false, false) => "(?<!",
            });
            node(inner, out)?;
            out.push(')');
        }
        // The digits of the number must not run into those behind it.
        Node::Back(number) => {
            let _ = write!(out, "(?:\\{number})");
        }
    }
    Ok(())
}

/// Writes a class as ranges: the engine has its own reading of what is nested in brackets.
fn class(class: &Class, out: &mut String) -> Result<(), String> {
    let mut text = String::new();
    linear::class(class, &mut text);
    let HirKind::Class(hir::Class::Unicode(ranges)) = linear::parse(&text)?.into_kind() else {
        out.push_str(&text);
        return Ok(());
    };
    out.push_str(if ranges.ranges().is_empty() { r"[^\x{0}-\x{10ffff}" } else { "[" });
    for range in ranges.iter() {
        let _ = write!(out, "\\x{{{:x}}}-\\x{{{:x}}}", u32::from(range.start()), u32::from(range.end()));
    }
    out.push(']');
    Ok(())
}
