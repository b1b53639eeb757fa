//! `format: duration` (RFC 3339 appendix A, after ISO 8601): no fractions, and no gaps between the units.

use super::behind_digits;

/// Whether the text is a duration.
pub fn duration(text: &[u8]) -> bool {
    match text {
        [b'P', b'T', time @ ..] => is_time(time),
        [b'P', period @ ..] => match run_of_units(period, b"YMD") {
            Some([]) => true,
            Some([b'T', time @ ..]) => is_time(time),
            Some(_) => false,
            None => behind_digits(period) == Some(b"W"),
        },
        _ => false,
    }
}

fn is_time(text: &[u8]) -> bool {
    run_of_units(text, b"HMS") == Some(&[])
}

/// What follows numbers with units, the first with any of them and each next with the next one; `None` without any.
fn run_of_units<'t>(text: &'t [u8], units: &[u8]) -> Option<&'t [u8]> {
    let (unit, mut rest) = behind_digits(text)?.split_first()?;
    let first = units.iter().position(|candidate| candidate == unit)?;
    for unit in units.iter().skip(first + 1) {
        match behind_digits(rest).and_then(|behind| behind.strip_prefix(core::slice::from_ref(unit))) {
            Some(behind) => rest = behind,
            None => break,
        }
    }
    Some(rest)
}
