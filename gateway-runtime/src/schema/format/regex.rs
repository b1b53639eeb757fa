//! `format: regex`: a pattern of ECMA-262 (its section 22.2.1, with the `u` flag), read once and never run.

use std::collections::HashSet;

use unicode_general_category::{GeneralCategory, get_general_category};

use super::property::{BINARY, GENERAL_CATEGORY, SCRIPT};

/// Whether the text is a pattern. Names of groups may not repeat, as before the edition of 2025.
///
/// Keeps the names of groups and one flag per open group.
pub fn regex(text: &[u8]) -> bool {
    let Ok(text) = core::str::from_utf8(text) else { return false };
    Reader::new(text).pattern().is_some()
}

/// What is left of the pattern, and what has been seen of groups. Every function gives `None` at the first error.
struct Reader<'t> {
    rest: &'t str,
    groups: u32,
    /// The highest number a back-reference has.
    highest: u32,
    names: HashSet<&'t str>,
    referred: Vec<&'t str>,
}

/// What a member of a class is.
enum Member {
    Character(u32),
    Set,
}

impl<'t> Reader<'t> {
    fn new(rest: &'t str) -> Self {
        Self { rest, groups: 0, highest: 0, names: HashSet::new(), referred: Vec::new() }
    }

    fn pattern(&mut self) -> Option<()> {
        // Whether each open group may be repeated: those that look around may not.
        let mut open = Vec::new();
        let mut repeatable = false;
        while let Some(character) = self.next() {
            repeatable = match character {
                '(' => {
                    open.push(self.group()?);
                    false
                }
                ')' => open.pop()?,
                '[' => {
                    self.class()?;
                    true
                }
                '\\' => self.escape()?,
                '^' | '$' | '|' => false,
                '*' | '+' | '?' | '{' if repeatable => {
                    if character == '{' {
                        self.counts()?;
                    }
                    self.skip('?');
                    false
                }
                '*' | '+' | '?' | '{' | '}' | ']' => return None,
                _ => true,
            };
        }
        let known = self.referred.iter().all(|name| self.names.contains(name)) && self.highest <= self.groups;
        (open.is_empty() && known).then_some(())
    }

    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next();
        self.rest = characters.as_str();
        next
    }

    fn skip(&mut self, character: char) -> bool {
        let behind = self.rest.strip_prefix(character);
        self.rest = behind.unwrap_or(self.rest);
        behind.is_some()
    }

    /// What follows `(`; whether the group may be repeated.
    fn group(&mut self) -> Option<bool> {
        if !self.skip('?') {
            self.groups = self.groups.saturating_add(1);
            return Some(true);
        }
        match self.next()? {
            ':' => Some(true),
            '=' | '!' => Some(false),
            '<' if self.skip('=') || self.skip('!') => Some(false),
            '<' => {
                let name = self.name()?;
                self.groups = self.groups.saturating_add(1);
                self.names.insert(name).then_some(true)
            }
            first => self.modifiers(first),
        }
    }

    /// Flags that hold in a group, each at most once and not none at all: `i-ms:`.
    fn modifiers(&mut self, first: char) -> Option<bool> {
        let mut seen = String::new();
        let mut next = first;
        while next != ':' {
            if !matches!(next, 'i' | 'm' | 's' | '-') || seen.contains(next) {
                return None;
            }
            seen.push(next);
            next = self.next()?;
        }
        (seen != "-").then_some(true)
    }

    /// A name and its `>`.
    fn name(&mut self) -> Option<&'t str> {
        let (name, behind) = self.rest.split_once('>')?;
        self.rest = behind;
        let mut characters = Reader::new(name);
        let mut is_first = true;
        while let Some(character) = characters.next() {
            let character = if character == '\\' {
                characters.skip('u').then_some(())?;
                char::from_u32(characters.unicode()?)?
            } else {
                character
            };
            is_name_part(character, is_first).then_some(())?;
            is_first = false;
        }
        (!is_first).then_some(name)
    }

    /// What follows `{`.
    fn counts(&mut self) -> Option<()> {
        let least = self.number()?;
        if self.skip(',') && !self.rest.starts_with('}') {
            let most = self.number()?;
            // Compared as texts: a count may have any number of digits.
            ((least.len(), least) <= (most.len(), most)).then_some(())?;
        }
        self.skip('}').then_some(())
    }

    /// Digits, without leading zeros.
    fn number(&mut self) -> Option<&'t str> {
        let count = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, behind) = self.rest.split_at_checked(count).filter(|_| count > 0)?;
        self.rest = behind;
        Some(digits.trim_start_matches('0'))
    }

    /// What follows `\` outside a class; whether it may be repeated.
    fn escape(&mut self) -> Option<bool> {
        match self.rest.chars().next()? {
            'b' | 'B' => {
                self.next();
                Some(false)
            }
            'k' => {
                self.next();
                self.skip('<').then_some(())?;
                let name = self.name()?;
                self.referred.push(name);
                Some(true)
            }
            '1'..='9' => {
                let digits = self.number()?;
                self.highest = self.highest.max(digits.parse().unwrap_or(u32::MAX));
                Some(true)
            }
            _ => self.any_escape().map(|_| true),
        }
    }

    /// What follows `\` anywhere.
    fn any_escape(&mut self) -> Option<Member> {
        let code = match self.next()? {
            'd' | 'D' | 's' | 'S' | 'w' | 'W' => return Some(Member::Set),
            'p' | 'P' => {
                self.property()?;
                return Some(Member::Set);
            }
            'f' => 0xc,
            'n' => 0xa,
            'r' => 0xd,
            't' => 0x9,
            'v' => 0xb,
            'c' => u32::from(self.next().filter(char::is_ascii_alphabetic)?) % 32,
            '0' if !self.rest.starts_with(|digit: char| digit.is_ascii_digit()) => 0,
            'x' => self.hex(2)?,
            'u' => self.unicode()?,
            other if r"^$\.*+?()[]{}|/".contains(other) => u32::from(other),
            _ => return None,
        };
        Some(Member::Character(code))
    }

    /// What follows `\u`: digits in braces, four digits, or two surrogates.
    fn unicode(&mut self) -> Option<u32> {
        if self.skip('{') {
            let (digits, behind) = self.rest.split_once('}')?;
            self.rest = behind;
            let is_hex = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            let digits = digits.trim_start_matches('0');
            let code = if digits.is_empty() { Some(0) } else { u32::from_str_radix(digits, 16).ok() };
            return code.filter(|code| is_hex && *code <= 0x10_ffff);
        }
        let first = self.hex(4)?;
        if (0xd800..0xdc00).contains(&first) {
            let behind = self.rest;
            if self.skip('\\')
                && self.skip('u')
                && let Some(second @ 0xdc00..0xe000) = self.hex(4)
            {
                return Some(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
            }
            self.rest = behind;
        }
        Some(first)
    }

    fn hex(&mut self, count: usize) -> Option<u32> {
        (0..count).try_fold(0, |value, _| Some(value << 4 | self.next()?.to_digit(16)?))
    }

    /// What follows `\p`.
    fn property(&mut self) -> Option<()> {
        self.skip('{').then_some(())?;
        let (property, behind) = self.rest.split_once('}')?;
        self.rest = behind;
        let has = |names: &[&str], name: &str| names.binary_search(&name).is_ok();
        let is_known = match property.split_once('=') {
            Some(("General_Category" | "gc", value)) => has(GENERAL_CATEGORY, value),
            Some(("Script" | "sc" | "Script_Extensions" | "scx", value)) => has(SCRIPT, value),
            Some(_) => false,
            None => has(GENERAL_CATEGORY, property) || has(BINARY, property),
        };
        is_known.then_some(())
    }

    /// What follows `[`, and its `]`.
    fn class(&mut self) -> Option<()> {
        self.skip('^');
        loop {
            let Some(first) = self.member()? else { return Some(()) };
            // A hyphen before the end is itself.
            if self.rest.starts_with("-]") || !self.skip('-') {
                continue;
            }
            match (first, self.member()??) {
                (Member::Character(first), Member::Character(last)) if first <= last => {}
                _ => return None,
            }
        }
    }

    /// A member of a class; within, `None` for its end.
    #[allow(clippy::option_option, reason = "an error and the end are two things")]
    fn member(&mut self) -> Option<Option<Member>> {
        Some(match self.next()? {
            ']' => None,
            '\\' if self.skip('b') => Some(Member::Character(8)),
            '\\' if self.skip('-') => Some(Member::Character(u32::from('-'))),
            '\\' => Some(self.any_escape()?),
            other => Some(Member::Character(u32::from(other))),
        })
    }
}

