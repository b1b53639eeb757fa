//! Decimal numbers as they are written, compared without rounding.

use core::cmp::Ordering;
use core::hash::Hasher;

/// A number of RFC 8259 section 6.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decimal<'b> {
    negative: bool,
    integer: &'b [u8],
    fraction: &'b [u8],
    /// Held within a range no text in memory can reach with its digits.
    exponent: i64,
}

/// Beyond any number of digits a body can have.
const FAR: i64 = i64::MAX / 4;

impl<'b> Decimal<'b> {
    /// The number at the beginning of `bytes`, and what follows it.
    pub(super) fn read(bytes: &'b [u8]) -> Option<(Self, &'b [u8])> {
        let (negative, rest) = match bytes.strip_prefix(b"-") {
            Some(rest) => (true, rest),
            None => (false, bytes),
        };
        let (integer, mut rest) = digits(rest)?;
        if integer.len() > 1 && integer.first() == Some(&b'0') {
            return None;
        }
        let mut number = Self { negative, integer, fraction: &[], exponent: 0 };
        if let Some(behind) = rest.strip_prefix(b".") {
            (number.fraction, rest) = digits(behind)?;
        }
        if let Some((b'e' | b'E', behind)) = rest.split_first() {
            let (sign, behind) = match behind.split_first() {
                Some((b'-', behind)) => (-1, behind),
                Some((b'+', behind)) => (1, behind),
                _ => (1, behind),
            };
            let (exponent, behind) = digits(behind)?;
            let value = exponent
                .iter()
                .fold(0_i64, |value, digit| value.saturating_mul(10).saturating_add(i64::from(digit - b'0')).min(FAR));
            number.exponent = sign * value;
            rest = behind;
        }
        Some((number, rest))
    }

    /// Whether the value has no fractional part.
    pub(super) fn is_integer(&self) -> bool {
        let Some(last) = self.digits().rev().position(|digit| digit != b'0') else { return true };
        self.exponent.saturating_sub(length(self.fraction)).saturating_add(i64::try_from(last).unwrap_or(FAR)) >= 0
    }

    /// Whether the power of ten is so far from zero that it was not kept.
    pub(super) const fn is_far(&self) -> bool {
        self.exponent.unsigned_abs() >= FAR.unsigned_abs()
    }

    /// The value as `mantissa / 10^scale` where that needs no exponent and at most 18 digits.
    pub(super) fn small(&self) -> Option<(i64, u32)> {
        let scale = u32::try_from(self.fraction.len()).ok()?;
        if self.exponent != 0 || self.integer.len() + self.fraction.len() > 18 {
            return None;
        }
        let mantissa = self.digits().fold(0_i64, |value, digit| value * 10 + i64::from(digit - b'0'));
        Some((if self.negative { -mantissa } else { mantissa }, scale))
    }

    /// Writes what equal values share.
    pub(super) fn hash(&self, state: &mut impl Hasher) {
        let Some(magnitude) = self.magnitude() else { return state.write_u8(0) };
        state.write_u8(1 + u8::from(self.negative));
        state.write_i64(magnitude);
        let significant = self.digits().skip_while(|digit| *digit == b'0');
        let mut zeros = 0;
        for digit in significant {
            if digit == b'0' {
                zeros += 1;
                continue;
            }
            for _ in 0..zeros {
                state.write_u8(b'0');
            }
            zeros = 0;
            state.write_u8(digit);
        }
    }

    /// Whether the value is a whole multiple of `factor`; `None` for a factor that is zero or has more than 19 digits.
    ///
    /// Without their trailing zeros both are `digits * 10^exponent`. Digits that do not end in zero are no multiple of
    /// anything times ten, and a power of ten is reduced by squaring, so that no exponent makes this long.
    pub(super) fn is_multiple_of(&self, factor: &Decimal<'_>) -> Option<bool> {
        let trailing = |number: &Decimal<'_>| number.digits().rev().take_while(|digit| *digit == b'0').count();
        let (mine, others) = (trailing(self), trailing(factor));
        let exponent = |number: &Decimal<'_>, zeros: usize| {
            number.exponent.saturating_sub(length(number.fraction)).saturating_add(i64::try_from(zeros).unwrap_or(FAR))
        };
        let kept = factor.integer.len() + factor.fraction.len() - others;
        let divisor = factor
            .digits()
            .take(kept)
            .try_fold(0_u64, |value, digit| value.checked_mul(10)?.checked_add(u64::from(digit - b'0')))?;
        if divisor == 0 {
            return None;
        }
        if self.magnitude().is_none() {
            return Some(true);
        }
        let Ok(shift) = u64::try_from(exponent(self, mine).saturating_sub(exponent(factor, others))) else {
            return Some(false);
        };
        let divisor = u128::from(divisor);
        let kept = self.integer.len() + self.fraction.len() - mine;
        let rest =
            self.digits().take(kept).fold(0_u128, |rest, digit| (rest * 10 + u128::from(digit - b'0')) % divisor);
        Some((rest * power_of_ten(shift, divisor)).is_multiple_of(divisor))
    }

    fn digits(&self) -> impl DoubleEndedIterator<Item = u8> + use<'b> {
        self.integer.iter().chain(self.fraction).copied()
    }

    /// The place of the first digit that is not zero, as a power of ten; `None` for zero.
    fn magnitude(&self) -> Option<i64> {
        let leading = self.digits().position(|digit| digit != b'0')?;
        Some(self.exponent.saturating_add(length(self.integer)).saturating_sub(i64::try_from(leading).unwrap_or(FAR)))
    }

    /// Orders two values.
    pub(super) fn compare(&self, other: &Decimal<'_>) -> Ordering {
        let sign = |number: &Decimal<'_>, magnitude: Option<i64>| match (magnitude, number.negative) {
            (None, _) => 0,
            (Some(_), true) => -1,
            (Some(_), false) => 1,
        };
        let (mine, theirs) = (self.magnitude(), other.magnitude());
        let order = sign(self, mine).cmp(&sign(other, theirs));
        if order != Ordering::Equal || mine.is_none() {
            return order;
        }
        let size = mine.cmp(&theirs).then_with(|| {
            let mut left = self.digits().skip_while(|digit| *digit == b'0');
            let mut right = other.digits().skip_while(|digit| *digit == b'0');
            loop {
                match (left.next(), right.next()) {
                    (None, None) => return Ordering::Equal,
                    (left, right) => match left.unwrap_or(b'0').cmp(&right.unwrap_or(b'0')) {
                        Ordering::Equal => {}
                        order => return order,
                    },
                }
            }
        });
        if self.negative { size.reverse() } else { size }
    }
}

