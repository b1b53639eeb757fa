//! The marks with the vector instructions that every x86-64 processor has.

use core::arch::x86_64::{
    __m128i, _mm_add_epi8, _mm_and_si128, _mm_andnot_si128, _mm_cmpeq_epi8, _mm_cmpgt_epi8, _mm_loadu_si128,
    _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8, _mm_setzero_si128, _mm_sub_epi8, _mm_subs_epu8,
    _mm_xor_si128,
};

pub(crate) type Bytes = __m128i;

#[inline(always)]
pub(crate) fn load(bytes: &[u8; 16]) -> Bytes {
    // SAFETY: the reference is to 16 readable bytes, and this load asks for no alignment.
    unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
}

#[inline(always)]
pub(crate) fn splat(byte: u8) -> Bytes {
    // SAFETY: SSE2 is part of x86-64.
    unsafe { _mm_set1_epi8(byte.cast_signed()) }
}

#[inline(always)]
fn marks(bytes: Bytes) -> u32 {
    // SAFETY: SSE2 is part of x86-64.
    unsafe { _mm_movemask_epi8(bytes) }.cast_unsigned()
}

#[inline(always)]
pub(crate) fn equal(bytes: Bytes, other: Bytes) -> u32 {
    // SAFETY: SSE2 is part of x86-64.
    marks(unsafe { _mm_cmpeq_epi8(bytes, other) })
}

#[inline(always)]
pub(crate) fn not_plain(bytes: Bytes) -> u32 {
    // Compared with signs, everything that is not ASCII is below the space as well.
    // SAFETY: SSE2 is part of x86-64.
    marks(unsafe {
        let low = _mm_cmpgt_epi8(splat(b' '), bytes);
        let quote = _mm_cmpeq_epi8(bytes, splat(b'"'));
        let backslash = _mm_cmpeq_epi8(bytes, splat(b'\\'));
        _mm_or_si128(low, _mm_or_si128(quote, backslash))
    })
}

#[inline(always)]
pub(crate) fn space(bytes: Bytes) -> u32 {
    // SAFETY: SSE2 is part of x86-64.
    marks(unsafe {
        let lines = _mm_or_si128(_mm_cmpeq_epi8(bytes, splat(b'\n')), _mm_cmpeq_epi8(bytes, splat(b'\r')));
        let blanks = _mm_or_si128(_mm_cmpeq_epi8(bytes, splat(b' ')), _mm_cmpeq_epi8(bytes, splat(b'\t')));
        _mm_or_si128(lines, blanks)
    })
}

/// The bytes from `first`, which is not zero, to `last`, both ASCII. One addition makes `last` the highest byte with signs:
/// what is above it becomes negative, and what wraps around stays below the range.
#[inline(always)]
fn top(bytes: Bytes, first: u8, last: u8) -> Bytes {
    let up = 0x7f - last;
    // SAFETY: SSE2 is part of x86-64.
    unsafe { _mm_cmpgt_epi8(_mm_add_epi8(bytes, splat(up)), splat(first + up - 1)) }
}

#[inline(always)]
pub(crate) fn printable(bytes: Bytes) -> u32 {
    marks(top(bytes, b' ', b'~'))
}

#[inline(always)]
fn alphanumeric(bytes: Bytes) -> Bytes {
    // SAFETY: SSE2 is part of x86-64.
    unsafe { _mm_or_si128(top(_mm_or_si128(bytes, splat(0x20)), b'a', b'z'), top(bytes, b'0', b'9')) }
}

#[inline(always)]
pub(crate) fn word(bytes: Bytes) -> u32 {
    // SAFETY: SSE2 is part of x86-64.
    marks(unsafe { _mm_or_si128(alphanumeric(bytes), _mm_cmpeq_epi8(bytes, splat(b'-'))) })
}

#[inline(always)]
pub(crate) fn host(bytes: Bytes) -> u32 {
    // SAFETY: SSE2 is part of x86-64.
    marks(unsafe {
        let sign = _mm_or_si128(top(bytes, b'-', b'.'), _mm_cmpeq_epi8(bytes, splat(b'_')));
        _mm_or_si128(alphanumeric(bytes), sign)
    })
}

