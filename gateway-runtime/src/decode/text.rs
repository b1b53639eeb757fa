//! Strings between their quotes.

use std::borrow::Cow;

/// The string that stands between two quotes (RFC 8259 §7); borrowed unless it has escapes. `None` for an unknown
/// escape, half a surrogate pair or a bare quote.
pub(super) fn unescaped(raw: &str) -> Option<Cow<'_, str>> {
    let Some(first) = memchr::memchr2(b'\\', b'"', raw.as_bytes()) else {
        return Some(Cow::Borrowed(raw));
    };
    let (plain, mut rest) = raw.split_at_checked(first)?;
    let mut text = String::with_capacity(raw.len());
    text.push_str(plain);
    while let Some(after) = rest.strip_prefix('\\') {
        let (character, after) = escape(after)?;
        text.push(character);
        let (plain, next) = after.split_at_checked(after.find(['\\', '"']).unwrap_or(after.len()))?;
        text.push_str(plain);
        rest = next;
    }
    rest.is_empty().then_some(Cow::Owned(text))
}

/// The character an escape stands for, and what follows it.
fn escape(after: &str) -> Option<(char, &str)> {
    let (kind, rest) = after.split_at_checked(1)?;
    let character = match kind {
        "\"" => '"',
        "\\" => '\\',
        "/" => '/',
        "b" => '\u{8}',
        "f" => '\u{c}',
        "n" => '\n',
        "r" => '\r',
        "t" => '\t',
        "u" => return code_point(rest),
        _ => return None,
    };
    Some((character, rest))
}

fn code_point(digits: &str) -> Option<(char, &str)> {
    let (high, rest) = code_unit(digits)?;
    if !(0xD800..0xDC00).contains(&high) {
        return Some((char::from_u32(high)?, rest));
    }
    let (low, rest) = code_unit(rest.strip_prefix("\\u")?)?;
    let low = low.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
    Some((char::from_u32(0x10000 + ((high - 0xD800) << 10) + low)?, rest))
}

fn code_unit(digits: &str) -> Option<(u32, &str)> {
    let (unit, rest) = digits.split_at_checked(4)?;
    Some((u32::from_str_radix(unit, 16).ok()?, rest))
}
