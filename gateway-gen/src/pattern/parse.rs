//! From the text of a pattern to its tree (ECMA-262 section 22.2.1, with the `u` flag).
//!
//! Of annex B it takes what has one obvious meaning: braces and brackets that stand alone, escaped punctuation, and a
//! hyphen between a character and a set.

use std::collections::BTreeMap;

use super::property::{BINARY, GENERAL_CATEGORY, SCRIPT};
use super::syntax::{Class, Member, Named, Node};

/// How deep groups may nest.
const DEEPEST: usize = 100;

/// Reads a pattern.
///
/// # Errors
/// In a few words, what is wrong.
pub(super) fn parse(text: &str) -> Result<Node, String> {
    let mut reader = Reader { rest: text, depth: 0, groups: 0, names: BTreeMap::new(), unresolved: Vec::new() };
    let mut tree = reader.choice()?;
    if reader.next().is_some() {
        return Err("a `)` without its `(`".to_owned());
    }
    reader.resolve(&mut tree)?;
    Ok(tree)
}

struct Reader<'t> {
    rest: &'t str,
    depth: usize,
    groups: u32,
    names: BTreeMap<&'t str, u32>,
    /// The names of groups in the order of the back-references to them, which hold the position here until the end.
    unresolved: Vec<Reference<'t>>,
}

enum Reference<'t> {
    Name(&'t str),
    Number(u32),
}

