//! Schemathesis in a virtual environment under `target/`.

use std::fs;
use std::path::PathBuf;

use crate::shell;

/// What is installed, with every version.
const REQUIREMENTS: &str = "tests/schemathesis/requirements.txt";

/// Installs what is not yet there and gives the program. An error says what keeps it from being installed.
pub(crate) fn install() -> Result<PathBuf, String> {
    let root = shell::root();
    let folder = root.join("target/schemathesis");
    let program = folder.join("bin/schemathesis");
    let installed = folder.join("installed.txt");
    let wanted = fs::read_to_string(root.join(REQUIREMENTS)).map_err(|error| format!("{REQUIREMENTS}: {error}"))?;
    if program.is_file() && fs::read_to_string(&installed).is_ok_and(|present| present == wanted) {
        return Ok(program);
    }
    let (place, pip) = (folder.display().to_string(), folder.join("bin/pip").display().to_string());
    shell::output(&mut shell::command("python3", &["-m", "venv", "--clear", &place]))?;
    shell::output(&mut shell::command(&pip, &["install", "--quiet", "--requirement", REQUIREMENTS]))?;
    fs::write(&installed, wanted).map_err(|error| format!("{}: {error}", installed.display()))?;
    Ok(program)
}
