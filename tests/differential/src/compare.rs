//! Two verdicts on one text, and why they may differ.

use std::fmt;
use std::fmt::Write as _;

use gateway_runtime::schema::{Limits, Validator, Violation, Violations, check};
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
        own: Result<(), Violations>,
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
    /// A discriminator picks one branch, where the schemas alone would admit another, several or none.
    Discriminator,
    /// A `date` or `date-time` that is not of digits, which `jsonschema` 0.60.2 accepts.
    DigitsOfDate,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::RepeatedName,
        Self::InexactNumber,
        Self::NumberBeyondDouble,
        Self::Limit,
        Self::Discriminator,
        Self::DigitsOfDate,
    ];
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::RepeatedName => "repeated name",
            Self::InexactNumber => "number inexact in 64 bits",
            Self::NumberBeyondDouble => "number beyond a double",
            Self::Limit => "limit",
            Self::Discriminator => "discriminator picks the branch",
            Self::DigitsOfDate => "digits of a date",
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
    match explain(validator, oracle, &own, &value) {
        Some(reason) => Judgement::Explained(reason),
        None => Judgement::Unexplained { own },
    }
}

/// Why we alone refuse a value for this.
fn reason(violation: &Violation, value: &Value) -> Option<Reason> {
    if matches!(violation.keyword, "depth" | "members" | "items" | "string" | "number" | "work") {
        return Some(Reason::Limit);
    }
    let refused = value.pointer(&violation.pointer).and_then(Value::as_str);
    let is_date =
        violation.keyword == "format" && violation.limit.as_deref().is_some_and(|name| name.starts_with("date"));
    refused.is_some_and(|text| is_date && !is_of_digits(text)).then_some(Reason::DigitsOfDate)
}

/// Whether a text begins with digits where a date has them.
fn is_of_digits(text: &str) -> bool {
    text.bytes().take(10).enumerate().all(|(position, byte)| matches!(position, 4 | 7) || byte.is_ascii_digit())
}

fn explain(validator: Validator, oracle: &Oracle, own: &Result<(), Violations>, value: &Value) -> Option<Reason> {
    if let Err(violations) = own {
        // Each of them alone makes the difference.
        let reasons = violations.iter().map(|violation| reason(violation, value));
        if let Some(reason) = reasons.reduce(Option::and).flatten() {
            return Some(reason);
        }
    }
    // What the tree lost is the reason exactly where both agree on what it kept.
    let mut kept = String::new();
    write(value, &mut kept);
    let on_kept = check(validator, kept.as_bytes(), &Limits::DEFAULT).is_ok();
    if on_kept == oracle.accepts(value) {
        let repeats = own.as_ref().is_err_and(|violations| violations.has("duplicate-key"));
        return Some(if repeats { Reason::RepeatedName } else { Reason::InexactNumber });
    }
    (oracle.accepts_discriminated(value) == Some(on_kept)).then_some(Reason::Discriminator)
}

/// Writes a tree with its numbers as the double has them, which is not always the shortest text for it.
fn write(value: &Value, text: &mut String) {
    match value {
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            Some(double) if double.abs() >= 1e15 && double.abs() < 1e40 => {
                let _ = write!(text, "{double:.0}");
            }
            _ => text.push_str(&number.to_string()),
        },
        Value::Null | Value::Bool(_) | Value::String(_) => text.push_str(&value.to_string()),
        Value::Array(items) => {
            text.push('[');
            for (position, item) in items.iter().enumerate() {
                text.push_str(if position > 0 { "," } else { "" });
                write(item, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (position, (name, value)) in members.iter().enumerate() {
                text.push_str(if position > 0 { "," } else { "" });
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write(value, text);
            }
            text.push('}');
        }
    }
}
