//! Several bytes of text at a time, in ordinary integers and arrays.
//!
//! The functions on eight bytes mark bytes by their highest bit; the lowest mark is exact, those above it need not be.

/// Eight bytes of text.
pub(super) type Block = [u8; 8];

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * ONES;

/// Marks what ends or interrupts text that need not be ASCII: quote, backslash, control characters.
#[inline(always)]
pub(super) fn not_text(block: Block) -> u64 {
    let bytes = u64::from_le_bytes(block);
    let control = bytes.wrapping_sub(0x20 * ONES) & !bytes;
    let quote = bytes ^ (0x22 * ONES);
    let quote = quote.wrapping_sub(ONES) & !quote;
    let backslash = bytes ^ (0x5c * ONES);
    let backslash = backslash.wrapping_sub(ONES) & !backslash;
    (control | quote | backslash) & HIGH
}

/// The position of the lowest mark, below eight where there is one.
#[inline(always)]
pub(super) fn first(marks: u64) -> usize {
    (marks.trailing_zeros() >> 3) as usize
}

/// Whether 16 bytes are hexadecimal digits, with a hyphen exactly where `hyphens` is 255; it is 0 elsewhere.
///
/// Written without conditions so that it compiles to vector instructions.
#[inline(always)]
pub(super) fn is_hex_with_hyphens(bytes: &[u8; 16], hyphens: &[u8; 16]) -> bool {
    let mut wrong = [0_u8; 16];
    for ((wrong, byte), hyphen) in wrong.iter_mut().zip(bytes).zip(hyphens) {
        let beyond_digit = byte.wrapping_sub(b'0').saturating_sub(9);
        let beyond_letter = (byte | 0x20).wrapping_sub(b'a').saturating_sub(5);
        *wrong = (beyond_digit.min(beyond_letter) & !hyphen) | ((byte ^ b'-') & hyphen);
    }
    wrong == [0; 16]
}

#[cfg(test)]
mod tests {
    use super::{first, is_hex_with_hyphens, not_text};

    #[test]
    fn every_byte_in_every_place_is_marked_exactly_where_it_is_the_first() {
        for byte in 0..=255_u8 {
            for place in 0..8 {
                let mut block = *b"plain\x7fAZ";
                block[place] = byte;
                let ends = byte == b'"' || byte == b'\\' || byte < b' ';
                let expected = if ends { place } else { 8 };
                assert_eq!(first(not_text(block)), expected, "{byte} at {place}");
            }
        }
    }

    #[test]
    fn hexadecimal_digits_and_hyphens_are_told_apart_in_every_place() {
        for byte in 0..=255_u8 {
            for place in 0..16 {
                let mut block = *b"aF09aF09aF09aF09";
                block[place] = byte;
                let mut hyphens = [0; 16];
                assert_eq!(is_hex_with_hyphens(&block, &hyphens), byte.is_ascii_hexdigit(), "{byte} at {place}");
                hyphens[place] = 255;
                assert_eq!(is_hex_with_hyphens(&block, &hyphens), byte == b'-', "{byte} at {place}");
            }
        }
    }
}
