//! Where access-log lines and security events go.

use core::fmt;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use super::event::SecurityEvent;
use super::incident::Incident;
use super::record::Record;

/// How many events and records a memory sink holds before further ones count as dropped.
const MEMORY: usize = 65_536;

/// One thing that is told.
#[derive(Debug, Clone, Copy)]
pub enum Told<'a> {
    /// A request ended; the duration is in nanoseconds.
    Access {
        /// The finished record.
        record: &'a Record,
        /// From the complete head to the end of the answer.
        nanos: u64,
    },
    /// A request was refused.
    Security(&'a SecurityEvent),
    /// Something happened beside requests.
    Incident(&'a Incident),
}

/// Where things are told. Access-log lines and events always travel in separate channels.
pub struct Sink(pub(super) Kind);

pub(super) enum Kind {
    Lines { access: Box<dyn Write + Send>, security: Box<dyn Write + Send> },
    Memory(Memory),
    Closure(Box<dyn Fn(Told<'_>) + Send + Sync>),
}

impl Sink {
    /// JSON lines on standard output, written by threads of their own.
    pub fn stdout() -> Self {
        Self::lines(Box::new(std::io::stdout()), Box::new(std::io::stdout()))
    }

    /// JSON lines to any outputs, written by threads of their own.
    pub fn lines(access: Box<dyn Write + Send>, security: Box<dyn Write + Send>) -> Self {
        Self(Kind::Lines { access, security })
    }

    /// Kept in memory, for tests: the handle reads what was told.
    pub fn memory() -> (Self, Memory) {
        let memory = Memory::default();
        (Self(Kind::Memory(memory.clone())), memory)
    }

    /// Handed to a closure on the thread that serves the request, for narration and tests: it must be quick.
    pub fn closure(tell: impl Fn(Told<'_>) + Send + Sync + 'static) -> Self {
        Self(Kind::Closure(Box::new(tell)))
    }
}

impl fmt::Debug for Sink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Lines { .. } => "Sink::lines",
            Kind::Memory(_) => "Sink::memory",
            Kind::Closure(_) => "Sink::closure",
        })
    }
}

/// What was told to a memory sink. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    events: Vec<SecurityEvent>,
    incidents: Vec<Incident>,
    records: Vec<Record>,
}

impl Memory {
    /// Every event since the start or the last [`take_events`](Self::take_events), in order.
    pub fn events(&self) -> Vec<SecurityEvent> {
        self.kept(|kept| kept.events.clone())
    }

    /// Takes every event.
    pub fn take_events(&self) -> Vec<SecurityEvent> {
        self.kept(|kept| core::mem::take(&mut kept.events))
    }

    /// Takes the record of every ended request, in the order they ended.
    pub fn take_records(&self) -> Vec<Record> {
        self.kept(|kept| core::mem::take(&mut kept.records))
    }

    /// Takes everything that happened beside requests, in order.
    pub fn take_incidents(&self) -> Vec<Incident> {
        self.kept(|kept| core::mem::take(&mut kept.incidents))
    }

    /// False where there is no room for it.
    pub(super) fn keep_incident(&self, incident: Incident) -> bool {
        self.kept(|kept| keep(&mut kept.incidents, incident))
    }

    /// False where there is no room for it.
    pub(super) fn keep_event(&self, event: SecurityEvent) -> bool {
        self.kept(|kept| keep(&mut kept.events, event))
    }

    /// False where there is no room for it.
    pub(super) fn keep_record(&self, record: Record) -> bool {
        self.kept(|kept| keep(&mut kept.records, record))
    }

    fn kept<T>(&self, with: impl FnOnce(&mut Kept) -> T) -> T {
        with(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn keep<T>(kept: &mut Vec<T>, one: T) -> bool {
    let room = kept.len() < MEMORY;
    if room {
        kept.push(one);
    }
    room
}
