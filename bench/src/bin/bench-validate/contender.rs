//! The ways to find out whether a body is valid, or at least JSON.

use std::hint::black_box;

use gateway_bench::validators;
use gateway_runtime::schema::{Limits, Validator, check};
use serde::de::IgnoredAny;
use serde_json::Value;

/// Judges the body once more.
pub(crate) type Accepts = Box<dyn FnMut() -> bool>;

/// The same body, judged in the way of a contender; `None` for a name nobody has.
pub(crate) fn named(contender: &str, schema: &str, body: Vec<u8>) -> Option<Accepts> {
    Some(match contender {
        "compiled" => {
            let validator = compiled(schema)?;
            Box::new(move || check(validator, black_box(&body), &Limits::DEFAULT).is_ok())
        }
        "ignored-any" => Box::new(move || serde_json::from_slice::<IgnoredAny>(black_box(&body)).is_ok()),
        "dom-jsonschema" => {
            let schema: Value = serde_json::from_str(text(schema)?).ok()?;
            let validator = jsonschema::options().should_validate_formats(true).build(&schema).ok()?;
            Box::new(move || {
                serde_json::from_slice::<Value>(black_box(&body)).is_ok_and(|value| validator.is_valid(&value))
            })
        }
        "free-dom-macro" => {
            let value: Value = serde_json::from_slice(&body).ok()?;
            let accepts = generated::named(schema)?;
            Box::new(move || accepts(black_box(&value)))
        }
        "sonic-dom" => Box::new(move || sonic_rs::from_slice::<sonic_rs::Value>(black_box(&body)).is_ok()),
        "sonic-skip" => Box::new(move || sonic_rs::from_slice::<sonic_rs::LazyValue<'_>>(black_box(&body)).is_ok()),
        "simd-borrowed" => {
            let mut copy = Vec::with_capacity(body.len());
            Box::new(move || {
                copy.clear();
                copy.extend_from_slice(black_box(&body));
                simd_json::to_borrowed_value(&mut copy).is_ok()
            })
        }
        "simd-tape" => {
            // It works in place, so that each time needs a copy, into memory that is used again.
            let mut copy = Vec::with_capacity(body.len());
            let mut buffers = simd_json::Buffers::new(body.len());
            Box::new(move || {
                copy.clear();
                copy.extend_from_slice(black_box(&body));
                simd_json::to_tape_with_buffers(&mut copy, &mut buffers).is_ok()
            })
        }
        _ => return None,
    })
}

fn compiled(schema: &str) -> Option<Validator> {
    Some(match schema {
        "small" => validators::small::small,
        "medium" => validators::medium::medium,
        "large" => validators::large::large,
        _ => return None,
    })
}

fn text(schema: &str) -> Option<&'static str> {
    Some(match schema {
        "small" => validators::small::SCHEMA,
        "medium" => validators::medium::SCHEMA,
        "large" => validators::large::SCHEMA,
        _ => return None,
    })
}

/// What the macro of `jsonschema` makes of the same schemas.
mod generated {
    #![allow(clippy::all, clippy::pedantic, reason = "the form of generated code is not a matter of taste")]

    use serde_json::Value;

    mod small {
        include!(concat!(env!("OUT_DIR"), "/small.macro.rs"));
    }
    mod medium {
        include!(concat!(env!("OUT_DIR"), "/medium.macro.rs"));
    }
    mod large {
        include!(concat!(env!("OUT_DIR"), "/large.macro.rs"));
    }

    pub(super) fn named(schema: &str) -> Option<fn(&Value) -> bool> {
        Some(match schema {
            "small" => small::Generated::is_valid,
            "medium" => medium::Generated::is_valid,
            "large" => large::Generated::is_valid,
            _ => return None,
        })
    }
}
