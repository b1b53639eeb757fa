//! The five minutes of the README: `orders dev` prints lines to paste, and every one of them does what its comment says.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on says so")]

use std::io::{BufRead, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::JoinHandle;

use gateway_tests::debug_binary;
use serde_json::Value;

/// A running `orders dev`, killed when dropped.
struct Dev {
    child: Child,
    stdout: Lines<BufReader<ChildStdout>>,
    told: Option<JoinHandle<Vec<String>>>,
}

/// One printed command and the three parts of its comment: `# STATUS SUBJECT: why`.
#[derive(Debug)]
struct Printed {
    status: u16,
    subject: String,
    command: String,
}

impl Dev {
    fn start(binary: &Path, folder: &Path) -> Self {
        let mut child = Command::new(binary)
            .args(["dev", "--port", "0"])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap()).lines();
        let stderr = BufReader::new(child.stderr.take().unwrap()).lines();
        let told = std::thread::spawn(move || stderr.map_while(Result::ok).collect());
        Self { child, stdout, told: Some(told) }
    }

    /// The address of the gateway, and every printed command.
    fn introduction(&mut self) -> (String, Vec<Printed>) {
        let mut base = String::new();
        let mut printed = Vec::new();
        while let Some(line) = self.stdout.next().transpose().unwrap() {
            if line == "Every request is told below." {
                return (base, printed);
            }
            if let Some((_, address)) = line.split_once(" on https://") {
                base = format!("https://{address}");
            }
            if let Some(comment) = line.strip_prefix("# ") {
                let (what, _why) = comment.split_once(": ").unwrap();
                let (status, subject) = what.split_once(' ').unwrap();
                let command = self.stdout.next().unwrap().unwrap();
                printed.push(Printed { status: status.parse().unwrap(), subject: subject.to_owned(), command });
            }
        }
        panic!("`dev` ended: {:?}", self.told.take().unwrap().join());
    }

    /// What Ctrl-C does: the exit code, and all that was told.
    fn interrupt(mut self) -> (Option<i32>, Vec<String>) {
        let id = self.child.id().to_string();
        assert!(Command::new("sh").args(["-c", "kill -s INT \"$0\"", &id]).status().unwrap().success());
        let code = self.child.wait().unwrap().code();
        (code, self.told.take().unwrap().join().unwrap())
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a command prints in a shell of its own, somewhere else.
fn shell(command: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("sh").args(["-c", command]).current_dir(folder.path()).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{command}\n{}: {errors}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

/// The status and the body of what `curl -i` prints.
fn answer(printed: &str) -> (u16, Value) {
    let (head, body) = printed.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap())
}

/// Follows a created order to where it is stored: somebody who may only read finds it unchanged.
fn read_back(binary: &Path, base: &str, created: &Value) {
    let ca = ca_of(binary);
    let token = Command::new(binary).args(["token", "--scope", "orders:read"]).output().unwrap();
    let token = String::from_utf8(token.stdout).unwrap();
    let url = format!("{base}/v2/orders/{}", created["id"].as_str().unwrap());
    let found =
        shell(&format!("curl -isS --cacert '{}' -H 'authorization: Bearer {}' {url}", ca.display(), token.trim()));
    assert_eq!(answer(&found), (200, created.clone()));
}

/// Where the development CA of a binary in cargo's target folder lies.
fn ca_of(binary: &Path) -> PathBuf {
    binary.ancestors().nth(2).unwrap().join("gateway-dev/orders/ca.pem")
}

/// The number of answers with each status, as `uniq -c` prints them.
fn counted(printed: &str) -> Vec<(u32, u16)> {
    let pair = |line: &str| {
        let (count, status) = line.trim().split_once(' ').unwrap();
        (count.parse().unwrap(), status.parse().unwrap())
    };
    printed.lines().map(pair).collect()
}

/// Whether the log names the operation and the verdict.
fn tells(told: &[String], Printed { status, subject, .. }: &Printed) -> bool {
    let verdict = format!("→ {status} in ");
    let words = match status {
        200..=299 => vec![subject.clone(), "token ok".to_owned()],
        404 => vec!["(no declared path)".to_owned(), "REFUSED: unknown path".to_owned()],
        _ => {
            let code = subject.split(' ').next().unwrap().replace('-', " ");
            let operation = if *status == 403 { "listOrders" } else { "createOrder" };
            vec![operation.to_owned(), format!("REFUSED: {code}")]
        }
    };
    told.iter().any(|line| line.contains(&verdict) && words.iter().all(|word| line.contains(word)))
}

#[test]
fn every_printed_line_does_what_its_comment_says() {
    let binary = debug_binary("orders").canonicalize().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut dev = Dev::start(&binary, folder.path());
    let (base, printed) = dev.introduction();
    let statuses: Vec<_> = printed.iter().map(|one| one.status).collect();
    assert_eq!(statuses, [201, 401, 403, 404, 400, 415, 413, 429]);

    for one in &printed {
        let output = shell(&one.command);
        if one.status == 429 {
            let counted = counted(&output);
            let count_of = |status| counted.iter().find(|(_, other)| *other == status).map_or(0, |(count, _)| *count);
            assert!(count_of(201) >= 5 && count_of(429) >= 1, "{output}");
            assert_eq!(count_of(201) + count_of(429), 20, "{output}");
            continue;
        }
        let (status, body) = answer(&output);
        assert_eq!(status, one.status, "{one:?}\n{output}");
        if status == 201 {
            read_back(&binary, &base, &body);
            continue;
        }
        let (code, pointer) = one.subject.split_once(' ').map_or((&*one.subject, None), |(a, b)| (a, Some(b)));
        assert_eq!(body["code"], code, "{one:?}\n{output}");
        if let Some(pointer) = pointer {
            assert!(output.contains(&format!("\"{pointer}\"")), "{one:?}\n{output}");
        }
    }

    let (code, told) = dev.interrupt();
    assert_eq!(code, Some(0), "{told:?}");
    for one in &printed {
        assert!(tells(&told, one), "{one:?} is not told in\n{}", told.join("\n"));
    }
}

#[test]
fn pasting_a_line_again_and_again_does_not_spoil_the_others() {
    let binary = debug_binary("orders").canonicalize().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut dev = Dev::start(&binary, folder.path());
    let (_, printed) = dev.introduction();
    let line = |status: u16| printed.iter().find(|one| one.status == status).unwrap();
    shell(&line(429).command);
    for status in [201, 400, 415, 413] {
        assert_eq!(answer(&shell(&line(status).command)).0, status);
    }
    assert_eq!(dev.interrupt().0, Some(0));
}
