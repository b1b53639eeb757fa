//! Instructions that a program takes in user space.

use crate::shell;

/// What callgrind counts for a run of one of the release binaries; `None` where valgrind met an instruction it does not
/// know.
pub(super) fn instructions(program: &str, arguments: &[&str]) -> Result<Option<f64>, String> {
    let binary = shell::root().join("target/release").join(program);
    let folder = shell::root().join("target/bench");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let out = folder.join("callgrind.out");
    let mut command = shell::command("valgrind", &["--tool=callgrind", "--quiet"]);
    command.arg(format!("--callgrind-out-file={}", out.display())).arg(binary).args(arguments);
    let output = command.output().map_err(|error| format!("valgrind: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("SIGILL") {
        return Ok(None);
    }
    if !output.status.success() {
        return Err(format!("{program} {arguments:?}: {}\n{said}", output.status));
    }
    let text = std::fs::read_to_string(&out).map_err(|error| error.to_string())?;
    let line = text.lines().find_map(|line| line.strip_prefix("summary:").or_else(|| line.strip_prefix("totals:")));
    let count = line.and_then(|count| count.trim().parse().ok()).ok_or("callgrind wrote no total")?;
    Ok(Some(count))
}
