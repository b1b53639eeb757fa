//! Runs one validator contender over one body many times, to be counted from outside.
//!
//! `validate CONTENDER BODY COUNT`, where the contender is `compiled`, `ignored` (serde_json skipping the body) or `interpreted`
//! (serde_json's tree and `jsonschema`), and the body is a file of the corpus `validation-bench` without its ending. Instructions
//! per body are the difference of two counts:
//! `valgrind --tool=callgrind target/release/validate compiled medium 200`, then 1200, divided by 1000.

#[path = "../../../tests/differential/shared.rs"]
mod shared;

use std::fs;
use std::hint::black_box;

use gateway_runtime::schema::check;
use serde::de::IgnoredAny;
use serde_json::Value;

mod compiled {
    #![allow(
        missing_docs,
        unreachable_pub,
        clippy::all,
        clippy::pedantic,
        reason = "the form of generated code is not a matter of taste"
    )]

    include!(concat!(env!("OUT_DIR"), "/validators.rs"));
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(contender), Some(name), Some(count)) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("usage: validate compiled|ignored|interpreted BODY COUNT".into());
    };
    let folder = shared::folder().ok_or("the corpora are absent")?.join("validation-bench");
    let base = name.split('_').next().unwrap_or_default();
    let body = fs::read(folder.join(format!("{name}.json")))?;
    let known = compiled::MEASURED.iter().find(|(known, _)| *known == base);
    let (_, validator) = known.ok_or("no schema was compiled for this body")?;
    let schema: Value = serde_json::from_slice(&fs::read(folder.join(format!("{base}.schema.json")))?)?;
    let interpreter =
        jsonschema::options().should_validate_formats(true).build(&schema).map_err(|error| error.to_string())?;

    // Each must refuse what it should before it is counted.
    let spoilt = body.get(1..).unwrap_or_default();
    if check(*validator, spoilt, 64).is_ok() || serde_json::from_slice::<IgnoredAny>(spoilt).is_ok() {
        return Err("a spoilt body was accepted".into());
    }
    for _ in 0..count.parse::<u32>()? {
        let body = black_box(body.as_slice());
        let accepted = match contender.as_str() {
            "compiled" => check(*validator, body, 64).is_ok(),
            "ignored" => serde_json::from_slice::<IgnoredAny>(body).is_ok(),
            "interpreted" => interpreter.is_valid(&serde_json::from_slice(body)?),
            _ => return Err("no such contender".into()),
        };
        if !black_box(accepted) {
            return Err("the body was refused".into());
        }
    }
    Ok(())
}
