//! ECMA-262 patterns, as far as an engine of linear time can match them.
//!
//! Emitted code carries the translation; what has none is refused here, with its place.

use std::fmt::Write as _;

use regex_automata::nfa::thompson::{Compiler, Config};

/// How large a compiled pattern may be, in bytes.
const MAX_COMPILED: usize = 1 << 20;

/// Checks that a pattern means the same in the linear-time engine.
///
/// # Errors
/// In a few words: what the engine cannot take. Look-around and back-references need backtracking.
pub fn check(pattern: &str) -> Result<(), String> {
    let translated = translate(pattern)?;
    let tree =
        regex_syntax::ParserBuilder::new().nest_limit(100).build().parse(&translated).map_err(|error| match error {
            regex_syntax::Error::Parse(error) => error.kind().to_string(),
            regex_syntax::Error::Translate(error) => error.kind().to_string(),
            other => other.to_string(),
        })?;
    Compiler::new()
        .configure(Config::new().nfa_size_limit(Some(MAX_COMPILED)))
        .build_from_hir(&tree)
        .map(drop)
        .map_err(|_| "it is too large to compile".to_owned())
}

/// Rewrites an ECMA-262 pattern (with the `u` flag, as JSON Schema recommends) into the syntax of the engine.
///
/// # Errors
/// As [`check`].
pub fn translate(pattern: &str) -> Result<String, String> {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut rest = pattern.chars().peekable();
    let mut before = Before::Nothing;
    while let Some(character) = rest.next() {
        let now = match character {
            '\\' => escape(&mut rest, &mut out, false)?,
            '[' => class(&mut rest, &mut out)?,
            '(' => group(&mut rest, &mut out)?,
            '^' | '$' => {
                out.push_str(if character == '^' { "\\A" } else { "\\z" });
                Before::Nothing
            }
            '|' => {
                out.push('|');
                Before::Nothing
            }
            '.' => {
                out.push_str("[^\\n\\r\\x{2028}\\x{2029}]");
                Before::Atom
            }
            '?' if before == Before::Quantifier => {
                out.push('?');
                Before::Nothing
            }
            '*' | '+' | '?' | '{' => {
                if before != Before::Atom {
                    return Err(format!("nothing for `{character}` to repeat"));
                }
                if character == '{' {
                    quantifier(&mut rest, &mut out)?;
                } else {
                    out.push(character);
                }
                Before::Quantifier
            }
            '}' | ']' => return Err(format!("a lone `{character}`; write `\\{character}`")),
            other => {
                out.push(other);
                Before::Atom
            }
        };
        before = now;
    }
    Ok(out)
}

/// What a quantifier would repeat. The engine would also take a quantifier of a quantifier; ECMA-262 does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    Atom,
    Quantifier,
}

type Rest<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn group(rest: &mut Rest<'_>, out: &mut String) -> Result<Before, String> {
    out.push('(');
    if rest.peek() != Some(&'?') {
        return Ok(Before::Nothing);
    }
    rest.next();
    match rest.next() {
        Some(':') => out.push_str("?:"),
        Some('=' | '!') => return Err("look-ahead needs backtracking".to_owned()),
        Some('<') => {
            if matches!(rest.peek(), Some('=' | '!')) {
                return Err("look-behind needs backtracking".to_owned());
            }
            out.push_str("?P<");
        }
        _ => return Err("an unknown kind of group".to_owned()),
    }
    Ok(Before::Nothing)
}

fn quantifier(rest: &mut Rest<'_>, out: &mut String) -> Result<(), String> {
    let mut body = String::new();
    for character in rest.by_ref() {
        if character == '}' {
            let (least, most) = body.split_once(',').unwrap_or((&body, ""));
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            if least.is_empty() || !digits(least) || !digits(most) {
                break;
            }
            out.push('{');
            out.push_str(&body);
            out.push('}');
            return Ok(());
        }
        body.push(character);
    }
    Err("a lone `{`; write `\\{`".to_owned())
}

const SPACE: &str =
    "\\t\\n\\x0b\\x0c\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";

