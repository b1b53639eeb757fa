//! The marks in ordinary code, for every processor and as the reference of the faster way.

pub(crate) type Bytes = [u8; 16];

#[inline(always)]
pub(crate) fn load(bytes: &[u8; 16]) -> Bytes {
    *bytes
}

#[inline(always)]
pub(crate) fn splat(byte: u8) -> Bytes {
    [byte; 16]
}

#[inline(always)]
fn mark(bytes: Bytes, is_marked: impl Fn(u8) -> bool) -> u32 {
    bytes.iter().rev().fold(0, |marks, byte| marks << 1 | u32::from(is_marked(*byte)))
}

#[inline(always)]
pub(crate) fn equal(bytes: Bytes, other: Bytes) -> u32 {
    bytes.iter().zip(other).rev().fold(0, |marks, (byte, other)| marks << 1 | u32::from(*byte == other))
}

#[inline(always)]
pub(crate) fn not_plain(bytes: Bytes) -> u32 {
    mark(bytes, |byte| byte < b' ' || byte == b'"' || byte == b'\\' || !byte.is_ascii())
}

#[inline(always)]
pub(crate) fn space(bytes: Bytes) -> u32 {
    mark(bytes, |byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t'))
}

#[inline(always)]
pub(crate) fn not_unreserved(bytes: Bytes) -> u32 {
    mark(bytes, |byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'-' | b'.' | b'_' | b'~'))
}

#[inline(always)]
pub(crate) fn printable(bytes: Bytes) -> u32 {
    mark(bytes, |byte| matches!(byte, b' '..=b'~'))
}

#[inline(always)]
pub(crate) fn word(bytes: Bytes) -> u32 {
    mark(bytes, |byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[inline(always)]
pub(crate) fn host(bytes: Bytes) -> u32 {
    mark(bytes, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
}

#[inline(always)]
pub(crate) fn target(bytes: Bytes) -> u32 {
    mark(bytes, |byte| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?%[]".contains(&byte))
}

#[inline(always)]
pub(crate) fn within(bytes: Bytes, first: u8, last: u8) -> u32 {
    mark(bytes, |byte| first <= byte && byte <= last)
}

#[inline(always)]
pub(crate) fn between(bytes: Bytes, before: Bytes, behind: Bytes) -> u32 {
    let bounds = before.iter().zip(behind);
    bytes.iter().zip(bounds).rev().fold(0, |marks, (byte, (before, behind))| {
        let byte = byte.cast_signed();
        marks << 1 | u32::from(before.cast_signed() < byte && byte < behind.cast_signed())
    })
}

#[inline(always)]
pub(crate) fn are_hexadecimal(blocks: [Bytes; 3], others: &[[u8; 16]; 3]) -> bool {
    let lanes = blocks.as_flattened().iter().zip(others.as_flattened());
    lanes.fold(true, |right, (byte, other)| {
        right
            & match other {
                0 => byte.is_ascii_hexdigit(),
                distance => byte.wrapping_add(*distance) == b'0',
            }
    })
}
