//! Commands. Data goes to standard output, messages to standard error.

mod check;
mod expand;
mod explain;
mod lock;

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use gateway_gen::diagnostic::Severity;
use gateway_gen::source::Sources;
use gateway_gen::{Compiled, compile, render};

/// Compiles an annotated OpenAPI document into the Rust of one gateway.
///
/// Exit codes: 0 success, 1 findings that stop a build, 2 usage or input, 3 drift.
#[derive(Debug, Parser)]
#[command(name = "gateway-gen", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Report everything about a document, exactly as a build would.
    Check(check::Arguments),
    /// Write the generated code for reading.
    Expand(expand::Arguments),
    /// Print, compare or accept the policy lock.
    Lock(lock::Arguments),
    /// Print the effective policy of an operation, or what a rule means.
    Explain(explain::Arguments),
}

/// What is compiled.
#[derive(Debug, Args)]
struct Input {
    /// The OpenAPI document.
    spec: PathBuf,
    /// An overlay to apply; may be given several times.
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,
}

/// How a command ends when it does not succeed.
#[derive(Debug)]
enum Failure {
    /// The document has findings that stop a build.
    Findings,
    /// The arguments or the files cannot be used.
    Unusable(String),
    /// What is committed and what is computed differ.
    Drift,
}

impl Failure {
    fn io(what: &Path, error: &io::Error) -> Self {
        Self::Unusable(format!("{}: {error}", what.display()))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Unusable(error.to_string())
    }
}

/// Parses the arguments and runs a command.
pub(crate) fn run() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Expand(arguments) => expand::run(&arguments),
        Command::Lock(arguments) => lock::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Findings) => ExitCode::from(1),
        Err(Failure::Unusable(message)) => {
            tell(&format!("error: {message}\n"));
            ExitCode::from(2)
        }
        Err(Failure::Drift) => ExitCode::from(3),
    }
}

impl Input {
    fn compile(&self) -> Result<Compiled, Failure> {
        let overlays: Vec<&Path> = self.overlays.iter().map(PathBuf::as_path).collect();
        Ok(compile(Sources::read(&self.spec, &overlays)?))
    }

    /// Compiles, and tells the errors where there are any.
    fn sound(&self) -> Result<Compiled, Failure> {
        let compiled = self.compile()?;
        if compiled.sound().is_some() {
            return Ok(compiled);
        }
        let is_coloured = wants_colour(io::stderr().is_terminal());
        for diagnostic in compiled.diagnostics.iter().filter(|one| one.severity == Severity::Error) {
            tell(&render::human(diagnostic, &compiled.sources, is_coloured));
        }
        Err(Failure::Findings)
    }
}

/// `NO_COLOR` and `CLICOLOR_FORCE` win over what the stream is.
fn wants_colour(is_terminal: bool) -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    !is_set("NO_COLOR") && (is_terminal || is_set("CLICOLOR_FORCE"))
}

/// To standard output; a reader that has gone away is no failure.
fn print(text: &str) -> Result<(), Failure> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// To standard error; nothing can be told where that is gone.
fn tell(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}