/// `10^exponent` modulo a divisor of 64 bits.
fn power_of_ten(exponent: u64, divisor: u128) -> u128 {
    let (mut power, mut base, mut left) = (1 % divisor, 10 % divisor, exponent);
    while left > 0 {
        if left & 1 == 1 {
            power = power * base % divisor;
        }
        base = base * base % divisor;
        left >>= 1;
    }
    power
}

fn length(digits: &[u8]) -> i64 {
    i64::try_from(digits.len()).unwrap_or(FAR)
}

/// One or more digits, and what follows.
fn digits(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let count = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 { None } else { bytes.split_at_checked(count) }
}

#[cfg(test)]
mod tests {
    use super::Decimal;
    use core::cmp::Ordering::{self, Equal, Greater, Less};

    fn decimal(text: &str) -> Decimal<'_> {
        let (number, rest) = Decimal::read(text.as_bytes()).unwrap();
        assert!(rest.is_empty(), "{text}");
        number
    }

    #[test]
    fn numbers_compare_by_value_however_they_are_written() {
        let cases: &[(&str, Ordering, &str)] = &[
            ("1", Equal, "1.0"),
            ("100", Equal, "1e2"),
            ("-0", Equal, "0.00e99999999999999999999"),
            ("0.1", Equal, "1E-1"),
            ("9007199254740993", Greater, "9007199254740992"),
            ("18446744073709551616", Greater, "18446744073709551615"),
            ("-2", Less, "-1"),
            ("-1e400", Less, "-1e399"),
            ("1e-400", Greater, "0"),
            ("1e99999999999999999999", Greater, "99e9999999"),
            ("0.30000000000000004", Greater, "0.3"),
        ];
        for (left, order, right) in cases {
            assert_eq!(decimal(left).compare(&decimal(right)), *order, "{left} {right}");
            assert_eq!(decimal(right).compare(&decimal(left)), order.reverse(), "{right} {left}");
        }
    }

    #[test]
    fn integers_are_told_by_value() {
        for text in ["1", "1.0", "1.50e1", "0.0", "1e400", "-120e-1", "0e-99999999999999999999"] {
            assert!(decimal(text).is_integer(), "{text}");
        }
        for text in ["1.5", "1e-1", "15e-1", "1.05e1", "1e-99999999999999999999"] {
            assert!(!decimal(text).is_integer(), "{text}");
        }
    }

    #[test]
    fn multiples_are_exact() {
        for (value, factor) in [
            ("0", "3"),
            ("0.3", "0.1"),
            ("19.99", "0.01"),
            ("1e308", "0.5"),
            ("21e400", "7e-3"),
            ("0.0075", "0.0001"),
            ("12391239123", "1e-8"),
            ("-4.50", "1.5"),
            ("18446744073709551616", "2"),
            ("100", "1e1"),
        ] {
            assert_eq!(decimal(value).is_multiple_of(&decimal(factor)), Some(true), "{value} {factor}");
        }
        for (value, factor) in
            [("0.35", "0.1"), ("0.00751", "0.0001"), ("1e308", "0.123456789"), ("5", "1e1"), ("1", "2")]
        {
            assert_eq!(decimal(value).is_multiple_of(&decimal(factor)), Some(false), "{value} {factor}");
        }
        assert_eq!(decimal("1").is_multiple_of(&decimal("0.0")), None);
    }

    #[test]
    fn only_the_grammar_is_read() {
        for text in ["", "-", "01", "1.", ".5", "1e", "1e+", "+1", "-a"] {
            assert!(Decimal::read(text.as_bytes()).is_none(), "{text}");
        }
    }
}
