//! One contender, one body, a number of times: what callgrind counts.
//!
//! On the system's allocator, as most programs that hold a DOM are; the compiled validators allocate nothing.

#[cfg(corpus)]
mod contender;

use std::process::ExitCode;

const USAGE: &str = "usage: bench-validate compiled|ignored-any|dom-jsonschema|free-dom-macro|sonic-dom|sonic-skip|\
                     simd-borrowed|simd-tape small|medium|large FILE TIMES";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [contender, schema, file, times] = arguments.as_slice() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let (Ok(body), Ok(times)) = (std::fs::read(file), times.parse::<u32>()) else {
        eprintln!("bench-validate: cannot read {file} {times} times");
        return ExitCode::from(2);
    };
    let Some(mut accepts) = named(contender, schema, body) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    if (0..times).all(|_| accepts()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(corpus)]
use contender::named;

/// Without the corpus there is no schema, and so no contender.
#[cfg(not(corpus))]
fn named(_: &str, _: &str, _: Vec<u8>) -> Option<Box<dyn FnMut() -> bool>> {
    None
}