/// `IdentifierStart` and `IdentifierPart`, by the categories that define them.
fn is_name_part(character: char, is_first: bool) -> bool {
    use GeneralCategory as Category;

    matches!(character, '$' | '_')
        || match get_general_category(character) {
            Category::UppercaseLetter
            | Category::LowercaseLetter
            | Category::TitlecaseLetter
            | Category::ModifierLetter
            | Category::OtherLetter
            | Category::LetterNumber => true,
            Category::NonspacingMark
            | Category::SpacingMark
            | Category::DecimalNumber
            | Category::ConnectorPunctuation => !is_first,
            _ => !is_first && matches!(character, '\u{200c}' | '\u{200d}'),
        }
}

#[cfg(test)]
mod tests {
    use super::regex;

    #[rustfmt::skip]
    const SOUND: &[&str] = &[
        "", "a|", "(?:)", "(?=a)b", "a{2}", "a{2,}?", "a{2,3}", "a{007,10}", "[]", "[^]", "[-a]", "[a-]", "[a-b-c]",
        "[\\b\\-\\d]", "(a)\\1", "\\1(a)", "(?<x>a)\\k<x>", "\\k<x>(?<x>a)", "(?<$\u{e9}_1>a)", "(?<\\u0061>a)",
        "\\0", "\\cz", "\\x41", "\\u{0010FFFF}", "\\ud83d\\ude00", "[\\ud83d\\ude00-\\ud83d\\ude01]", "\\ud800",
        "\\p{Lu}", "\\p{Script=Greek}", "\\P{scx=Grek}", "\\p{ASCII}", "\\/\\$", "(?i:a)", "(?i-s:a)", "(?-i:a)",
        "\u{1f600}+", "$^",
    ];

