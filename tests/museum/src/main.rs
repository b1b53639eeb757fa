//! The Museum gateway.

use std::process::ExitCode;

fn main() -> ExitCode {
    gateway_runtime::cli::run::<museum::Museum>(museum::Dispatcher(()), &[])
}