fn escape(rest: &mut Rest<'_>, out: &mut String, in_class: bool) -> Result<Before, String> {
    let character = rest.next().ok_or("a lone `\\` at the end")?;
    let set = |out: &mut String, negated: bool, items: &str| {
        out.push_str(if negated { "[^" } else { "[" });
        out.push_str(items);
        out.push(']');
    };
    match character {
        'd' | 'D' => set(out, character == 'D', "0-9"),
        'w' | 'W' => set(out, character == 'W', "0-9A-Za-z_"),
        's' | 'S' => set(out, character == 'S', SPACE),
        'b' if in_class => out.push_str("\\x08"),
        'b' => {
            out.push_str("(?-u:\\b)");
            return Ok(Before::Nothing);
        }
        'B' if !in_class => return Err("`\\B` is not supported; describe the characters instead".to_owned()),
        't' | 'n' | 'r' | 'f' | 'v' => {
            out.push('\\');
            out.push(character);
        }
        '0' if !rest.peek().is_some_and(char::is_ascii_digit) => out.push_str("\\x00"),
        '0'..='9' | 'k' => return Err("a back-reference needs backtracking".to_owned()),
        'c' => {
            let letter = rest.next().filter(char::is_ascii_alphabetic).ok_or("`\\c` needs a letter")?;
            code(out, u32::from(letter) % 32);
        }
        'x' => code(out, digits(rest, 2)?),
        'u' if rest.peek() == Some(&'{') => {
            rest.next();
            let text: String = rest.by_ref().take_while(|digit| *digit != '}').collect();
            let value = u32::from_str_radix(&text, 16).ok().filter(|value| char::from_u32(*value).is_some());
            code(out, value.ok_or("`\\u{...}` names no character")?);
        }
        'u' => {
            let first = digits(rest, 4)?;
            if (0xd800..0xdc00).contains(&first) {
                let low =
                    (rest.next() == Some('\\') && rest.next() == Some('u')).then(|| digits(rest, 4)).transpose()?;
                let low = low.filter(|low| (0xdc00..0xe000).contains(low)).ok_or("half of a surrogate pair")?;
                code(out, 0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00));
            } else if char::from_u32(first).is_some() {
                code(out, first);
            } else {
                return Err("half of a surrogate pair".to_owned());
            }
        }
        'p' | 'P' => {
            if rest.peek() != Some(&'{') {
                return Err("`\\p` needs `{`".to_owned());
            }
            rest.next();
            let name: String = rest.by_ref().take_while(|letter| *letter != '}').collect();
            out.push('\\');
            out.push(character);
            out.push('{');
            out.push_str(&name);
            out.push('}');
        }
        letter if letter.is_ascii_alphanumeric() || letter == '_' => {
            return Err(format!("`\\{letter}` has no meaning"));
        }
        other => literal(out, other),
    }
    Ok(Before::Atom)
}

fn class(rest: &mut Rest<'_>, out: &mut String) -> Result<Before, String> {
    let negated = rest.peek() == Some(&'^');
    if negated {
        rest.next();
    }
    if rest.peek() == Some(&']') {
        rest.next();
        out.push_str(if negated { "(?s:.)" } else { "[^\\x00-\\x{10ffff}]" });
        return Ok(Before::Atom);
    }
    out.push_str(if negated { "[^" } else { "[" });
    loop {
        match rest.next().ok_or("a `[` without its `]`")? {
            ']' => {
                out.push(']');
                return Ok(Before::Atom);
            }
            '\\' => {
                escape(rest, out, true)?;
            }
            '-' => out.push('-'),
            other => literal(out, other),
        }
    }
}

fn literal(out: &mut String, character: char) {
    if character.is_ascii_punctuation() {
        out.push('\\');
    }
    out.push(character);
}

fn code(out: &mut String, value: u32) {
    let _ = write!(out, "\\x{{{value:x}}}");
}

fn digits(rest: &mut Rest<'_>, count: usize) -> Result<u32, String> {
    let mut value = 0;
    for _ in 0..count {
        let digit = rest.next().and_then(|digit| digit.to_digit(16)).ok_or("an escape with too few digits")?;
        value = value * 16 + digit;
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::{check, translate};

    #[test]
    fn meaning_is_kept() {
        let cases = [
            ("^[A-Z]{3}-[0-9]{4,8}$", "TEA-0042", true),
            ("^[A-Z]{3}-[0-9]{4,8}$", "TEA-0042\n", false),
            ("^\\d+$", "٣", false),
            ("^\\w+$", "é", false),
            ("^\\S$", "\u{feff}", false),
            ("^.$", "\u{2028}", false),
            ("^[[&&\\]~~]+$", "[&]~", true),
            ("^[a\\-z]$", "b", false),
            ("^\\u00e9\\ud83d\\ude00\\x41\\cA$", "é😀A\u{1}", true),
            ("^(?<year>\\d{4})$", "2026", true),
            ("a|b", "xbx", true),
            ("^(ab)+?$", "abab", true),
            ("^[^]$", "\n", true),
            ("\\bcat\\b", "a cat.", true),
            ("^\\p{L}+$", "é", true),
            ("^\\+[0-9]{7,15}$", "+49301234567", true),
            ("^#a b$", "#a b", true),
        ];
        for (pattern, text, expected) in cases {
            check(pattern).unwrap();
            let regex = regex_automata::meta::Regex::new(&translate(pattern).unwrap()).unwrap();
            assert_eq!(regex.is_match(text), expected, "{pattern} on {text:?}");
        }
    }

    #[test]
    fn refusals() {
        for pattern in [
            "(?=a)",
            "(?!a)",
            "(?<=a)",
            "(?<!a)",
            "(a)\\1",
            "\\k<x>",
            "(",
            "[a",
            "a{",
            "a**",
            "\\",
            "(a{1000}){1000}",
            "\\q",
            "[z-a]",
            "(?i)a",
            "\\ud800",
        ] {
            assert!(check(pattern).is_err(), "{pattern}");
        }
    }
}
