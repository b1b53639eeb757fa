//! Numbers: `minimum`, `maximum` and the exclusive ones, and what an integer is.

use core::cmp::Ordering;

use super::decimal::Decimal;
use super::{Cursor, Run, Step};

/// What a number must be.
#[derive(Debug, Clone, Copy)]
pub struct Numbers {
    integer: bool,
    /// Between these, every integer of up to 18 digits obeys all bounds.
    least: i64,
    most: i64,
    minimum: Option<Bound>,
    exclusive_minimum: Option<Bound>,
    maximum: Option<Bound>,
    exclusive_maximum: Option<Bound>,
    multiple_of: &'static [&'static str],
}

/// A bound as the document writes it, and as `mantissa / 10^scale` where that is short.
#[derive(Debug, Clone, Copy)]
struct Bound {
    text: &'static str,
    small: Option<(i64, u32)>,
}

impl Numbers {
    /// Any number.
    pub const NUMBER: Self = Self {
        integer: false,
        least: i64::MIN,
        most: i64::MAX,
        minimum: None,
        exclusive_minimum: None,
        maximum: None,
        exclusive_maximum: None,
        multiple_of: &[],
    };

    /// Any number without a fractional part; `1.0` is one.
    pub const INTEGER: Self = Self { integer: true, ..Self::NUMBER };

    /// `minimum`, as a JSON number.
    #[must_use]
    pub const fn minimum(self, text: &'static str) -> Self {
        let bound = Bound::new(text);
        let (floor, whole) = bound.floor();
        Self { minimum: Some(bound), ..self.at_least(if whole { floor } else { floor.saturating_add(1) }, bound) }
    }

    /// `exclusiveMinimum`, as a JSON number.
    #[must_use]
    pub const fn exclusive_minimum(self, text: &'static str) -> Self {
        let bound = Bound::new(text);
        let (floor, _) = bound.floor();
        Self { exclusive_minimum: Some(bound), ..self.at_least(floor.saturating_add(1), bound) }
    }

    /// `maximum`, as a JSON number.
    #[must_use]
    pub const fn maximum(self, text: &'static str) -> Self {
        let bound = Bound::new(text);
        let (floor, _) = bound.floor();
        Self { maximum: Some(bound), ..self.at_most(floor, bound) }
    }

    /// `exclusiveMaximum`, as a JSON number.
    #[must_use]
    pub const fn exclusive_maximum(self, text: &'static str) -> Self {
        let bound = Bound::new(text);
        let (floor, whole) = bound.floor();
        Self {
            exclusive_maximum: Some(bound),
            ..self.at_most(if whole { floor.saturating_sub(1) } else { floor }, bound)
        }
    }

    /// `multipleOf`, each as a JSON number above zero with at most 19 digits.
    #[must_use]
    pub const fn multiple_of(self, factors: &'static [&'static str]) -> Self {
        // Every number then takes the exact way.
        Self { multiple_of: factors, least: i64::MAX, most: i64::MIN, ..self }
    }

    const fn at_least(self, least: i64, bound: Bound) -> Self {
        let least = if bound.small.is_some() { least } else { i64::MAX };
        Self { least: if least > self.least { least } else { self.least }, ..self }
    }

    const fn at_most(self, most: i64, bound: Bound) -> Self {
        let most = if bound.small.is_some() { most } else { i64::MIN };
        Self { most: if most < self.most { most } else { self.most }, ..self }
    }
}

impl Bound {
    #[allow(clippy::indexing_slicing, reason = "each index is compared with the length; evaluated while compiling")]
    const fn new(text: &'static str) -> Self {
        let bytes = text.as_bytes();
        let mut mantissa = 0_i64;
        let mut scale = 0;
        let mut point = false;
        let mut digits = 0;
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                digit @ b'0'..=b'9' if digits < 18 => {
                    mantissa = mantissa * 10 + (digit - b'0') as i64;
                    digits += 1;
                    if point {
                        scale += 1;
                    }
                }
                b'.' => point = true,
                b'-' if at == 0 => {}
                _ => return Self { text, small: None },
            }
            at += 1;
        }
        let negative = !bytes.is_empty() && bytes[0] == b'-';
        Self { text, small: Some((if negative { -mantissa } else { mantissa }, scale)) }
    }

    /// The greatest integer not above the bound, and whether it is the bound.
    const fn floor(self) -> (i64, bool) {
        match self.small {
            Some((mantissa, scale)) => {
                let unit = 10_i64.pow(scale);
                (mantissa.div_euclid(unit), mantissa.rem_euclid(unit) == 0)
            }
            None => (0, false),
        }
    }

    /// Orders a number and the bound; without an order for a bound that is no number, which no number passes.
    fn order(&self, number: &Decimal<'_>) -> Option<Ordering> {
        if let (Some((mine, my_scale)), Some((theirs, their_scale))) = (number.small(), self.small) {
            // At most 18 digits each, times 10^18 at most: 36 digits fit 128 bits.
            let left = i128::from(mine) * i128::from(10_i64.pow(their_scale));
            let right = i128::from(theirs) * i128::from(10_i64.pow(my_scale));
            return Some(left.cmp(&right));
        }
        let (bound, _) = Decimal::read(self.text.as_bytes())?;
        Some(number.compare(&bound))
    }
}

