//! Strings of a fixed shape, in their usual spelling. `None` says only that a string is not spelt so.

use crate::Cursor;

/// Hyphens of a UUID, in its first and in its last sixteen characters, and in those from the eleventh on.
const FIRST: u32 = 1 << 8 | 1 << 13;
const MIDDLE: u32 = 1 << 3 | 1 << 8 | 1 << 13;
const LAST: u32 = 1 << 3;

/// For each place of `2026-03-14T09:26` the bytes before and behind what may stand there.
const BEFORE: [u8; 16] = *b"////,//,//S//9//";
const BEHIND: [u8; 16] = *b"::::.2:.4:U3:;6:";

impl Cursor<'_> {
    /// Behind the quoted UUID that begins here (RFC 9562, either case).
    #[inline(always)]
    pub fn uuid(self) -> Option<Self> {
        let (first, middle, last) = (self.block::<1>(), self.block::<11>(), self.block::<21>());
        let hyphens = first.find(b'-') == FIRST && last.find(b'-') == LAST && middle.find(b'-') == MIDDLE;
        let digits = (first.hexadecimal() | FIRST) & (last.hexadecimal() | LAST) & (middle.hexadecimal() | MIDDLE);
        if hyphens && digits == 0xffff && self.first() == b'"' && self.peek::<37>() == b'"' {
            // SAFETY: quotes, digits and hyphens are not zero, and they are all 38 bytes.
            Some(unsafe { self.forward(38) })
        } else {
            None
        }
    }

    /// Behind the quoted date and time in UTC that begins here (RFC 3339): `T` and `Z` in capitals, and on a day and at a
    /// second that every month and minute of its kind has.
    #[inline(always)]
    pub fn date_time(self) -> Option<Self> {
        let tens = |tens: u8, ones: u8| u32::from(tens) * 10 + u32::from(ones) - 11 * u32::from(b'0');
        if self.first() != b'"' || self.block::<1>().between(&BEFORE, &BEHIND) != 0xffff {
            return None;
        }
        let month = tens(self.peek::<6>(), self.peek::<7>());
        let day = tens(self.peek::<9>(), self.peek::<10>());
        let last = if month == 2 { 28 } else { 30 };
        if month.wrapping_sub(1) >= 12
            || day.wrapping_sub(1) >= last
            || tens(self.peek::<12>(), self.peek::<13>()) >= 24
        {
            return None;
        }
        // SAFETY: the quote and the sixteen places are not zero.
        let seconds = unsafe { self.forward(17) };
        let [b':', b'0'..=b'5', b'0'..=b'9', behind] = *seconds.bytes::<0, 4>() else { return None };
        // SAFETY: the colon and both digits are not zero.
        let mut at = unsafe { seconds.forward(3) };
        if behind == b'.' {
            let (1..16, rest) = at.strip_byte(b'.')?.skip_digits() else { return None };
            at = rest;
        }
        at.strip(b"Z\"")
    }

    /// Behind the quoted IPv4 address that begins here, without leading zeros.
    #[inline(always)]
    pub fn ipv4(self) -> Option<Self> {
        let start = self.strip_byte(b'"')?;
        let mut at = start;
        for end in [b'.', b'.', b'.', b'"'] {
            let digit = |byte: u8| u32::from(byte.wrapping_sub(b'0'));
            let [first, second, third, fourth] = at.bytes::<0, 4>().map(digit);
            let quick = |byte: u32| byte == u32::from(end.wrapping_sub(b'0'));
            // What follows the digits is the end of the part; none of it is a digit, so that nothing is passed twice.
            let (value, count) = if first <= 9 && quick(second) {
                (first, 1)
            } else if first.wrapping_sub(1) <= 8 && second <= 9 && quick(third) {
                (first * 10 + second, 2)
            } else if first.wrapping_sub(1) <= 8 && second <= 9 && third <= 9 && quick(fourth) {
                (first * 100 + second * 10 + third, 3)
            } else {
                return None;
            };
            if value > 255 {
                return None;
            }
            // SAFETY: the digits and the end of the part are not zero.
            at = unsafe { at.forward(count + 1) };
        }
        Some(at)
    }
}
