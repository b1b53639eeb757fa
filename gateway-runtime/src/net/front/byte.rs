//! Which bytes may stand where in a head.

/// Visible ASCII that no token may hold (RFC 9110 §5.6.2).
const DELIMITERS: &[u8] = b"\"(),/:;<=>?@[\\]{}";

/// What may stand in an origin-form target beside letters and digits: `unreserved`, `sub-delims`, `pchar`, the slash,
/// the question mark (RFC 3986 §3.3, §3.4), and the brackets that query strings hold in practice.
const TARGET_MARKS: &[u8] = b"-._~!$&'()*+,;=:@/?%[]";

static TOKEN: [bool; 256] = table(b'!', b'~', DELIMITERS, false);
static HOST: [bool; 256] = table(b'-', b'z', b"-._", true);
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

/// A byte of a name or an IPv4 address in an authority.
pub(super) fn is_host(byte: u8) -> bool {
    #[allow(clippy::indexing_slicing, reason = "a byte indexes 256 entries")]
    HOST[usize::from(byte)]
}

/// Whether every byte may stand in a request target. Compiled to steps of sixteen bytes.
#[allow(clippy::needless_bitwise_bool, reason = "a branch for each byte would keep the steps apart")]
pub(super) fn is_all_target(bytes: &[u8]) -> bool {
    let (blocks, rest) = bytes.as_chunks::<16>();
    let odd = |byte: u8| {
        (byte <= b' ')
            | (byte >= 0x7f)
            | (byte == b'"')
            | (byte == b'#')
            | (byte == b'<')
            | (byte == b'>')
            | (byte == b'\\')
            | (byte == b'^')
            | (byte == b'`')
            | (byte == b'{')
            | (byte == b'|')
            | (byte == b'}')
    };
    let any = |bytes: &[u8; 16]| bytes.iter().fold(false, |found, &byte| found | odd(byte));
    !blocks.iter().any(any) && rest.iter().all(|&byte| is_target(byte))
}

/// How many controls there are, DEL and tab included. Compiled to steps of sixteen bytes.
pub(super) fn count_controls(bytes: &[u8]) -> usize {
    let (blocks, rest) = bytes.as_chunks::<128>();
    let (small, rest) = rest.as_chunks::<16>();
    let large: usize = blocks.iter().map(|block| usize::from(controls_in(block))).sum();
    let small: usize = small.iter().map(|block| usize::from(controls_in(block))).sum();
    large + small + usize::from(controls_in(rest))
}

/// The same for at most 255 bytes.
fn controls_in(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |count, &byte| count + u8::from(byte < b' ') + u8::from(byte == 0x7f))
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
    fn targets_are_the_same_in_steps() {
        for byte in 0..=255 {
            let all = [byte; 17];
            assert_eq!(is_all_target(&all), is_target(byte), "{byte}");
            assert_eq!(is_all_target(&all[..1]), is_target(byte), "{byte}");
            assert_eq!(is_host(byte), byte.is_ascii_alphanumeric() || b"-._".contains(&byte), "{byte}");
        }
    }

    #[test]
    fn names_are_tokens_without_underscores() {
        assert!((0..=255).all(|byte| is_name(byte) == (is_token(byte) && byte != b'_')));
    }

    #[test]
    fn controls_are_counted_wherever_they_are() {
        for length in 0..400 {
            let mut bytes = vec![b'a'; length];
            for (at, control) in (0..length).step_by(7).zip([0, 0x1f, 0x7f, b'\t', b'\r', b'\n'].iter().cycle()) {
                bytes[at] = *control;
            }
            assert_eq!(count_controls(&bytes), length.div_ceil(7), "{length}");
        }
        assert_eq!(count_controls(&[0; 1000]), 1000);
        assert_eq!(count_controls(&[0xff; 1000]), 0);
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
