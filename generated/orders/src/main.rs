//! The Orders gateway: `orders serve`, `orders check`, and in debug builds `orders dev`.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    gateway_runtime::cli::run::<orders::Orders>(orders::Dispatcher(orders::rules::Rules), gateway_dev::commands())
}
