//! Punycode (RFC 3492), for labels of at most 63 characters: what is longer has no label's length.

/// The most characters a label has.
pub(super) const LONGEST: usize = 63;

const BASE: u32 = 36;
const FIRST: u32 = 0x80;

/// The characters that the digits behind `xn--` stand for, put into `into`; how many. Upper case counts as lower case.
pub(super) fn decode(digits: &[u8], into: &mut [char; LONGEST]) -> Option<usize> {
    let (basic, mut rest) = match digits.iter().rposition(|byte| *byte == b'-') {
        Some(at) => (digits.get(..at)?, digits.get(at + 1..)?),
        None => (&[][..], digits),
    };
    for (place, byte) in into.iter_mut().zip(basic) {
        *place = char::from(byte.to_ascii_lowercase());
    }
    let mut length = basic.len();
    let (mut code, mut index, mut bias) = (FIRST, 0_u32, 72);
    while !rest.is_empty() {
        let start = index;
        let mut weight = 1_u32;
        for k in 1.. {
            let (byte, behind) = rest.split_first()?;
            let digit = char::from(*byte).to_digit(BASE)?;
            // Letters are the digits from 0, figures those from 26.
            let digit = if byte.is_ascii_digit() { digit + 26 } else { digit - 10 };
            rest = behind;
            index = index.checked_add(digit.checked_mul(weight)?)?;
            let threshold = (BASE * k).saturating_sub(bias).clamp(1, 26);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(BASE - threshold)?;
        }
        let places = u32::try_from(length).ok()? + 1;
        bias = adapt(index - start, places, start == 0);
        code = code.checked_add(index / places)?;
        index %= places;
        let at = usize::try_from(index).ok()?;
        into.get_mut(at..=length)?.rotate_right(1);
        *into.get_mut(at)? = char::from_u32(code)?;
        length += 1;
        index += 1;
    }
    Some(length)
}

/// Gives the digits of the characters to `digit`, one by one; `None` where a number overflows.
pub(super) fn encode(characters: &[char], digit: &mut dyn FnMut(u8)) -> Option<()> {
    let basic = characters.iter().filter(|character| character.is_ascii());
    let mut done = 0_u32;
    for character in basic {
        digit(u8::try_from(*character).ok()?);
        done += 1;
    }
    if done > 0 {
        digit(b'-');
    }
    let total = u32::try_from(characters.len()).ok()?;
    let (mut code, mut delta, mut bias, mut first) = (FIRST, 0_u32, 72, true);
    while done < total {
        let next = characters.iter().map(|character| u32::from(*character)).filter(|other| *other >= code).min()?;
        delta = delta.checked_add((next - code).checked_mul(done + 1)?)?;
        code = next;
        for other in characters.iter().map(|character| u32::from(*character)) {
            if other < code {
                delta = delta.checked_add(1)?;
            }
            if other == code {
                number(delta, bias, digit)?;
                bias = adapt(delta, done + 1, first);
                (delta, first) = (0, false);
                done += 1;
            }
        }
        delta = delta.checked_add(1)?;
        code += 1;
    }
    Some(())
}

/// A number in digits of variable weight.
fn number(mut rest: u32, bias: u32, digit: &mut dyn FnMut(u8)) -> Option<()> {
    let mut write = |value: u32| {
        let byte = u8::try_from(value).ok()?;
        digit(if byte < 26 { b'a' + byte } else { b'0' + byte - 26 });
        Some(())
    };
    for k in 1.. {
        let threshold = (BASE * k).saturating_sub(bias).clamp(1, 26);
        if rest < threshold {
            break;
        }
        write(threshold + (rest - threshold) % (BASE - threshold))?;
        rest = (rest - threshold) / (BASE - threshold);
    }
    write(rest)
}

fn adapt(delta: u32, places: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / places;
    let mut k = 0;
    while delta > 35 * 26 / 2 {
        delta /= 35;
        k += BASE;
    }
    k + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, decode, encode};

    /// Samples of RFC 3492 section 7.1.
    const SAMPLES: &[(&str, &str)] = &[
        ("\u{4ed6}\u{4eec}\u{4e3a}\u{4ec0}\u{4e48}\u{4e0d}\u{8bf4}\u{4e2d}\u{6587}", "ihqwcrb4cv8a8dqg056pqjye"),
        ("3\u{5e74}b\u{7d44}\u{91d1}\u{516b}\u{5148}\u{751f}", "3b-ww4c5e180e575a65lsy2b"),
        ("\u{305d}\u{306e}\u{30b9}\u{30d4}\u{30fc}\u{30c9}\u{3067}", "d9juau41awczczp"),
        ("b\u{fc}cher", "bcher-kva"),
    ];

    #[test]
    fn there_and_back() {
        for (text, digits) in SAMPLES {
            let mut characters = ['\0'; LONGEST];
            let count = decode(digits.as_bytes(), &mut characters).unwrap();
            assert_eq!(characters.iter().take(count).collect::<String>(), *text);
            let mut out = Vec::new();
            encode(&text.chars().collect::<Vec<_>>(), &mut |digit| out.push(digit)).unwrap();
            assert_eq!(out, digits.as_bytes());
        }
    }

    #[test]
    fn what_overflows_or_breaks_off_is_none() {
        for digits in
            ["x", "99999999", "aaa!", "\u{fc}", &"9".repeat(70), &"a".repeat(70), &format!("{}-a", "b".repeat(70))]
        {
            assert_eq!(decode(digits.as_bytes(), &mut ['\0'; LONGEST]), None, "{digits}");
        }
    }
}
