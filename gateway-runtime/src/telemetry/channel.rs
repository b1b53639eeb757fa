//! The bounded way from the workers to a writer thread: lines go in without waiting, or are counted as dropped.

use core::time::Duration;
use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;

use prometheus_client::metrics::counter::Counter;

/// How long the writer gathers lines before it writes them at once: the price of one wake-up and one system call is
/// shared by all of them.
const GATHER: Duration = Duration::from_millis(20);

/// A byte-bounded queue of whole lines with one writer thread behind it.
///
/// Sending costs a short lock and a copy; the writer is woken at most once per gathering time. Dropping the channel
/// writes what is left and joins the thread.
pub(super) struct Channel {
    queue: Arc<Queue>,
    writer: Option<JoinHandle<()>>,
}

struct Queue {
    waiting: Mutex<Waiting>,
    changed: Condvar,
    capacity: usize,
    dropped: Counter,
}

#[derive(Default)]
struct Waiting {
    lines: Vec<u8>,
    closed: bool,
}

impl Channel {
    /// A channel that holds up to `capacity` bytes and writes to `output` on a thread called `name`. Where no thread
    /// can be started every line counts as dropped.
    pub(super) fn start(name: &str, capacity: usize, dropped: Counter, output: Box<dyn Write + Send>) -> Self {
        let queue =
            Arc::new(Queue { waiting: Mutex::default(), changed: Condvar::new(), capacity, dropped: dropped.clone() });
        let shared = Arc::clone(&queue);
        let writer = std::thread::Builder::new().name(name.to_owned()).spawn(move || shared.write_to(output)).ok();
        if writer.is_none() {
            queue.close();
        }
        Self { queue, writer }
    }

    /// Queues one line that ends in LF, or counts it as dropped where the queue is full. Never waits for the output.
    pub(super) fn send(&self, line: &[u8]) {
        self.queue.push(line);
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.queue.close();
        if let Some(writer) = self.writer.take() {
            // A writer that panicked has nothing left to say.
            let _ = writer.join();
        }
    }
}

impl Queue {
    fn push(&self, line: &[u8]) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let before = waiting.lines.len();
        let after = before + line.len();
        if waiting.closed || after > self.capacity {
            drop(waiting);
            self.dropped.inc();
            return;
        }
        waiting.lines.extend_from_slice(line);
        drop(waiting);
        let half = self.capacity / 2;
        if before == 0 || (before < half && after >= half) {
            self.changed.notify_one();
        }
    }

    fn close(&self) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.changed.notify_one();
    }

    fn write_to(&self, mut output: Box<dyn Write + Send>) {
        let mut lines = Vec::new();
        while self.gather(&mut lines) {
            if output.write_all(&lines).and_then(|()| output.flush()).is_err() {
                let lost = memchr::memchr_iter(b'\n', &lines).count();
                self.dropped.inc_by(u64::try_from(lost).unwrap_or(u64::MAX));
            }
            lines.clear();
        }
    }

    /// Waits for lines, gathers more for a moment and swaps them into the empty `lines`. False once the channel is
    /// closed and empty.
    fn gather(&self, lines: &mut Vec<u8>) -> bool {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = self
            .changed
            .wait_while(waiting, |waiting| waiting.lines.is_empty() && !waiting.closed)
            .unwrap_or_else(PoisonError::into_inner);
        let (mut waiting, _) = self
            .changed
            .wait_timeout_while(waiting, GATHER, |waiting| !waiting.closed && waiting.lines.len() < self.capacity / 2)
            .unwrap_or_else(PoisonError::into_inner);
        core::mem::swap(&mut waiting.lines, lines);
        !(lines.is_empty() && waiting.closed)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    struct Gate {
        open: mpsc::Receiver<()>,
        written: mpsc::Sender<Vec<u8>>,
    }

    impl Write for Gate {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let _ = self.open.recv();
            let _ = self.written.send(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    struct Broken;

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("closed"))
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_does_not_fit_is_dropped_and_counted_and_the_rest_arrives_in_order() {
        let (open, gate) = mpsc::channel();
        let (written, arrived) = mpsc::channel();
        let dropped = Counter::default();
        let channel = Channel::start("test", 8, dropped.clone(), Box::new(Gate { open: gate, written }));
        channel.send(b"one\n");
        channel.send(b"way too long\n");
        open.send(()).unwrap();
        assert_eq!(arrived.recv().unwrap(), b"one\n");
        channel.send(b"two\n");
        assert_eq!(dropped.get(), 1);
        drop(open);
        drop(channel);
        assert_eq!(arrived.recv().unwrap(), b"two\n");
    }

    #[test]
    fn lines_an_output_refuses_are_counted() {
        let dropped = Counter::default();
        let channel = Channel::start("test", 64, dropped.clone(), Box::new(Broken));
        channel.send(b"one\n");
        channel.send(b"two\n");
        drop(channel);
        assert_eq!(dropped.get(), 2);
    }
}
