//! `format: byte` (RFC 4648 section 4, base64 with padding), in its one canonical form.

/// Whether the text is base64: whole groups of four, padding only at the end, and no bits behind the last octet.
pub fn byte(text: &[u8]) -> bool {
    let (groups, rest) = text.as_chunks::<4>();
    let Some((last, whole)) = groups.split_last() else { return rest.is_empty() };
    let is_last = match *last {
        [a, b, b'=', b'='] => is_digit(a) && matches!(b, b'A' | b'Q' | b'g' | b'w'),
        // The last digit carries two bits that stand for nothing: only every fourth of the alphabet has none set.
        [a, b, c, b'='] => is_digit(a) && is_digit(b) && b"AEIMQUYcgkosw048".contains(&c),
        group => group.iter().all(|digit| is_digit(*digit)),
    };
    rest.is_empty() && is_last && whole.as_flattened().iter().all(|digit| is_digit(*digit))
}

const fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/'
}

#[cfg(test)]
mod tests {
    use super::byte;

    #[test]
    fn agrees_with_a_decoder() {
        use base64::Engine as _;
        use base64::engine::general_purpose::STANDARD;

        let alphabet = b"AQgwEIx+/=-_ 9";
        for a in alphabet {
            for b in alphabet {
                for c in alphabet {
                    for d in alphabet {
                        for text in [&[*a, *b, *c, *d][..], &[b'Z', b'A', b'=', b'=', *a, *b, *c, *d], &[*a, *b, *c]] {
                            assert_eq!(byte(text), STANDARD.decode(text).is_ok(), "{:?}", str::from_utf8(text));
                        }
                    }
                }
            }
        }
        assert!(byte(b""));
    }
}