/// What is between two hyphens of a class.
enum Atom {
    Character(u32),
    Set(Member),
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next();
        self.rest = characters.as_str();
        next
    }

    fn skip(&mut self, text: &str) -> bool {
        let behind = self.rest.strip_prefix(text);
        self.rest = behind.unwrap_or(self.rest);
        behind.is_some()
    }

    /// What is up to a character, which is skipped.
    fn until(&mut self, end: char) -> Option<&'t str> {
        let (found, behind) = self.rest.split_once(end)?;
        self.rest = behind;
        Some(found)
    }

    /// Up to the end or a closing bracket.
    fn choice(&mut self) -> Result<Node, String> {
        let mut branches = vec![self.sequence()?];
        while self.skip("|") {
            branches.push(self.sequence()?);
        }
        Ok(if branches.len() == 1 { branches.remove(0) } else { Node::Choice(branches) })
    }

    fn sequence(&mut self) -> Result<Node, String> {
        let mut parts = Vec::new();
        while !self.rest.is_empty() && !self.rest.starts_with([')', '|']) {
            let part = self.atom()?;
            parts.push(self.repeated(part)?);
        }
        Ok(match parts.len() {
            0 => Node::Empty,
            1 => parts.remove(0),
            _ => Node::Sequence(parts),
        })
    }

    fn atom(&mut self) -> Result<Node, String> {
        Ok(match self.next().ok_or("nothing")? {
            '^' => Node::Start,
            '$' => Node::End,
            '.' => Node::Class(Class {
                negated: true,
                members: vec![Member::Range(0xa, 0xa), Member::Range(0xd, 0xd), Member::Range(0x2028, 0x2029)],
            }),
            '(' => self.group()?,
            '[' => Node::Class(self.class()?),
            '\\' => self.escape()?,
            quantifier @ ('*' | '+' | '?') => return Err(format!("nothing for `{quantifier}` to repeat")),
            '{' if self.counts()?.is_some() => return Err("nothing for `{` to repeat".to_owned()),
            other => Node::Class(Class::one(u32::from(other))),
        })
    }

    /// The part with the quantifier behind it.
    fn repeated(&mut self, part: Node) -> Result<Node, String> {
        let (least, most) = if self.skip("*") {
            (0, None)
        } else if self.skip("+") {
            (1, None)
        } else if self.skip("?") {
            (0, Some(1))
        } else if self.rest.starts_with('{') {
            let before = self.rest;
            self.next();
            let Some(counts) = self.counts()? else {
                self.rest = before;
                return Ok(part);
            };
            counts
        } else {
            return Ok(part);
        };
        // Whether it takes as few or as many as it can is no matter for whether the text matches.
        self.skip("?");
        match part {
            Node::Class(_) | Node::Group(..) | Node::Back(_) => Ok(Node::Repeat { inner: Box::new(part), least, most }),
            _ => Err("a quantifier behind what has no length".to_owned()),
        }
    }

    /// What follows `{`, if it is a quantifier.
    fn counts(&mut self) -> Result<Option<(u32, Option<u32>)>, String> {
        let before = self.rest;
        let least = self.digits();
        let has_comma = self.skip(",");
        let most = self.digits();
        if !self.skip("}") || least.is_empty() && most.is_empty() {
            self.rest = before;
            return Ok(None);
        }
        let number = |digits: &str| digits.parse::<u32>().map_err(|_| format!("a count as large as {digits}"));
        if least.is_empty() {
            return Err(format!("`{{,{most}}}` is no quantifier of ECMA-262; write `{{0,{most}}}`"));
        }
        let least = number(least)?;
        let most = match (has_comma, most) {
            (false, _) => Some(least),
            (true, "") => None,
            (true, digits) => Some(number(digits)?),
        };
        if most.is_some_and(|most| most < least) {
            return Err("a quantifier that allows fewer than it needs".to_owned());
        }
        Ok(Some((least, most)))
    }

    fn digits(&mut self) -> &'t str {
        let count = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, behind) = self.rest.split_at_checked(count).unwrap_or_default();
        self.rest = behind;
        digits
    }

    /// What follows `(`, and its `)`.
    fn group(&mut self) -> Result<Node, String> {
        let mut capture = None;
        let mut look = None;
        if self.skip("?") {
            match self.next() {
                Some(':') => {}
                Some(kind @ ('=' | '!')) => look = Some((true, kind == '=')),
                Some('<') if self.skip("=") => look = Some((false, true)),
                Some('<') if self.skip("!") => look = Some((false, false)),
                Some('<') => {
                    let name = self.until('>').filter(|name| !name.is_empty()).ok_or("a group without its name")?;
                    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$');
                    if !name.chars().all(is_part) || name.starts_with(char::is_numeric) {
                        return Err(format!("`{name}` is no name of a group"));
                    }
                    capture = Some(self.capture());
                    if self.names.insert(name, self.groups).is_some() {
                        return Err(format!("two groups named `{name}`"));
                    }
                }
                _ => return Err("an unknown kind of group".to_owned()),
            }
        } else {
            capture = Some(self.capture());
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("groups nested more than {DEEPEST} deep"));
        }
        let inner = Box::new(self.choice()?);
        self.depth -= 1;
        if !self.skip(")") {
            return Err("a `(` without its `)`".to_owned());
        }
        Ok(match look {
            Some((ahead, wanted)) => Node::Look { inner, ahead, wanted },
            None => Node::Group(capture, inner),
        })
    }

    fn capture(&mut self) -> u32 {
        self.groups += 1;
        self.groups
    }

    /// What follows `\` outside a class.
    fn escape(&mut self) -> Result<Node, String> {
        let reference = if self.skip("b") {
            return Ok(Node::Boundary { wanted: true });
        } else if self.skip("B") {
            return Ok(Node::Boundary { wanted: false });
        } else if self.skip("k") {
            let name = if self.skip("<") { self.until('>') } else { None };
            Reference::Name(name.ok_or("`\\k` needs a name")?)
        } else if self.rest.starts_with(|digit| matches!(digit, '1'..='9')) {
            Reference::Number(self.digits().parse().unwrap_or(u32::MAX))
        } else {
            return Ok(Node::Class(match self.atom_escape()? {
                Atom::Character(code) => Class::one(code),
                Atom::Set(member) => Class::of(member),
            }));
        };
        self.unresolved.push(reference);
        Ok(Node::Back(u32::try_from(self.unresolved.len() - 1).unwrap_or(u32::MAX)))
    }

    /// Gives back-references the numbers of their groups, which may come later.
    fn resolve(&self, node: &mut Node) -> Result<(), String> {
        match node {
            Node::Back(at) => {
                let reference = usize::try_from(*at).ok().and_then(|at| self.unresolved.get(at));
                let number = match reference {
                    Some(Reference::Number(number)) => Some(*number).filter(|number| *number <= self.groups),
                    Some(Reference::Name(name)) => self.names.get(name).copied(),
                    None => None,
                };
                *at = number.ok_or("a back-reference to no group")?;
                Ok(())
            }
            Node::Group(_, inner) | Node::Repeat { inner, .. } | Node::Look { inner, .. } => self.resolve(inner),
            Node::Sequence(parts) | Node::Choice(parts) => parts.iter_mut().try_for_each(|part| self.resolve(part)),
            Node::Empty | Node::Class(_) | Node::Start | Node::End | Node::Boundary { .. } => Ok(()),
        }
    }

    /// What follows `\` anywhere.
    fn atom_escape(&mut self) -> Result<Atom, String> {
        let code = match self.next().ok_or("a lone `\\` at the end")? {
            letter @ ('d' | 'D') => return Ok(Atom::Set(Member::Named(Named::Digit, letter == 'd'))),
            letter @ ('s' | 'S') => return Ok(Atom::Set(Member::Named(Named::Space, letter == 's'))),
            letter @ ('w' | 'W') => return Ok(Atom::Set(Member::Named(Named::Word, letter == 'w'))),
            letter @ ('p' | 'P') => return Ok(Atom::Set(Member::Property(self.property()?, letter == 'p'))),
            't' => 0x9,
            'n' => 0xa,
            'v' => 0xb,
            'f' => 0xc,
            'r' => 0xd,
            '0' if !self.rest.starts_with(|digit: char| digit.is_ascii_digit()) => 0,
            'c' => {
                let letter = self.next().filter(char::is_ascii_alphabetic).ok_or("`\\c` needs a letter")?;
                u32::from(letter) % 32
            }
            'x' => self.hex(2)?,
            'u' => self.unicode()?,
            other if other.is_alphanumeric() => return Err(format!("`\\{other}` has no meaning")),
            other => u32::from(other),
        };
        Ok(Atom::Character(code))
    }

    /// What follows `\u`: digits in braces, four digits, or two surrogates.
    fn unicode(&mut self) -> Result<u32, String> {
        if self.skip("{") {
            let digits = self.until('}').filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
            let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
            return code.filter(|code| *code <= 0x10_ffff).ok_or_else(|| "`\\u{...}` names no character".to_owned());
        }
        let first = self.hex(4)?;
        if (0xd800..0xdc00).contains(&first) {
            let before = self.rest;
            if self.skip("\\u")
                && let Ok(second @ 0xdc00..0xe000) = self.hex(4)
            {
                return Ok(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
            }
            self.rest = before;
        }
        Ok(first)
    }

    fn hex(&mut self, count: usize) -> Result<u32, String> {
        let digits = self.rest.get(..count).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        self.rest = self.rest.get(count..).unwrap_or_default();
        code.ok_or_else(|| "an escape with too few digits".to_owned())
    }

    /// What follows `\p`.
    fn property(&mut self) -> Result<String, String> {
        let name = if self.skip("{") { self.until('}') } else { None }.ok_or("`\\p` needs `{...}`")?;
        let has = |names: &[&str], name: &str| names.binary_search(&name).is_ok();
        let is_known = match name.split_once('=') {
            Some(("General_Category" | "gc", value)) => has(GENERAL_CATEGORY, value),
            Some(("Script" | "sc" | "Script_Extensions" | "scx", value)) => has(SCRIPT, value),
            Some(_) => false,
            None => has(GENERAL_CATEGORY, name) || has(BINARY, name),
        };
        // The engine has most of them, and says so itself.
        is_known.then(|| name.to_owned()).ok_or_else(|| format!("ECMA-262 has no property `{name}`"))
    }

    /// What follows `[`, and its `]`.
    fn class(&mut self) -> Result<Class, String> {
        let negated = self.skip("^");
        let mut members = Vec::new();
        while let Some(first) = self.class_atom()? {
            if self.rest.starts_with("-]") || !self.skip("-") {
                members.push(member(first));
                continue;
            }
            match (first, self.class_atom()?.ok_or("a `[` without its `]`")?) {
                (Atom::Character(first), Atom::Character(last)) if first <= last => {
                    members.push(Member::Range(first, last));
                }
                (Atom::Character(_), Atom::Character(_)) => return Err("a range that ends before it starts".to_owned()),
                (first, last) => members.extend([member(first), Member::Range(0x2d, 0x2d), member(last)]),
            }
        }
        Ok(Class { negated, members })
    }

    /// What is next in a class; `None` for its end.
    fn class_atom(&mut self) -> Result<Option<Atom>, String> {
        Ok(match self.next().ok_or("a `[` without its `]`")? {
            ']' => None,
            '\\' if self.skip("b") => Some(Atom::Character(8)),
            '\\' => Some(self.atom_escape()?),
            other => Some(Atom::Character(u32::from(other))),
        })
    }
}

fn member(atom: Atom) -> Member {
    match atom {
        Atom::Character(code) => Member::Range(code, code),
        Atom::Set(member) => member,
    }
}