/// A number that obeys the rules.
pub fn number<'b>(run: &mut Run<'b>, at: Cursor<'b>, rules: &Numbers) -> Step<'b> {
    let (negative, digits) = match at.0.split_first() {
        Some((0..=b' ', _)) => return behind_space(run, at, rules),
        Some((b'-', digits)) => (true, digits),
        _ => (false, at.0),
    };
    let mut value = 0_i64;
    let mut rest = digits;
    while let Some((byte, behind)) = rest.split_first() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        value = value.wrapping_mul(10).wrapping_add(i64::from(digit));
        rest = behind;
    }
    let count = digits.len() - rest.len();
    let value = if negative { -value } else { value };
    // A leading zero, an exponent or many digits are left to the exact reading.
    if count.wrapping_sub(1) < 18
        && (count == 1 || digits.first() != Some(&b'0'))
        && rules.least <= value
        && value <= rules.most
    {
        match rest.first() {
            Some(b'.') if !rules.integer => {
                // Between two integers that obey all bounds, everything does.
                let outer = if negative { value - 1 } else { value + 1 };
                if rules.least <= outer
                    && outer <= rules.most
                    && let Some(rest) = fraction(rest)
                {
                    return Some(Cursor(rest));
                }
            }
            Some(b'.' | b'e' | b'E') => {}
            _ => return Some(Cursor(rest)),
        }
    }
    exactly(run, at, rules)
}

#[inline(never)]
fn behind_space<'b>(run: &mut Run<'b>, at: Cursor<'b>, rules: &Numbers) -> Step<'b> {
    let at = at.start();
    // What is no white space and still below it is no number either.
    if matches!(at.0.first(), Some(0..=b' ')) { run.mismatch(at) } else { number(run, at, rules) }
}

/// What follows a fraction, if there are digits and no exponent.
#[inline(always)]
fn fraction(point: &[u8]) -> Option<&[u8]> {
    let digits = point.get(1..)?;
    let mut rest = digits;
    while let Some((b'0'..=b'9', behind)) = rest.split_first() {
        rest = behind;
    }
    (rest.len() < digits.len() && !matches!(rest.first(), Some(b'e' | b'E'))).then_some(rest)
}

/// The same for every number, and with the keyword of the failure.
#[inline(never)]
fn exactly<'b>(run: &mut Run<'b>, at: Cursor<'b>, rules: &Numbers) -> Step<'b> {
    if !matches!(at.0.first(), Some(b'-' | b'0'..=b'9')) {
        return run.mismatch(at);
    }
    let Some((number, rest)) = Decimal::read(at.0) else { return run.refuse(at, "syntax") };
    if rules.integer && !number.is_integer() {
        return run.refuse(at, "type");
    }
    if at.0.len() - rest.len() > run.limits.max_number {
        return run.refuse(at, "number");
    }
    let obeys = |bound: &Option<Bound>, wanted: fn(Ordering) -> bool| {
        bound.as_ref().is_none_or(|bound| bound.order(&number).is_some_and(wanted))
    };
    if !obeys(&rules.minimum, Ordering::is_ge) {
        return run.refuse(at, "minimum");
    }
    if !obeys(&rules.exclusive_minimum, Ordering::is_gt) {
        return run.refuse(at, "exclusiveMinimum");
    }
    if !obeys(&rules.maximum, Ordering::is_le) {
        return run.refuse(at, "maximum");
    }
    if !obeys(&rules.exclusive_maximum, Ordering::is_lt) {
        return run.refuse(at, "exclusiveMaximum");
    }
    let divides = |factor: &&str| {
        Decimal::read(factor.as_bytes()).and_then(|(factor, _)| number.is_multiple_of(&factor)) == Some(true)
    };
    if !rules.multiple_of.iter().all(divides) {
        return run.refuse(at, "multipleOf");
    }
    Some(Cursor(rest))
}
