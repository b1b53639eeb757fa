//! One validator, one body, a number of times: what callgrind counts.
//!
//! On the system's allocator, as most programs that hold a DOM are; the compiled validator allocates nothing.

use std::process::ExitCode;

use serde::de::IgnoredAny;
use serde_json::Value;

/// Whether a body is valid.
type Validate = Box<dyn Fn(&[u8]) -> bool>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [contender, file, times] = arguments.as_slice() else {
        eprintln!("usage: bench-validate compiled|ignored-any|dom-jsonschema FILE TIMES");
        return ExitCode::from(2);
    };
    let (Ok(body), Ok(times)) = (std::fs::read(file), times.parse::<u32>()) else {
        eprintln!("bench-validate: cannot read {file} {times} times");
        return ExitCode::from(2);
    };
    let valid: Validate = match contender.as_str() {
        "compiled" => Box::new(compiled),
        "ignored-any" => Box::new(|body| serde_json::from_slice::<IgnoredAny>(body).is_ok()),
        "dom-jsonschema" => match dom_jsonschema() {
            Some(validator) => validator,
            None => return ExitCode::from(2),
        },
        _ => return ExitCode::from(2),
    };
    let all = (0..times).all(|_| valid(std::hint::black_box(&body)));
    if all { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn compiled(body: &[u8]) -> bool {
    gateway_bench::medium::accepts(body)
}

fn dom_jsonschema() -> Option<Validate> {
    let schema: Value = serde_json::from_str(gateway_bench::medium::SCHEMA).ok()?;
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).ok()?;
    Some(Box::new(move |body| serde_json::from_slice::<Value>(body).is_ok_and(|value| validator.is_valid(&value))))
}
