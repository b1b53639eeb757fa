//! Two verdicts on one text, and why they may differ.

use std::fmt;

use gateway_runtime::schema::{Limits, Validator, Violation, check};
use serde_json::Value;

use crate::oracle::Oracle;

/// What the two verdicts say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// The same.
    Same {
        /// Whether both accept.
        accepted: bool,
    },
    /// Different, for a reason that was checked.
    Explained(Reason),
    /// Different, and one of the two is wrong.
    Unexplained {
        /// What our side says.
        own: Result<(), Violation>,
    },
}

/// What makes the verdicts differ without a fault of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A name repeats; the interpreter's tree keeps the last member only.
    RepeatedName,
    /// A number that a double or 64 bits do not hold; the interpreter's tree rounds it.
    InexactNumber,
    /// A number beyond the range of a double, which `serde_json` calls an error.
    NumberBeyondDouble,
    /// Larger or deeper than our limits.
    Limit,
    /// A `date-time` whose year is not of digits, which `jsonschema` 0.60.2 accepts.
    YearOfDateTime,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::RepeatedName, Self::InexactNumber, Self::NumberBeyondDouble, Self::Limit, Self::YearOfDateTime];
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::RepeatedName => "repeated name",
            Self::InexactNumber => "number inexact in 64 bits",
            Self::NumberBeyondDouble => "number beyond a double",
            Self::Limit => "limit",
            Self::YearOfDateTime => "year of a date-time",
        })
    }
}

/// Judges a text by both.
pub fn compare(validator: Validator, oracle: &Oracle, text: &[u8]) -> Judgement {
    let own = check(validator, text, &Limits::DEFAULT);
    let value: Value = match serde_json::from_slice(text) {
        Ok(value) => value,
        Err(_) if own.is_err() => return Judgement::Same { accepted: false },
        Err(error) if error.to_string().contains("number out of range") => {
            return Judgement::Explained(Reason::NumberBeyondDouble);
        }
        Err(_) => return Judgement::Unexplained { own },
    };
    let accepted = oracle.accepts(&value);
    if own.is_ok() == accepted {
        return Judgement::Same { accepted };
    }
    match explain(validator, &own, accepted, text, &value) {
        Some(reason) => Judgement::Explained(reason),
        None => Judgement::Unexplained { own },
    }
}

fn explain(
    validator: Validator,
    own: &Result<(), Violation>,
    accepted: bool,
    text: &[u8],
    value: &Value,
) -> Option<Reason> {
    if let Err(violation) = own {
        if matches!(violation.keyword, "depth" | "members" | "items" | "number" | "work") {
            return Some(Reason::Limit);
        }
        let refused = value.pointer(&violation.pointer).and_then(Value::as_str);
        let year = refused.filter(|_| violation.keyword == "format").and_then(|text| text.get(..4));
        if year.is_some_and(|year| !year.bytes().all(|byte| byte.is_ascii_digit())) {
            return Some(Reason::YearOfDateTime);
        }
    }
    // What the tree lost is the reason exactly where both agree on what it kept.
    let kept = value.to_string();
    let agrees = check(validator, kept.as_bytes(), &Limits::DEFAULT).is_ok() == accepted;
    let repeats = matches!(own, Err(violation) if violation.keyword == "duplicate-key");
    match (agrees, repeats) {
        (false, _) => None,
        (true, true) => Some(Reason::RepeatedName),
        (true, false) => has_long_number(text).then_some(Reason::InexactNumber),
    }
}

/// Whether there are more digits in a row than a double holds, or an exponent.
fn has_long_number(text: &[u8]) -> bool {
    let digit = |byte: &u8| byte.is_ascii_digit() || b".eE+-".contains(byte);
    let mut runs =
        text.split(|byte| !digit(byte)).filter(|run| run.first().is_some_and(u8::is_ascii_digit) || run.len() > 1);
    runs.any(|run| run.len() > 15 || run.iter().any(|byte| b"eE".contains(byte)))
}
