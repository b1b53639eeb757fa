//! `pattern`: from ECMA-262 to runs of characters, or to the syntax of the linear-time engine.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// What matches nothing: a pattern that does not translate refuses every string.
const NOTHING: &str = r"[^\s\S]";

/// The rule to add to `Strings`, and the item it refers to; `position` tells it from others of the same string.
pub(super) fn pattern(ecma: &str, position: usize) -> (Option<TokenStream>, TokenStream) {
    let translated = translate(ecma).unwrap_or_else(|| NOTHING.to_owned());
    match regex_syntax::parse(&translated).ok().and_then(|tree| runs(&tree)) {
        Some(runs) => {
            let classes = runs.iter().map(Run::to_tokens);
            (None, quote!(.runs(const { &[#(#classes),*] })))
        }
        None => {
            let name = if position == 0 { "REGEX".to_owned() } else { format!("REGEX_{position}") };
            let name = Ident::new(&name, Span::call_site());
            (Some(quote!(static #name: Regex = Regex::new(#translated);)), quote!(.regex(&#name)))
        }
    }
}

/// A run of characters of one class.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    ranges: Vec<(u8, u8)>,
    min: u32,
    max: Option<u32>,
}

impl Run {
    fn to_tokens(&self) -> TokenStream {
        let ranges = self.ranges.iter().map(|(first, last)| {
            let (first, last) = (Literal::byte_character(*first), Literal::byte_character(*last));
            quote!((#first, #last))
        });
        let min = Literal::u32_unsuffixed(self.min);
        let max = match self.max.map(Literal::u32_unsuffixed) {
            Some(max) => quote!(#max),
            None => quote!(usize::MAX),
        };
        quote!(class(&[#(#ranges),*], #min, #max))
    }

    fn is_disjoint(&self, other: &Self) -> bool {
        !self.ranges.iter().any(|(first, last)| other.ranges.iter().any(|(from, to)| first <= to && from <= last))
    }
}

/// The runs an anchored pattern consists of, if taking as many characters as possible for each is always right.
fn runs(tree: &Hir) -> Option<Vec<Run>> {
    let HirKind::Concat(parts) = tree.kind() else { return None };
    let [first, middle @ .., last] = parts.as_slice() else { return None };
    if !matches!(first.kind(), HirKind::Look(Look::Start)) || !matches!(last.kind(), HirKind::Look(Look::End)) {
        return None;
    }
    let mut runs = Vec::new();
    for part in middle {
        run(part, &mut runs)?;
    }
    let greedy = runs.iter().enumerate().all(|(position, run)| {
        // A run of fixed length never takes what the next one needs; another must be told from all that may follow it.
        run.max == Some(run.min) || following(&runs, position).all(|next| run.is_disjoint(next))
    });
    greedy.then_some(runs)
}

/// The runs whose first character may come right after the run at `position`.
fn following(runs: &[Run], position: usize) -> impl Iterator<Item = &Run> {
    let mut ended = false;
    runs.iter().skip(position + 1).take_while(move |run| {
        let more = !ended;
        ended |= run.min > 0;
        more
    })
}

fn run(part: &Hir, runs: &mut Vec<Run>) -> Option<()> {
    match part.kind() {
        HirKind::Literal(literal) => {
            for byte in literal.0.iter().filter(|_| literal.0.is_ascii()) {
                runs.push(Run { ranges: vec![(*byte, *byte)], min: 1, max: Some(1) });
            }
            literal.0.is_ascii().then_some(())
        }
        HirKind::Class(class) => {
            runs.push(Run { ranges: ascii(class)?, min: 1, max: Some(1) });
            Some(())
        }
        HirKind::Repetition(repetition) => {
            let mut inner = Vec::new();
            run(&repetition.sub, &mut inner)?;
            let [only] = inner.as_slice() else { return None };
            (only.min == 1 && only.max == Some(1)).then_some(())?;
            runs.push(Run { ranges: only.ranges.clone(), min: repetition.min, max: repetition.max });
            Some(())
        }
        HirKind::Empty | HirKind::Look(_) | HirKind::Capture(_) | HirKind::Concat(_) | HirKind::Alternation(_) => None,
    }
}

fn ascii(class: &Class) -> Option<Vec<(u8, u8)>> {
    let byte = |letter: char| u8::try_from(letter).ok().filter(u8::is_ascii);
    match class {
        Class::Unicode(class) => class.iter().map(|range| Some((byte(range.start())?, byte(range.end())?))).collect(),
        Class::Bytes(class) => class.iter().map(|range| Some((range.start(), range.end()))).collect(),
    }
}

/// Translates an ECMA-262 pattern; `None` for what has no linear-time counterpart.
fn translate(ecma: &str) -> Option<String> {
    let mut letters = ecma.chars().collect::<Vec<_>>().into_iter().peekable();
    let mut out = String::new();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match escape(&mut letters)? {
                Escape::Letter(letter) => out.push_str(&exactly(letter)),
                Escape::Set(set) => out.push_str(&set),
                Escape::Boundary(text) => out.push_str(text),
            },
            '.' => out.push_str(r"[^\n\r\x{2028}\x{2029}]"),
            '[' => out.push_str(&set(&mut letters)?),
            '(' => {
                out.push('(');
                let rest: String = letters.clone().take(3).collect();
                if rest.starts_with('?') && !rest.starts_with("?:") {
                    // A named group is one; looking around is not possible in linear time.
                    let named = rest.starts_with("?<") && !rest.starts_with("?<=") && !rest.starts_with("?<!");
                    named.then_some(())?;
                }
            }
            '{' => {
                let inner: String = letters.clone().take_while(|letter| *letter != '}').collect();
                let counts = inner.chars().all(|letter| letter.is_ascii_digit() || letter == ',');
                let quantifier = counts && inner.starts_with(|letter: char| letter.is_ascii_digit());
                out.push_str(if quantifier { "{" } else { r"\{" });
            }
            _ => out.push(letter),
        }
    }
    regex_syntax::parse(&out).is_ok().then_some(out)
}

type Letters = std::iter::Peekable<std::vec::IntoIter<char>>;

/// What an escape stands for.
enum Escape {
    Letter(char),
    Set(String),
    Boundary(&'static str),
}

fn escape(letters: &mut Letters) -> Option<Escape> {
    const SPACES: &str =
        r"\t\n\x0b\x0c\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}";
    Some(match letters.next()? {
        'd' => Escape::Set("[0-9]".to_owned()),
        'D' => Escape::Set("[^0-9]".to_owned()),
        'w' => Escape::Set("[0-9A-Za-z_]".to_owned()),
        'W' => Escape::Set("[^0-9A-Za-z_]".to_owned()),
        's' => Escape::Set(format!("[{SPACES}]")),
        'S' => Escape::Set(format!("[^{SPACES}]")),
        'b' => Escape::Boundary(r"(?-u:\b)"),
        'B' => Escape::Boundary(r"(?-u:\B)"),
        't' => Escape::Letter('\t'),
        'n' => Escape::Letter('\n'),
        'r' => Escape::Letter('\r'),
        'v' => Escape::Letter('\u{b}'),
        'f' => Escape::Letter('\u{c}'),
        '0' => Escape::Letter('\0'),
        'c' => Escape::Letter(char::from(u8::try_from(letters.next().filter(char::is_ascii_alphabetic)?).ok()? & 0x1f)),
        'x' => Escape::Letter(char::from_u32(hex(letters, 2)?)?),
        'u' => Escape::Letter(unicode(letters)?),
        kind @ ('p' | 'P') => {
            let name: String = letters.by_ref().take_while(|letter| *letter != '}').collect();
            Escape::Set(format!("\\{kind}{name}}}"))
        }
        '1'..='9' | 'k' => return None,
        letter => Escape::Letter(letter),
    })
}

fn hex(letters: &mut Letters, count: usize) -> Option<u32> {
    (0..count).try_fold(0, |value, _| Some(value << 4 | letters.next()?.to_digit(16)?))
}

/// What follows `\u`: braces, four digits, or a surrogate pair.
fn unicode(letters: &mut Letters) -> Option<char> {
    if letters.next_if_eq(&'{').is_some() {
        let digits: String = letters.by_ref().take_while(|letter| *letter != '}').collect();
        return char::from_u32(u32::from_str_radix(&digits, 16).ok()?);
    }
    let first = hex(letters, 4)?;
    if !(0xd800..0xdc00).contains(&first) {
        return char::from_u32(first);
    }
    (letters.next()? == '\\' && letters.next()? == 'u').then_some(())?;
    let second = hex(letters, 4)?.checked_sub(0xdc00)?;
    char::from_u32(0x10000 + ((first - 0xd800) << 10) + second)
}

/// A character class, behind its opening bracket.
fn set(letters: &mut Letters) -> Option<String> {
    let negated = letters.next_if_eq(&'^').is_some();
    let mut members = String::new();
    loop {
        let first = match letters.next()? {
            ']' => break,
            '\\' => member(letters)?,
            letter => Escape::Letter(letter),
        };
        let Escape::Letter(first) = first else {
            if let Escape::Set(set) = first {
                members.push_str(&set);
            }
            continue;
        };
        members.push_str(&exactly(first));
        // A hyphen is a range only between two characters.
        let mut ahead = letters.clone();
        if ahead.next() == Some('-') && ahead.peek().is_some_and(|letter| *letter != ']') {
            let last = match ahead.next()? {
                '\\' => member(&mut ahead)?,
                letter => Escape::Letter(letter),
            };
            if let Escape::Letter(last) = last {
                members.push('-');
                members.push_str(&exactly(last));
                *letters = ahead;
            }
        }
    }
    Some(match (members.is_empty(), negated) {
        (true, false) => NOTHING.to_owned(),
        (true, true) => r"[\s\S]".to_owned(),
        (false, false) => format!("[{members}]"),
        (false, true) => format!("[^{members}]"),
    })
}

/// An escape inside a class, where `\b` is a backspace.
fn member(letters: &mut Letters) -> Option<Escape> {
    if letters.next_if_eq(&'b').is_some() { Some(Escape::Letter('\u{8}')) } else { escape(letters) }
}

fn exactly(letter: char) -> String {
    format!("\\x{{{:x}}}", u32::from(letter))
}
