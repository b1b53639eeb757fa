//! Bytes that wait: in memory while they are few, else in a file that nobody else can open and that is gone with it.

mod read;

use core::fmt;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use tokio::task::spawn_blocking;

pub use read::SpoolBody;

/// How many bytes go to the file, or come from it, at once.
pub(crate) const PIECE_BYTES: usize = 256 << 10;

/// How much may wait, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpoolLimits {
    /// How many bytes are kept in memory before there is a file.
    pub memory_bytes: usize,
    /// The most bytes.
    pub max_bytes: u64,
}

/// Why bytes cannot be kept or given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpoolError {
    /// They are more than the limit.
    TooLarge,
    /// The disk has no room for them, or not for us.
    DiskFull,
    /// The file could not be made, written or read.
    Io(io::ErrorKind),
}

impl fmt::Display for SpoolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("more bytes than the limit"),
            Self::DiskFull => f.write_str("no room on the disk"),
            Self::Io(kind) => write!(f, "temporary file: {kind}"),
        }
    }
}

impl core::error::Error for SpoolError {}

impl From<io::Error> for SpoolError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            kind => Self::Io(kind),
        }
    }
}

/// Bytes while they arrive. It holds at most twice the larger of its memory limit and 256 KiB. The
/// file is made by the kernel without a name where it can be, and unlinked at once otherwise.
#[derive(Debug)]
pub struct Spool {
    limits: SpoolLimits,
    folder: Arc<Path>,
    length: u64,
    /// What is not in the file.
    memory: Vec<u8>,
    file: Place,
}

#[derive(Debug)]
enum Place {
    Memory,
    File(File),
    /// Something failed, or a write was given up half way: what is in the file is not known.
    Lost(SpoolError),
}

impl Spool {
    /// Nothing yet. A file, where there is one, is made in `folder`.
    pub fn new(folder: Arc<Path>, limits: SpoolLimits) -> Self {
        Self { limits, folder, length: 0, memory: Vec::new(), file: Place::Memory }
    }

    /// How many bytes are kept.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Adds bytes. They are copied; the file is written by a thread that may wait. An error is final, and so is to drop
    /// this before it is done.
    pub async fn write(&mut self, mut bytes: &[u8]) -> Result<(), SpoolError> {
        if let Place::Lost(error) = self.file {
            return Err(error);
        }
        let length = self.length.saturating_add(bytes.len() as u64);
        if length > self.limits.max_bytes {
            return Err(self.lose(SpoolError::TooLarge));
        }
        self.length = length;
        loop {
            let limit = match self.file {
                Place::Memory => self.limits.memory_bytes,
                Place::File(_) => PIECE_BYTES,
                Place::Lost(error) => return Err(error),
            };
            let room = limit.saturating_sub(self.memory.len());
            let (kept, rest) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
            self.memory.extend_from_slice(kept);
            if rest.is_empty() {
                return Ok(());
            }
            bytes = rest;
            self.flush().await?;
        }
    }

    /// All bytes are there.
    pub async fn finish(mut self) -> Result<Spooled, SpoolError> {
        if !matches!(self.file, Place::Memory) {
            self.flush().await?;
        }
        let source = match self.file {
            Place::Memory => Source::Memory(Bytes::from(self.memory)),
            Place::File(file) => Source::File(Arc::new(file)),
            Place::Lost(error) => return Err(error),
        };
        Ok(Spooled { length: self.length, source })
    }

    /// Moves what is in memory to the file.
    async fn flush(&mut self) -> Result<(), SpoolError> {
        let interrupted = SpoolError::Io(io::ErrorKind::Interrupted);
        let file = match core::mem::replace(&mut self.file, Place::Lost(interrupted)) {
            Place::Memory => None,
            Place::File(file) => Some(file),
            Place::Lost(error) => return Err(self.lose(error)),
        };
        let mut memory = core::mem::take(&mut self.memory);
        let folder = Arc::clone(&self.folder);
        let writing = move || {
            let mut file = file.map_or_else(|| tempfile::tempfile_in(&folder), Ok)?;
            file.write_all(&memory)?;
            memory.clear();
            memory.shrink_to(PIECE_BYTES);
            Ok((file, memory))
        };
        let written: io::Result<_> = spawn_blocking(writing).await.unwrap_or_else(|error| Err(error.into()));
        match written {
            Ok((file, memory)) => {
                (self.file, self.memory) = (Place::File(file), memory);
                Ok(())
            }
            Err(error) => Err(self.lose(error.into())),
        }
    }

    /// Forgets everything for this error.
    fn lose(&mut self, error: SpoolError) -> SpoolError {
        (self.file, self.memory) = (Place::Lost(error), Vec::new());
        error
    }
}

/// Bytes that are all there. They can be read any number of times, at the same time too; the file is gone with the last
/// reader.
#[derive(Debug, Clone)]
pub struct Spooled {
    length: u64,
    source: Source,
}

#[derive(Debug, Clone)]
enum Source {
    Memory(Bytes),
    File(Arc<File>),
}

impl Spooled {
    /// How many bytes there are.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The bytes, where all of them are in memory.
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.source {
            Source::Memory(bytes) => Some(bytes),
            Source::File(_) => None,
        }
    }

    /// The bytes as a body of known length, from the first one.
    pub fn body(&self) -> SpoolBody {
        match &self.source {
            Source::Memory(bytes) => SpoolBody::of_memory(bytes.clone()),
            Source::File(file) => SpoolBody::of_file(Arc::clone(file), self.length),
        }
    }
}

#[cfg(test)]
mod tests;
