//! One label of an internationalised host name (RFC 5891 section 5.4, RFC 5892, RFC 5893).

use unicode_bidi::BidiClass;
use unicode_general_category::{GeneralCategory, get_general_category};
use unicode_joining_type::{JoiningType, get_joining_type};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

use super::punycode::{LONGEST, decode, encode};

/// Whether a label is letters, digits and hyphens, from 1 to 63, with no hyphen at either end.
pub(super) fn is_ldh(label: &[u8]) -> bool {
    (1..=LONGEST).contains(&label.len())
        && label.first() != Some(&b'-')
        && label.last() != Some(&b'-')
        && label.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

/// The characters of a label, and whether they may be only those of a U-label.
#[derive(Debug)]
pub(super) struct Label {
    characters: [char; LONGEST],
    length: usize,
    is_ascii: bool,
}

impl Label {
    /// `None` for what is longer than any label.
    pub(super) fn of(text: &str) -> Option<Self> {
        let mut label = Self { characters: ['\0'; LONGEST], length: 0, is_ascii: text.is_ascii() };
        for character in text.chars() {
            *label.characters.get_mut(label.length)? = character;
            label.length += 1;
        }
        Some(label)
    }

    /// What the digits behind `xn--` stand for, if those are the digits that encode it (RFC 5891 section 5.4).
    pub(super) fn decoded(digits: &[u8]) -> Option<Self> {
        let mut label = Self { characters: ['\0'; LONGEST], length: 0, is_ascii: false };
        label.length = decode(digits, &mut label.characters)?;
        let mut stated = digits.iter();
        let mut is_canonical = !label.characters().iter().all(char::is_ascii);
        encode(label.characters(), &mut |digit| {
            is_canonical &= stated.next().is_some_and(|stated| stated.eq_ignore_ascii_case(&digit));
        })?;
        (is_canonical && stated.next().is_none()).then_some(label)
    }

    fn characters(&self) -> &[char] {
        self.characters.get(..self.length).unwrap_or_default()
    }

    /// The octets of the label as digits, without `xn--`.
    pub(super) fn encoded_length(&self) -> Option<usize> {
        let mut length = 0;
        encode(self.characters(), &mut |_| length += 1)?;
        Some(length)
    }

    /// Whether it makes its name one of two directions.
    pub(super) fn is_bidirectional(&self) -> bool {
        let is_right_to_left = |class| matches!(class, BidiClass::R | BidiClass::AL | BidiClass::AN);
        self.characters().iter().any(|character| is_right_to_left(unicode_bidi::bidi_class(*character)))
    }

    /// Whether a domain may have it; a label of ASCII only is known to be letters, digits and hyphens.
    pub(super) fn is_valid(&self, bidirectional: bool) -> bool {
        let characters = self.characters();
        let is_u_label = || {
            !matches!(characters, ['-', ..] | [.., '-'] | [_, _, '-', '-', ..])
                && !characters.first().is_some_and(|first| is_combining_mark(*first))
                && characters.iter().copied().nfc().eq(characters.iter().copied())
                && (0..characters.len()).all(|at| is_permitted(characters, at))
        };
        (self.is_ascii || is_u_label()) && (!bidirectional || has_one_direction(characters))
    }
}

/// RFC 5893 section 2.
fn has_one_direction(characters: &[char]) -> bool {
    use BidiClass::{AL, AN, BN, CS, EN, ES, ET, L, NSM, ON, R};

    let classes = || characters.iter().map(|character| unicode_bidi::bidi_class(*character));
    let last = classes().rev().find(|class| *class != NSM);
    match classes().next() {
        Some(R | AL) => {
            let has = |wanted| classes().any(|class| class == wanted);
            classes().all(|class| matches!(class, R | AL | AN | EN | ES | CS | ET | ON | BN | NSM))
                && matches!(last, Some(R | AL | EN | AN))
                && !(has(EN) && has(AN))
        }
        Some(L) => {
            classes().all(|class| matches!(class, L | EN | ES | CS | ET | ON | BN | NSM))
                && matches!(last, Some(L | EN))
        }
        _ => false,
    }
}

/// Whether the character may stand at its place in a U-label (RFC 5892 section 3 and appendix A).
fn is_permitted(characters: &[char], at: usize) -> bool {
    let Some(character) = characters.get(at).copied() else { return false };
    let before = at.checked_sub(1).and_then(|at| characters.get(at)).copied();
    let after = characters.get(at + 1).copied();
    match character {
        '\u{200c}' => before.is_some_and(is_virama) || joins(characters, at),
        '\u{200d}' => before.is_some_and(is_virama),
        '\u{b7}' => before == Some('l') && after == Some('l'),
        '\u{375}' => after.is_some_and(is_greek),
        '\u{5f3}' | '\u{5f4}' => before.is_some_and(is_hebrew),
        '\u{30fb}' => characters.iter().copied().any(is_japanese),
        '\u{660}'..='\u{669}' => !characters.iter().any(|other| matches!(other, '\u{6f0}'..='\u{6f9}')),
        '\u{6f0}'..='\u{6f9}' => !characters.iter().any(|other| matches!(other, '\u{660}'..='\u{669}')),
        other => is_valid_anywhere(other),
    }
}

fn is_virama(character: char) -> bool {
    canonical_combining_class(character) == 9
}

/// Whether letters on both sides of the place join across it.
fn joins(characters: &[char], at: usize) -> bool {
    let (before, rest) = characters.split_at_checked(at).unwrap_or_default();
    let kind = |character: &char| get_joining_type(*character);
    let is_seen = |kind: &JoiningType| !matches!(kind, JoiningType::Transparent);
    let left = before.iter().rev().map(kind).find(is_seen);
    let right = rest.iter().skip(1).map(kind).find(is_seen);
    matches!(left, Some(JoiningType::LeftJoining | JoiningType::DualJoining))
        && matches!(right, Some(JoiningType::RightJoining | JoiningType::DualJoining))
}

const fn is_greek(character: char) -> bool {
    matches!(character, '\u{370}'..='\u{373}' | '\u{375}'..='\u{377}' | '\u{37b}'..='\u{37d}' | '\u{37f}'
        | '\u{386}' | '\u{388}'..='\u{3e1}' | '\u{3f0}'..='\u{3ff}' | '\u{1d26}'..='\u{1d2a}' | '\u{1f00}'..='\u{1fff}')
}

const fn is_hebrew(character: char) -> bool {
    matches!(character, '\u{591}'..='\u{5f4}')
}

/// Hiragana, Katakana or Han.
const fn is_japanese(character: char) -> bool {
    matches!(character, '\u{3005}' | '\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}'
        | '\u{30a1}'..='\u{30fa}' | '\u{30fd}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{fa0e}'..='\u{fa29}' | '\u{1aff0}'..='\u{1b167}' | '\u{20000}'..='\u{3ffff}')
}

/// `PVALID` (RFC 5892 section 3), derived in the order that the section gives.
#[allow(clippy::match_same_arms, reason = "one arm per rule")]
fn is_valid_anywhere(character: char) -> bool {
    match character {
        // Section 2.6, exceptions.
        '\u{df}' | '\u{3c2}' | '\u{6fd}' | '\u{6fe}' | '\u{f0b}' | '\u{3007}' => true,
        '\u{640}' | '\u{7fa}' | '\u{302e}' | '\u{302f}' | '\u{3031}'..='\u{3035}' | '\u{303b}' => false,
        '-' | '0'..='9' | 'a'..='z' => true,
        // The dotless i folds to itself, and Cherokee to upper case.
        '\u{131}' | '\u{13a0}'..='\u{13f5}' => true,
        '\u{13f8}'..='\u{13fd}' | '\u{ab70}'..='\u{abbf}' => false,
        // Old Hangul Jamo, the blocks of section 2.4, and what is ignored by default among marks and letters.
        '\u{1100}'..='\u{11ff}' | '\u{a960}'..='\u{a97c}' | '\u{d7b0}'..='\u{d7fb}' => false,
        '\u{20d0}'..='\u{20ff}' | '\u{1d100}'..='\u{1d24f}' => false,
        '\u{34f}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' => false,
        '\u{e0000}'..='\u{e0fff}' => false,
        other => is_letter_or_digit(other) && is_stable(other),
    }
}

/// Section 2.1.
fn is_letter_or_digit(character: char) -> bool {
    use GeneralCategory as Category;

    matches!(
        get_general_category(character),
        Category::LowercaseLetter
            | Category::UppercaseLetter
            | Category::OtherLetter
            | Category::DecimalNumber
            | Category::ModifierLetter
            | Category::NonspacingMark
            | Category::SpacingMark
    )
}

/// Section 2.2: neither folding the case nor compatibility changes the character.
fn is_stable(character: char) -> bool {
    // Lower case of upper case is full case folding, but for the characters that `is_valid_anywhere` names.
    let folded = |character: char| character.to_uppercase().flat_map(char::to_lowercase);
    core::iter::once(character).nfkc().flat_map(folded).nfkc().eq(core::iter::once(character))
}
