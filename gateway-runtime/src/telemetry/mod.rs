//! What is told about a request: one record, one access-log line, metrics, and one security event per refusal.

mod record;

use std::sync::{Arc, Mutex};

use crate::clock::Clock;
use crate::contract::ProductFacts;
use crate::denial::Stage;

pub use record::{Protocol, Record};

/// A stand-in that remembers.
#[derive(Debug, Clone)]
pub struct Telemetry(Memory);

/// A stand-in.
#[derive(Debug)]
pub struct Sink(Memory);

/// A stand-in.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Mutex<(Vec<SecurityEvent>, Vec<Record>)>>);

/// A stand-in.
#[derive(Debug, Clone)]
pub struct SecurityEvent {
    /// Code.
    pub code: &'static str,
    /// Stage.
    pub stage: Stage,
    /// Reason.
    pub reason: Option<&'static str>,
    /// Action.
    pub action: Action,
}

/// A stand-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Denied.
    Denied,
    /// Reported.
    Reported,
}

/// A stand-in.
#[derive(Debug)]
pub struct InFlight;

impl Sink {
    /// In memory.
    pub fn memory() -> (Self, Memory) {
        let memory = Memory::default();
        (Self(memory.clone()), memory)
    }
}

impl Memory {
    /// Takes every event.
    pub fn take_events(&self) -> Vec<SecurityEvent> {
        self.0.lock().map(|mut kept| core::mem::take(&mut kept.0)).unwrap_or_default()
    }

    /// Takes every record.
    pub fn take_records(&self) -> Vec<Record> {
        self.0.lock().map(|mut kept| core::mem::take(&mut kept.1)).unwrap_or_default()
    }
}

impl Telemetry {
    /// Starts telling.
    pub fn new(product: &'static ProductFacts, clock: Clock, sink: Sink) -> Self {
        let _ = (product, clock);
        Self(sink.0)
    }

    /// Counts a request.
    pub fn begin(&self) -> InFlight {
        InFlight
    }

    /// One security event.
    pub fn refused(
        &self,
        record: &Record,
        code: &'static str,
        stage: Stage,
        reason: Option<&'static str>,
        reported: bool,
    ) {
        let _ = record;
        let action = if reported { Action::Reported } else { Action::Denied };
        if let Ok(mut kept) = self.0.0.lock() {
            kept.0.push(SecurityEvent { code, stage, reason, action });
        }
    }

    /// One access-log line.
    pub fn close(&self, record: &Record) {
        if let Ok(mut kept) = self.0.0.lock() {
            kept.1.push(record.clone());
        }
    }
}
