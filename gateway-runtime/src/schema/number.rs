//! Numbers: `minimum`, `maximum` and the exclusive ones, and what an integer is.

use core::cmp::Ordering;

use super::decimal::Decimal;
use super::violation::{Listed, NOWHERE};
use super::{Cursor, Place, Run, Step};

/// What a number must be.
#[derive(Debug, Clone, Copy)]
pub struct Numbers {
    integer: bool,
    /// Between these, every integer of up to 18 digits obeys all bounds.
    least: i64,
    most: i64,
    /// From `fewest` to `fewest + span` digits, every number without sign, fraction and leading zero obeys all bounds.
    fewest: u32,
    span: u32,
    minimum: Option<Bound>,
    exclusive_minimum: Option<Bound>,
    maximum: Option<Bound>,
    exclusive_maximum: Option<Bound>,
    multiple_of: &'static [&'static str],
    place: Place,
}

/// So many digits end within sixteen bytes.
const FEWER_THAN_A_BLOCK: u32 = 15;

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
        fewest: 1,
        span: FEWER_THAN_A_BLOCK - 1,
        minimum: None,
        exclusive_minimum: None,
        maximum: None,
        exclusive_maximum: None,
        multiple_of: &[],
        place: NOWHERE,
    };

    /// Any number without a fractional part; `1.0` is one.
    pub const INTEGER: Self = Self { integer: true, ..Self::NUMBER };

    /// Where the schema stands.
    #[must_use]
    pub const fn at(self, place: Place) -> Self {
        Self { place, ..self }
    }

    /// What the type is called.
    pub(super) const fn name(&self) -> &'static str {
        if self.integer { "integer" } else { "number" }
    }

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
        Self { multiple_of: factors, least: i64::MAX, most: i64::MIN, ..self }.counted()
    }

    /// Counts the digits that need no look at the value.
    const fn counted(self) -> Self {
        let mut fewest = 1;
        while fewest < FEWER_THAN_A_BLOCK && 10_i64.pow(fewest - 1) < self.least {
            fewest += 1;
        }
        let mut most = FEWER_THAN_A_BLOCK;
        while most > 0 && 10_i64.pow(most) - 1 > self.most {
            most -= 1;
        }
        // Where no count will do, none is ever so large.
        let (fewest, span) =
            if fewest <= most && self.least <= self.most { (fewest, most - fewest) } else { (u32::MAX / 2, 0) };
        Self { fewest, span, ..self }
    }

    const fn at_least(self, least: i64, bound: Bound) -> Self {
        let least = if bound.small.is_some() { least } else { i64::MAX };
        Self { least: if least > self.least { least } else { self.least }, ..self }.counted()
    }

    const fn at_most(self, most: i64, bound: Bound) -> Self {
        let most = if bound.small.is_some() { most } else { i64::MIN };
        Self { most: if most < self.most { most } else { self.most }, ..self }.counted()
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
    let Some(at) = at.near() else { return far(run, at, rules) };
    let (count, behind) = at.skip_digits();
    // So many digits without a leading zero obey every bound, whatever they are.
    if count.wrapping_sub(rules.fewest) <= rules.span && at.first() != b'0' && ends(behind) {
        return Some(behind);
    }
    if rules.integer { by_value(run, at, rules) } else { fractional(run, at, rules) }
}

/// Whether a number certainly ends here.
#[inline(always)]
fn ends(at: Cursor<'_>) -> bool {
    matches!(at.first(), b',' | b'}' | b']')
}

#[inline(never)]
fn far<'b>(run: &mut Run<'b>, at: Cursor<'b>, rules: &Numbers) -> Step<'b> {
    let at = at.spaces();
    // What is no white space and still below it is no number either.
    if at.first() <= b' ' { run.mismatch(at, &rules.name(), rules.place) } else { number(run, at, rules) }
}