    #[rustfmt::skip]
    const UNSOUND: &[&str] = &[
        "(", ")", "(a", "[", "[a", "a**", "*", "^*", "\\b+", "(?=a)*", "(?<=a)?", "{", "}", "]", "a{", "a{,2}",
        "a{3,2}", "[b-a]", "[a-\\d]", "[\\d-a]", "\\", "\\a", "\\Z", "\\_", "\\-", "\\c", "\\c1", "\\x4", "\\u12",
        "\\u{}", "\\u{110000}", "\\01", "\\2(a)", "\\k<x>", "\\k", "(?<x>a)(?<x>b)", "(?<1>a)", "(?<>a)", "(?<x",
        "(?P<x>a)", "(?i)a", "(?ii:a)", "(?-:a)", "(?#a)", "\\p", "\\pL", "\\p{lu}", "\\p{Greek}",
        "\\p{Script=greek}", "\\p{Any=x}", "[\\B]", "[\\1]", "a{99999999999999999999,9999999999}",
        "[\\ud83d\\ude01-\\ud83d\\ude00]",
    ];

    #[test]
    fn patterns() {
        for text in SOUND {
            assert!(regex(text.as_bytes()), "{text}");
        }
        for text in UNSOUND {
            assert!(!regex(text.as_bytes()), "{text}");
        }
        // Deep nesting is no recursion.
        assert!(regex(("(".repeat(200_000) + &")".repeat(200_000)).as_bytes()));
    }
}
