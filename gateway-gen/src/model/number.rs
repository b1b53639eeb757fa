//! Numbers as a document writes them, compared without rounding.

use std::cmp::Ordering;
use std::fmt;

/// A JSON number (RFC 8259 section 6) in the text of the document; equal where the values are equal.
#[derive(Debug, Clone)]
pub struct Number {
    text: String,
    negative: bool,
    /// Without leading and trailing zeros; empty for zero.
    digits: String,
    /// The value is `0.digits * 10^magnitude`.
    magnitude: i64,
}

/// Beyond any number of digits a document can have.
const FAR: i64 = i64::MAX / 4;

impl Number {
    /// Reads a text of JSON's grammar; `None` for any other.
    pub fn parse(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let (less, exponent) = match exponent.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, exponent.strip_prefix('+').unwrap_or(exponent)),
        };
        let is_padded = whole.len() > 1 && whole.starts_with('0');
        if !is_digits(whole) || !is_digits(fraction) || !is_digits(exponent) || is_padded {
            return None;
        }
        let exponent = exponent.parse().unwrap_or(FAR).min(FAR) * if less { -1 } else { 1 };
        let all = format!("{whole}{fraction}");
        let significant = all.trim_start_matches('0');
        let leading = length(&all) - length(significant);
        let digits = significant.trim_end_matches('0').to_owned();
        let magnitude = if digits.is_empty() { 0 } else { exponent + length(whole) - leading };
        let negative = text.starts_with('-') && !digits.is_empty();
        Some(Self { text: text.to_owned(), negative, digits, magnitude })
    }

    /// The text as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// A text that equal values share, and no others.
    pub fn normal(&self) -> String {
        format!("{}0.{}e{}", if self.negative { "-" } else { "" }, self.digits, self.magnitude)
    }

    /// How many digits there are between the first and the last that is not zero.
    pub fn significant(&self) -> usize {
        self.digits.len()
    }

    /// Whether the value is above zero.
    pub fn is_positive(&self) -> bool {
        !self.negative && !self.digits.is_empty()
    }

    /// Whether the value has no fractional part.
    pub fn is_integer(&self) -> bool {
        self.magnitude >= length(&self.digits)
    }

    /// The value, where it is an integer that 64 bits with a sign hold.
    pub fn as_i64(&self) -> Option<i64> {
        i64::try_from(self.as_i128()?).ok()
    }

    /// The value, where it is an integer that 64 bits without a sign hold.
    pub fn as_u64(&self) -> Option<u64> {
        u64::try_from(self.as_i128()?).ok()
    }

    fn as_i128(&self) -> Option<i128> {
        if self.digits.is_empty() {
            return Some(0);
        }
        let zeros = u32::try_from(self.magnitude - length(&self.digits)).ok().filter(|zeros| *zeros < 20)?;
        let value = self.digits.parse::<u64>().ok().map(i128::from)?.checked_mul(10_i128.checked_pow(zeros)?)?;
        Some(if self.negative { -value } else { value })
    }
}

fn length(digits: &str) -> i64 {
    i64::try_from(digits.len()).unwrap_or(FAR)
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |number: &Self| i8::from(!number.digits.is_empty()) * if number.negative { -1 } else { 1 };
        let size = self.magnitude.cmp(&other.magnitude).then_with(|| self.digits.cmp(&other.digits));
        sign(self).cmp(&sign(other)).then(if self.negative { size.reverse() } else { size })
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

#[cfg(test)]
mod tests {
    use super::Number;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn numbers_compare_by_value_however_they_are_written() {
        for (left, right) in [("1", "1.0"), ("100", "1e2"), ("-0", "0.00"), ("0.1", "1E-1"), ("12e-1", "1.2")] {
            assert_eq!(number(left), number(right));
        }
        for (less, more) in [
            ("-2", "-1"),
            ("9007199254740992", "9007199254740993"),
            ("18446744073709551615", "18446744073709551616"),
            ("0", "1e-400"),
            ("-1e400", "-1e399"),
            ("9.99", "10"),
            ("-1", "0"),
        ] {
            assert!(number(less) < number(more), "{less} {more}");
        }
    }

    #[test]
    fn only_the_grammar_is_read() {
        for text in ["", "-", "01", "1.", ".5", "1e", "1e+", "+1", "a", "1 "] {
            assert!(Number::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn integers_are_told_by_value() {
        assert_eq!(number("1.5e1").as_i64(), Some(15));
        assert_eq!(number("-9223372036854775808").as_i64(), Some(i64::MIN));
        assert_eq!(number("9223372036854775808").as_i64(), None);
        assert_eq!(number("18446744073709551615").as_u64(), Some(u64::MAX));
        assert_eq!(number("1e30").as_u64(), None);
        assert!(number("1e400").is_integer() && number("0.0").is_integer() && !number("1e-1").is_integer());
    }
}