/// The same for numbers with a sign or a fraction: between two integers that obey all bounds, everything does.
#[inline(never)]
fn fractional<'b>(run: &mut Run<'b>, at: Cursor<'b>, rules: &Numbers) -> Step<'b> {
    let (least, most, first) = match at.strip_byte(b'-') {
        Some(digits) => (rules.most.saturating_neg(), rules.least.saturating_neg(), digits),
        None => (rules.least, rules.most, at),
    };
    let (count, point) = first.skip_digits();
    let digit = |byte: u8| i64::from(byte.wrapping_sub(b'0'));
    let value = match count {
        1 => digit(first.first()),
        2 => digit(first.first()) * 10 + digit(first.peek::<1>()),
        3..=8 => first.digits().0.cast_signed(),
        _ => return by_value(run, at, rules),
    };
    if least <= value
        && value < most
        && (count == 1 || first.first() != b'0')
        && let Some(fraction) = point.strip_byte(b'.')
        && let (1..16, behind) = fraction.skip_digits()
        && ends(behind)
    {
        return Some(behind);
    }
    by_value(run, at, rules)
}

/// The same by the value of up to eighteen digits.
#[inline(never)]
fn by_value<'b>(run: &mut Run<'b>, at: Cursor<'b>, rules: &Numbers) -> Step<'b> {
    let (negative, first) = match at.strip_byte(b'-') {
        Some(digits) => (true, digits),
        None => (false, at),
    };
    let (value, rest) = first.digits();
    let count = rest.since(first);
    let value = if negative { value.cast_signed().wrapping_neg() } else { value.cast_signed() };
    // A leading zero, an exponent or many digits are left to the exact reading.
    if count.wrapping_sub(1) < 18
        && (first.first() != b'0' || count == 1)
        && rules.least <= value
        && value <= rules.most
    {
        match rest.first() {
            b'.' if !rules.integer => {
                // Between two integers that obey all bounds, everything does.
                let outer = if negative { value - 1 } else { value + 1 };
                if rules.least <= outer
                    && outer <= rules.most
                    && let Some(rest) = fraction(rest)
                {
                    return Some(rest);
                }
            }
            b'.' | b'e' | b'E' => {}
            _ => return Some(rest),
        }
    }
    exactly(run, at, rules)
}

/// Behind a fraction, if there are digits and no exponent.
#[inline(always)]
fn fraction(point: Cursor<'_>) -> Option<Cursor<'_>> {
    let digits = point.strip_byte(b'.')?;
    let (count, rest) = digits.skip_digits();
    (count > 0 && count < 16 && !matches!(rest.first(), b'e' | b'E')).then_some(rest)
}

/// The same for every number, and with the keyword of the failure.
#[inline(never)]
fn exactly<'b>(run: &mut Run<'b>, at: Cursor<'b>, rules: &Numbers) -> Step<'b> {
    if !matches!(at.first(), b'-' | b'0'..=b'9') {
        return run.mismatch(at, &rules.name(), rules.place);
    }
    let text = run.rest(at);
    let Some((number, rest)) = Decimal::read(text) else { return run.fail(at, "syntax") };
    if text.len() - rest.len() > run.limits.max_number || number.is_far() {
        return run.fail(at, "number");
    }
    if rules.integer && !number.is_integer() {
        run.refuse(at, "type", &rules.name(), rules.place)?;
    }
    let broken = |bound: &Option<Bound>, wanted: fn(Ordering) -> bool| {
        let broken = bound.as_ref().filter(|bound| !bound.order(&number).is_some_and(wanted));
        broken.map(|bound| bound.text)
    };
    if let Some(bound) = broken(&rules.minimum, Ordering::is_ge) {
        run.refuse(at, "minimum", &bound, rules.place)?;
    }
    if let Some(bound) = broken(&rules.exclusive_minimum, Ordering::is_gt) {
        run.refuse(at, "exclusiveMinimum", &bound, rules.place)?;
    }
    if let Some(bound) = broken(&rules.maximum, Ordering::is_le) {
        run.refuse(at, "maximum", &bound, rules.place)?;
    }
    if let Some(bound) = broken(&rules.exclusive_maximum, Ordering::is_lt) {
        run.refuse(at, "exclusiveMaximum", &bound, rules.place)?;
    }
    let divides =
        |factor: &&str| Decimal::read(factor.as_bytes()).and_then(|(factor, _)| number.is_multiple_of(&factor));
    // The generator lets no factor through that this cannot tell of.
    let Some(verdicts) = rules.multiple_of.iter().map(divides).collect::<Option<Vec<bool>>>() else {
        return run.fail(at, "unreadable");
    };
    if verdicts.contains(&false) {
        run.refuse(at, "multipleOf", &Listed(rules.multiple_of.iter().copied()), rules.place)?;
    }
    Some(run.behind(rest))
}
