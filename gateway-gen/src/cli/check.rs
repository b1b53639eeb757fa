//! `check`: everything about a document, exactly as a build would say it.

use std::io::{self, IsTerminal as _};

use clap::{Args, ValueEnum};
use gateway_gen::diagnostic::Severity;
use gateway_gen::render;

use super::{Failure, Input, print, tell, wants_colour};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// How findings are written.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// With excerpts; notes in one line.
    Human,
    /// One line each.
    Short,
    /// One JSON array.
    Json,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let compiled = arguments.input.compile()?;
    let sources = &compiled.sources;
    let is_coloured = wants_colour(io::stdout().is_terminal());
    match arguments.format {
        Format::Json => print(&render::json(&compiled.diagnostics, sources))?,
        Format::Short => {
            for diagnostic in &compiled.diagnostics {
                print(&render::short(diagnostic, sources))?;
            }
        }
        Format::Human => {
            for diagnostic in &compiled.diagnostics {
                let text = match diagnostic.severity {
                    Severity::Note => render::short(diagnostic, sources),
                    Severity::Warning | Severity::Error => render::human(diagnostic, sources, is_coloured),
                };
                print(&text)?;
            }
        }
    }
    let errors = compiled.count(Severity::Error);
    tell(&format!(
        "{}: {errors} errors, {} warnings, {} notes\n",
        arguments.input.spec.display(),
        compiled.count(Severity::Warning),
        compiled.count(Severity::Note),
    ));
    if errors == 0 { Ok(()) } else { Err(Failure::Findings) }
}