#[inline(always)]
pub(crate) fn target(bytes: Bytes) -> u32 {
    // Pairs of bytes that differ in one bit are one comparison with that bit set.
    // SAFETY: SSE2 is part of x86-64.
    marks(unsafe {
        let one = _mm_or_si128(bytes, splat(1));
        let two = _mm_or_si128(bytes, splat(2));
        let quote_or_hash = _mm_cmpeq_epi8(one, splat(b'#'));
        let angle = _mm_cmpeq_epi8(two, splat(b'>'));
        let backslash_or_caret = _mm_cmpeq_epi8(two, splat(b'^'));
        let grave = _mm_cmpeq_epi8(bytes, splat(b'`'));
        let brace_or_bar = top(bytes, b'{', b'}');
        let marked = _mm_or_si128(_mm_or_si128(quote_or_hash, angle), _mm_or_si128(backslash_or_caret, grave));
        _mm_andnot_si128(_mm_or_si128(marked, brace_or_bar), top(bytes, b'!', b'~'))
    })
}

#[inline(always)]
fn range(bytes: Bytes, first: u8, last: u8) -> Bytes {
    // SAFETY: SSE2 is part of x86-64.
    unsafe {
        let from = _mm_cmpgt_epi8(bytes, splat(first.wrapping_sub(1)));
        _mm_and_si128(from, _mm_cmpgt_epi8(splat(last.wrapping_add(1)), bytes))
    }
}

#[inline(always)]
pub(crate) fn not_unreserved(bytes: Bytes) -> u32 {
    // SAFETY: SSE2 is part of x86-64.
    let unreserved = marks(unsafe {
        // In lower case only letters are between these two, and between the hyphen and the digits there is only a slash more.
        let letter = range(_mm_or_si128(bytes, splat(0x20)), b'a', b'z');
        let digit = _mm_andnot_si128(_mm_cmpeq_epi8(bytes, splat(b'/')), range(bytes, b'-', b'9'));
        let other = _mm_or_si128(_mm_cmpeq_epi8(bytes, splat(b'_')), _mm_cmpeq_epi8(bytes, splat(b'~')));
        _mm_or_si128(letter, _mm_or_si128(digit, other))
    });
    unreserved ^ 0xffff
}

#[inline(always)]
pub(crate) fn between(bytes: Bytes, before: Bytes, behind: Bytes) -> u32 {
    // SAFETY: SSE2 is part of x86-64.
    marks(unsafe { _mm_and_si128(_mm_cmpgt_epi8(bytes, before), _mm_cmpgt_epi8(behind, bytes)) })
}

#[inline(always)]
pub(crate) fn within(bytes: Bytes, first: u8, last: u8) -> u32 {
    if last == 0x7f {
        // There is no signed byte above the last one.
        // SAFETY: SSE2 is part of x86-64.
        return marks(unsafe { _mm_cmpgt_epi8(bytes, splat(first.wrapping_sub(1))) });
    }
    marks(range(bytes, first, last))
}

/// How far a byte is below the hexadecimal digits: zero for a digit, and for the bytes from the space to the full stop a
/// distance that no other byte has, because what is no letter in either case lacks the bit of lower case in its own.
#[inline(always)]
fn distance(bytes: Bytes) -> Bytes {
    // How far a byte is below the digits, and in lower case below the letters; the rest of each range counts as zero.
    // SAFETY: SSE2 is part of x86-64.
    unsafe {
        let digit = _mm_subs_epu8(_mm_sub_epi8(splat(b'9'), bytes), splat(9));
        let letter = _mm_subs_epu8(_mm_sub_epi8(splat(b'f'), _mm_or_si128(bytes, splat(0x20))), splat(5));
        _mm_min_epu8(digit, letter)
    }
}

#[inline(always)]
pub(crate) fn are_hexadecimal(blocks: [Bytes; 3], others: &[[u8; 16]; 3]) -> bool {
    let [first, second, third] = blocks.map(distance);
    let [one, two, three] = others;
    // SAFETY: SSE2 is part of x86-64.
    let right = marks(unsafe {
        let (first, second, third) =
            (_mm_xor_si128(first, load(one)), _mm_xor_si128(second, load(two)), _mm_xor_si128(third, load(three)));
        _mm_cmpeq_epi8(_mm_or_si128(first, _mm_or_si128(second, third)), _mm_setzero_si128())
    });
    right == 0xffff
}
