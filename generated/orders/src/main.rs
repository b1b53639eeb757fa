//! The Orders gateway: `orders serve`, `orders check`, and in debug builds `orders dev`.

use std::process::ExitCode;
use std::sync::Arc;

use gateway_dev::Example;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A body that `orders dev` sends to show a request that succeeds.
const EXAMPLES: &[Example] = &[Example {
    operation: "createOrder",
    body: r#"{"customerId":"3f2b9a4e-5a0c-4d7e-9b52-0e6f4c1d2a33","currency":"EUR","items":[{"sku":"TEA-0042","quantity":2,"unitPrice":1250}]}"#,
}];

fn main() -> ExitCode {
    let hooks = Arc::new(orders::hooks::Dispatcher(orders::rules::Rules));
    gateway_runtime::cli::run::<orders::Orders>(hooks, &gateway_dev::commands(EXAMPLES))
}
