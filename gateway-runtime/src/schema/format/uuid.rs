//! `format: uuid` (RFC 9562 section 4), in either case and of any version.

use crate::schema::block::is_hex_with_hyphens;

/// Whether the text is a UUID.
#[inline]
pub fn uuid(text: &[u8]) -> bool {
    // Bytes 0 to 15, 16 to 31 and 20 to 35: the last two overlap.
    const FIRST: &[u8; 16] = &hyphens(&[8, 13]);
    const SECOND: &[u8; 16] = &hyphens(&[18 - 16, 23 - 16]);
    const LAST: &[u8; 16] = &hyphens(&[23 - 20]);
    let Ok(text) = <&[u8; 36]>::try_from(text) else { return false };
    let (Some((first, rest)), Some(last)) = (text.split_first_chunk(), text.last_chunk()) else { return false };
    let Some(second) = rest.first_chunk() else { return false };
    is_hex_with_hyphens(first, FIRST) && is_hex_with_hyphens(second, SECOND) && is_hex_with_hyphens(last, LAST)
}

#[allow(clippy::indexing_slicing, reason = "evaluated while compiling")]
const fn hyphens(places: &[usize]) -> [u8; 16] {
    let mut bytes = [0; 16];
    let mut at = 0;
    while at < places.len() {
        bytes[places[at]] = 0xff;
        at += 1;
    }
    bytes
}
