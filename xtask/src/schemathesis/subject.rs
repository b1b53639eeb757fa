//! The orders gateway as a process of its own, served for schemathesis.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Stdio};

use serde_json::Value;

use crate::shell;

/// A running gateway; it ends when its standard input does.
pub(crate) struct Subject {
    child: Child,
    output: BufReader<ChildStdout>,
    /// Where it listens.
    pub(crate) address: String,
    /// A token with every scope.
    pub(crate) token: String,
}

impl Subject {
    /// Builds and starts it.
    pub(crate) fn start() -> Result<Self, String> {
        let mut command = shell::command("cargo", &["run", "--quiet", "-p", "gateway-schemathesis"]);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(|error| format!("cargo: {error}"))?;
        let output = child.stdout.take().ok_or("the gateway has no standard output")?;
        let mut output = BufReader::new(output);
        let first = line(&mut output)?;
        let text = |key: &str| first.get(key).and_then(Value::as_str).map(str::to_owned).ok_or("no address");
        Ok(Self { child, output, address: text("address")?, token: text("token")? })
    }

    /// Ends it and gives what it saw.
    pub(crate) fn end(mut self) -> Result<Value, String> {
        drop(self.child.stdin.take());
        let seen = line(&mut self.output)?;
        self.child.wait().map_err(|error| error.to_string())?;
        Ok(seen)
    }
}

fn line(output: &mut BufReader<ChildStdout>) -> Result<Value, String> {
    let mut text = String::new();
    output.read_line(&mut text).map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| format!("the gateway did not start: {error}"))
}
