//! Which bytes may stand where in a head.

/// Visible ASCII that no token may hold (RFC 9110 §5.6.2).
const DELIMITERS: &[u8] = b"\"(),/:;<=>?@[\\]{}";

/// What may stand in an origin-form target beside letters and digits: `unreserved`, `sub-delims`, `pchar`, the slash,
/// the question mark (RFC 3986 §3.3, §3.4), and the brackets that query strings hold in practice.
const TARGET_MARKS: &[u8] = b"-._~!$&'()*+,;=:@/?%[]";

static TOKEN: [bool; 256] = table(b'!', b'~', DELIMITERS, false);
static NAME: [bool; 256] = table(b'!', b'~', b"\"(),/:;<=>?@[\\]{}_", false);
static TARGET: [bool; 256] = table(b'!', b'~', TARGET_MARKS, true);

/// The bytes from `first` to `last`: letters, digits and either only the `marks` or all but them.
const fn table(first: u8, last: u8, marks: &[u8], only: bool) -> [bool; 256] {
    let mut map = [false; 256];
    let mut byte = first;
    while byte <= last {
        #[allow(clippy::indexing_slicing, reason = "a byte indexes 256 entries")]
        {
            map[byte as usize] = byte.is_ascii_alphanumeric() || holds(marks, byte) == only;
        }
        byte += 1;
    }
    map
}

const fn holds(marks: &[u8], byte: u8) -> bool {
    let mut rest = marks;
    while let [mark, tail @ ..] = rest {
        if *mark == byte {
            return true;
        }
        rest = tail;
    }
    false
}

/// A byte of a token.
pub(super) fn is_token(byte: u8) -> bool {
    #[allow(clippy::indexing_slicing, reason = "a byte indexes 256 entries")]
    TOKEN[usize::from(byte)]
}

/// A byte of a field name: of a token, but no underscore, which many upstreams read as a hyphen.
pub(super) fn is_name(byte: u8) -> bool {
    #[allow(clippy::indexing_slicing, reason = "a byte indexes 256 entries")]
    NAME[usize::from(byte)]
}

/// A byte of a request target.
pub(super) fn is_target(byte: u8) -> bool {
    #[allow(clippy::indexing_slicing, reason = "a byte indexes 256 entries")]
    TARGET[usize::from(byte)]
}

/// Whether every byte may stand in a field value: visible ASCII, space, tab, obs-text (RFC 9110 §5.5). Eight bytes at a
/// time; a tab, which is rare, costs a second look.
pub(super) fn is_field_text(bytes: &[u8]) -> bool {
    let (blocks, rest) = bytes.as_chunks::<8>();
    let suspicious = blocks.iter().fold(0, |found, block| found | controls(u64::from_ne_bytes(*block)));
    (suspicious == 0 || blocks.as_flattened().iter().all(|&byte| is_text(byte)))
        && rest.iter().all(|&byte| is_text(byte))
}

fn is_text(byte: u8) -> bool {
    byte == b'\t' || (byte >= b' ' && byte != 0x7f)
}

/// Not zero where one of eight bytes is a control, tab included: below the space, or DEL. Both are the usual test for a
/// byte below `n`, `(x - n) & !x & 0x80` in each byte; borrows only follow a hit.
fn controls(bytes: u64) -> u64 {
    const EACH: u64 = u64::from_ne_bytes([1; 8]);
    let delete = bytes ^ (EACH * 0x7f);
    let below = |bytes: u64, n: u64| bytes.wrapping_sub(EACH * n) & !bytes;
    (below(bytes, 0x20) | below(delete, 1)) & (EACH * 0x80)
}

/// Drops spaces and tabs at both ends (`OWS`, RFC 9110 §5.6.3).
pub(super) fn trim(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = bytes {
        bytes = rest;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use gateway_cursor::{Block, run};

    use super::*;

    #[test]
    fn tokens_are_those_of_the_standard() {
        let expected = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        assert!((0..=255).all(|byte| is_token(byte) == expected(byte)));
    }

    #[test]
    fn every_target_byte_is_one_hyper_takes() {
        for byte in (0..=255).filter(|&byte| is_target(byte)) {
            for target in [vec![b'/', byte], vec![b'/', b'?', byte]] {
                let uri = http::Uri::try_from(target.as_slice());
                assert_eq!(uri.map(|uri| uri.to_string().into_bytes()).ok(), Some(target));
            }
        }
    }

    #[test]
    fn steps_take_the_same_bytes() {
        for byte in 0..=255 {
            let all = |is: bool| if is { 17 } else { 0 };
            let bytes = [byte; 17];
            assert_eq!(run(&bytes, Block::target), all(is_target(byte)), "{byte}");
            assert_eq!(run(&bytes, Block::printable), all(is_text(byte) && byte.is_ascii() && byte != b'\t'), "{byte}");
            assert_eq!(run(&bytes, Block::word), all(byte.is_ascii_alphanumeric() || byte == b'-'), "{byte}");
            assert_eq!(run(&bytes, Block::host), all(byte.is_ascii_alphanumeric() || b"-._".contains(&byte)), "{byte}");
        }
    }

    #[test]
    fn names_are_tokens_without_underscores() {
        assert!((0..=255).all(|byte| is_name(byte) == (is_token(byte) && byte != b'_')));
    }

    #[test]
    fn field_text_has_no_controls() {
        let expected = |byte: u8| byte == b'\t' || (byte >= b' ' && byte != 0x7f);
        assert!((0..=255).all(|byte| is_field_text(&[byte]) == expected(byte)));
        for at in 0..17 {
            for (byte, around) in (0..=255).flat_map(|byte| [(byte, b'a'), (byte, 0xff), (byte, b' '), (byte, b'\t')]) {
                let mut text = [around; 17];
                text[at] = byte;
                assert_eq!(is_field_text(&text), expected(byte), "{byte} at {at} among {around}");
            }
        }
    }

    #[test]
    fn trimming_stops_at_text() {
        assert_eq!(trim(b" \ta b\t "), b"a b");
        assert_eq!(trim(b" \t"), b"");
    }
}
