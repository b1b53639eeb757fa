//! `expand`: the generated code, for reading.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use gateway_gen::emit;

use super::{Failure, Input, print};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// The folder to write to; `-` prints everything.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let compiled = arguments.input.sound()?;
    let Some(product) = compiled.sound() else { return Err(Failure::Findings) };
    let place = |span: &gateway_gen::span::Span| compiled.sources.exact_place(span);
    let files = emit::files(product, &place).map_err(|error| Failure::Unusable(error.to_string()))?;
    if arguments.out == Path::new("-") {
        for file in files {
            print(&format!("// ---- {}\n{}\n", file.name, file.text))?;
        }
        return Ok(());
    }
    fs::create_dir_all(&arguments.out).map_err(|error| Failure::io(&arguments.out, &error))?;
    for file in files {
        let path = arguments.out.join(file.name);
        fs::write(&path, file.text).map_err(|error| Failure::io(&path, &error))?;
    }
    Ok(())
}
