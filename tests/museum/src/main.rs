//! The Museum gateway.

use std::process::ExitCode;
use std::sync::Arc;

fn main() -> ExitCode {
    gateway_runtime::cli::run::<museum::Museum>(Arc::new(museum::hooks::Dispatcher(())), &[])
}
