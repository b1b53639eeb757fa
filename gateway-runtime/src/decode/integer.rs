//! Integers of any size.

use super::{Decode, Json, Kind};

/// An integer whose schema does not say that it fits a machine word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Integer<'a>(Json<'a>);

impl<'a> Integer<'a> {
    /// The number as it was sent: `100`, `100.0` and `1e2` are three notations of one integer.
    pub fn text(self) -> &'a str {
        self.0.text()
    }

    /// The value, where it is in range.
    pub fn as_i64(self) -> Option<i64> {
        self.text().parse().ok().or_else(|| self.as_i128()?.try_into().ok())
    }

    /// The value, where it is in range.
    pub fn as_u64(self) -> Option<u64> {
        self.text().parse().ok().or_else(|| self.as_i128()?.try_into().ok())
    }

    /// The exact value, where it is in range and without a fractional part. The cost does not grow with the exponent.
    pub fn as_i128(self) -> Option<i128> {
        let (negative, magnitude) = match self.text().strip_prefix('-') {
            Some(magnitude) => (true, magnitude),
            None => (false, self.text()),
        };
        let (mantissa, exponent) = magnitude.split_once(['e', 'E']).unwrap_or((magnitude, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let fraction = fraction.trim_end_matches('0');
        let digits = format!("{whole}{fraction}");
        let significant = digits.trim_start_matches('0').trim_end_matches('0');
        if significant.is_empty() {
            return Some(0);
        }
        let trailing_zeros = digits.len() - digits.trim_end_matches('0').len();
        let exponent = exponent.parse::<i64>().ok()?;
        let shift = exponent
            .checked_sub(i64::try_from(fraction.len()).ok()?)?
            .checked_add(i64::try_from(trailing_zeros).ok()?)?;
        let value = 10i128.checked_pow(u32::try_from(shift).ok()?)?.checked_mul(significant.parse().ok()?)?;
        Some(if negative { -value } else { value })
    }
}

impl<'a> Decode<'a> for Integer<'a> {
    fn decode(json: Json<'a>) -> Option<Self> {
        (json.kind() == Kind::Number).then_some(Self(json))
    }
}
