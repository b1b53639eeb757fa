//! Changes: to the values of an instance, and to the bytes of its text.

use crate::random::Random;
use crate::tree::Tree;

/// Numbers at which something changes its size.
const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "-1",
    "1.0",
    "1e0",
    "10e-1",
    "0.1",
    "0.30000000000000004",
    "1.5",
    "127",
    "128",
    "255",
    "256",
    "32767",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "-2147483648",
    "-2147483649",
    "4294967295",
    "4294967296",
    "9007199254740991",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "1e15",
    "1e16",
    "1e308",
    "1e309",
    "-1e400",
    "1e-400",
    "123456789012345678901234567890",
    "0.00000000000000000001",
    "100e-2",
    "1E+2",
];

/// Changes a tree in one to three places.
pub(crate) fn tree(tree: &mut Tree, random: &mut Random) {
    for _ in 0..=random.below(3) {
        let donor = tree.size();
        let donor = tree.at_mut(random.below(donor)).map(|tree| tree.clone());
        let size = tree.size();
        let position = random.below(size);
        if let Some(value) = tree.at_mut(position) {
            change(value, donor, random);
        }
    }
}

fn change(value: &mut Tree, donor: Option<Tree>, random: &mut Random) {
    match random.below(12) {
        0 => *value = scalar(random),
        1 => *value = Tree::List(vec![value.clone()]),
        2 => *value = Tree::Object(vec![("value".to_owned(), value.clone())]),
        3 => *value = donor.unwrap_or_else(Tree::null),
        _ => match value {
            Tree::Plain(text) => *text = number(text, random),
            Tree::Text(text) => *text = string(text, random),
            Tree::List(items) => list(items, donor, random),
            Tree::Object(members) => object(members, donor, random),
        },
    }
}

fn scalar(random: &mut Random) -> Tree {
    match random.below(6) {
        0 => Tree::null(),
        1 => Tree::Plain("true".to_owned()),
        2 => Tree::text(""),
        3 => Tree::text("a"),
        4 => Tree::Object(Vec::new()),
        _ => Tree::Plain(random.one_of(NUMBERS).copied().unwrap_or("0").to_owned()),
    }
}

/// Neighbours of a number, other ways to write it, other numbers.
fn number(text: &str, random: &mut Random) -> String {
    let Ok(whole) = text.parse::<i64>() else {
        return random.one_of(NUMBERS).copied().unwrap_or("0").to_owned();
    };
    match random.below(8) {
        0 => whole.saturating_add(1).to_string(),
        1 => whole.saturating_sub(1).to_string(),
        2 => whole.saturating_neg().to_string(),
        3 => format!("{whole}.0"),
        4 => format!("{whole}.5"),
        5 => format!("{whole}0e-1"),
        6 => whole.saturating_mul(10).to_string(),
        _ => random.one_of(NUMBERS).copied().unwrap_or("0").to_owned(),
    }
}

/// A letter more, less or other; another case; another length.
fn string(text: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let place = random.below(letters.len() + 1);
    let pieces = ['a', 'A', '0', '9', '.', '-', '+', ':', ' ', '@', '/', '\n', '\0', 'é', '٣', '\u{2028}', '😀', 'Z'];
    let piece = random.one_of(&pieces).copied().unwrap_or('a');
    match random.below(8) {
        0 => letters.insert(place, piece),
        1 if place < letters.len() => drop(letters.remove(place)),
        2 => letters.truncate(place),
        3 => letters.extend(text.chars()),
        4 => return text.to_uppercase(),
        5 => return text.to_lowercase(),
        6 => letters.push('\n'),
        _ => {
            if let Some(letter) = letters.get_mut(place) {
                *letter = piece;
            }
        }
    }
    letters.into_iter().take(20_000).collect()
}

fn list(items: &mut Vec<Tree>, donor: Option<Tree>, random: &mut Random) {
    let place = random.below(items.len() + 1);
    match random.below(5) {
        0 if place < items.len() => drop(items.remove(place)),
        1 => items.insert(place, donor.unwrap_or_else(Tree::null)),
        2 => items.clear(),
        3 => items.reverse(),
        _ => {
            let again = random.one_of(items).cloned().unwrap_or_else(|| scalar(random));
            items.insert(place, again);
        }
    }
}

fn object(members: &mut Vec<(String, Tree)>, donor: Option<Tree>, random: &mut Random) {
    let place = random.below(members.len() + 1);
    match random.below(6) {
        0 if place < members.len() => drop(members.remove(place)),
        1 => members.insert(place, ("undeclared".to_owned(), donor.unwrap_or_else(Tree::null))),
        2 => {
            // A name that is there already, with the same value or another.
            if let Some((name, value)) = random.one_of(members).cloned() {
                let value = if random.once_in(2) { value } else { scalar(random) };
                members.insert(place, (name, value));
            }
        }
        3 => {
            if let Some((name, _)) = members.get_mut(place) {
                *name = string(name, random);
            }
        }
        4 => members.reverse(),
        _ => {
            if let (Some((_, value)), Some(donor)) = (members.get_mut(place), donor) {
                *value = donor;
            }
        }
    }
}

/// Changes the bytes of a text in one to three places.
pub(crate) fn bytes(text: &mut Vec<u8>, random: &mut Random) {
    const PIECES: &[&[u8]] = &[
        b"\"",
        b"\\",
        b",",
        b":",
        b"{",
        b"}",
        b"[",
        b"]",
        b" ",
        b"\n",
        b"0",
        b"1",
        b"9",
        b"-",
        b".",
        b"e1",
        b"E-2",
        b"null",
        b"true",
        b"\"a\"",
        b"\\u0041",
        b"\\ud800",
        b"\\udc00",
        b"\\n",
        b"\xc3\xa9",
        b"{}",
        b"[1]",
        b"\0",
        b"\"value\":1,",
        b"00000000000000000000",
        b"\xff",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xef\xbb\xbf",
        b"\x1f",
        b"//",
    ];
    for _ in 0..=random.below(3) {
        let start = random.below(text.len() + 1);
        let end = (start + random.below(4)).min(text.len());
        match random.below(10) {
            0 => text.truncate(start.max(1)),
            1 => {
                if let Some(byte) = text.get_mut(start) {
                    *byte ^= 1 << random.below(8);
                }
            }
            _ => {
                let piece = random.one_of(PIECES).copied().unwrap_or_default();
                text.splice(start..end, piece.iter().copied());
            }
        }
    }
}
