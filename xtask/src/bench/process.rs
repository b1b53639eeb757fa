//! Child processes that are always ended, and what the kernel says about them.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};

/// A running contender; killed when dropped.
pub(crate) struct Running {
    child: Child,
    pub(crate) address: SocketAddr,
    /// What followed the address on the first line.
    pub(crate) announced: String,
    /// Kept so that the contender can go on writing.
    _messages: BufReader<ChildStderr>,
}

impl Running {
    /// Starts a program pinned to one core and reads the first line of its messages: the address it listens on, and
    /// what else it has to say. Its data (an access log) is thrown away by the kernel.
    pub(crate) fn start(core: usize, program: &Path, arguments: &[&str]) -> Result<Self, String> {
        let mut command = Command::new("taskset");
        command.args(["-c", &core.to_string()]).arg(program).args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("cannot start {}: {error}", program.display()))?;
        let stderr = child.stderr.take().ok_or("no standard error")?;
        let mut messages = BufReader::new(stderr);
        let mut line = String::new();
        let read = messages.read_line(&mut line);
        let (address, announced) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        let Some(address) = read.ok().and_then(|_| address.parse().ok()) else {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("{} said `{}` instead of its address", program.display(), line.trim()));
        };
        Ok(Self { child, address, announced: announced.to_owned(), _messages: messages })
    }

    /// CPU time of all threads so far, user and system, in nanoseconds.
    pub(crate) fn cpu_nanos(&self) -> u64 {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.child.id()));
        tasks.into_iter().flatten().flatten().map(|task| thread_nanos(&task.path())).sum()
    }

    /// Resident memory in KiB.
    pub(crate) fn resident_kib(&self) -> u64 {
        resident_kib(self.child.id())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Resident memory of a process in KiB, 0 where it is gone.
pub(crate) fn resident_kib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    line.and_then(|line| line.split_whitespace().nth(1)).and_then(|text| text.parse().ok()).unwrap_or(0)
}

fn thread_nanos(task: &Path) -> u64 {
    let text = std::fs::read_to_string(task.join("schedstat")).unwrap_or_default();
    text.split_whitespace().next().and_then(|first| first.parse().ok()).unwrap_or(0)
}
