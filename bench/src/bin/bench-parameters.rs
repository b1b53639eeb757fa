//! One query of ten parameters, a number of times: what callgrind counts.

use core::hint::black_box;
use std::process::ExitCode;

use gateway_bench::operations::SearchOrders;
use gateway_runtime::operation::Operation;
use gateway_runtime::policy::validate::read_query;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// As a client writes it; `encoded` has escapes to decode and to write in another form.
const PLAIN: &str = "customerId=3f2b9a4e-5a0c-4d7e-9b52-0e6f4c1d2a33&placedAfter=2026-11-24T09%3A00%3A00Z&status=placed&status=paid\
                     &currency=EUR&minTotal=1000&maxTotal=250000&gift=true&sort=placedAt&limit=50&columns=id,total,status";
const ENCODED: &str = "customerId=3f2b9a4e-5a0c-4d7e-9b52-0e6f4c1d2a33&placedAfter=2026-11-24T09:00:00Z&status=placed&status=paid\
                       &currency=%45UR&minTotal=1000&maxTotal=250000&gift=true&sort=placedAt&limit=50&columns=id,a%20b,c+d";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let query = match arguments.first().map(String::as_str) {
        Some("plain") => PLAIN,
        Some("encoded") => ENCODED,
        Some(_) | None => return usage(),
    };
    let Some(times) = arguments.get(1).and_then(|text| text.parse::<u32>().ok()) else { return usage() };
    let accepts = || {
        let read = read_query(SearchOrders::FACTS, black_box(query));
        read.is_ok_and(|parameters| black_box(parameters.query(Some(query))).is_some())
    };
    if (0..times).all(|_| accepts()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn usage() -> ExitCode {
    eprintln!("usage: bench-parameters plain|encoded TIMES");
    ExitCode::from(2)
}
