//! What must be installed besides Rust, by the names of Debian's packages.

use std::process::{Command, ExitCode, Stdio};

use crate::shell::has;

/// A program and the package that brings it.
pub(crate) struct Needed {
    pub(crate) program: &'static str,
    pub(crate) package: &'static str,
}

/// What the tests start.
pub(crate) const FOR_TESTS: &[Needed] = &[
    Needed { program: "cc", package: "gcc" },
    Needed { program: "curl", package: "curl" },
    Needed { program: "nginx", package: "nginx-light" },
    Needed { program: "pip3", package: "python3-pip" },
    Needed { program: "python3", package: "python3" },
];

/// What the measurements start.
pub(crate) const FOR_BENCH: &[Needed] = &[
    Needed { program: "cc", package: "gcc" },
    Needed { program: "python3", package: "python3" },
    Needed { program: "taskset", package: "util-linux" },
    Needed { program: "time", package: "time" },
    Needed { program: "valgrind", package: "valgrind" },
    Needed { program: "wrk", package: "wrk" },
];

/// Installs what is missing where that is allowed (root, with `apt-get`); otherwise names each package and gives exit
/// code 3.
pub(crate) fn ensure(needed: &[Needed]) -> Result<(), ExitCode> {
    let missing: Vec<&str> = needed.iter().filter(|one| !has(one.program)).map(|one| one.package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if is_root() && has("apt-get") {
        eprintln!("installing {}", missing.join(" "));
        let update = Command::new("apt-get").args(["-qq", "update"]).stdout(Stdio::null()).status();
        let install = Command::new("apt-get")
            .args(["-qq", "-y", "install"])
            .args(&missing)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdout(Stdio::null())
            .status();
        let worked =
            |status: &std::io::Result<std::process::ExitStatus>| matches!(status, Ok(status) if status.success());
        if worked(&update) && worked(&install) {
            return Ok(());
        }
    }
    eprintln!("missing, please install these packages: {}", missing.join(" "));
    Err(ExitCode::from(3))
}

fn is_root() -> bool {
    let uid = Command::new("id").arg("-u").output();
    matches!(uid, Ok(output) if output.stdout.trim_ascii() == b"0")
}
