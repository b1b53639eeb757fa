//! `explain`: the effective policy of an operation, or what a rule means.

use std::path::PathBuf;

use clap::Args;
use gateway_gen::{explain, rule};

use super::{Failure, Input, print};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The id of a rule (`GW0101`), or a method.
    #[arg(value_name = "RULE|METHOD")]
    what: String,
    /// The path of the operation as the document writes it.
    #[arg(requires = "spec")]
    path: Option<String>,
    /// The OpenAPI document.
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// An overlay to apply; may be given several times.
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (Some(path), Some(spec)) = (&arguments.path, &arguments.spec) else {
        let code = arguments.what.to_ascii_uppercase();
        let rule = rule::find(&code).ok_or_else(|| Failure::Unusable(format!("there is no rule `{code}`")))?;
        let can = if rule.is_lint { "\n\nIt can be accepted with `x-gateway-allow` and a reason." } else { "" };
        return print(&format!("{}: {}\n\n{}{can}\n", rule.code, rule.title, rule.explanation));
    };
    let input = Input { spec: spec.clone(), overlays: arguments.overlays.clone() };
    let compiled = input.sound()?;
    let Some(product) = compiled.sound() else { return Err(Failure::Findings) };
    match explain::operation(product, &compiled.sources, &arguments.what, path) {
        Some(text) => print(&text),
        None => Err(Failure::Unusable(format!("there is no operation `{} {path}`", arguments.what))),
    }
}
