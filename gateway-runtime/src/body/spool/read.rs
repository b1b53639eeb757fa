//! Reading spooled bytes back.

use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::task::{JoinHandle, spawn_blocking};

use super::{PIECE_BYTES, SpoolError};

/// Spooled bytes as a body. It holds at most 256 KiB of a file at once, which a thread that may wait has read.
#[derive(Debug)]
pub struct SpoolBody {
    left: u64,
    source: Source,
}

#[derive(Debug)]
enum Source {
    Memory(Bytes),
    File { file: Arc<File>, offset: u64, reading: Option<JoinHandle<io::Result<Vec<u8>>>> },
}

impl SpoolBody {
    pub(super) fn of_memory(bytes: Bytes) -> Self {
        Self { left: bytes.len() as u64, source: Source::Memory(bytes) }
    }

    pub(super) fn of_file(file: Arc<File>, length: u64) -> Self {
        Self { left: length, source: Source::File { file, offset: 0, reading: None } }
    }
}

impl Body for SpoolBody {
    type Data = Bytes;
    type Error = SpoolError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, SpoolError>>> {
        let Self { left, source } = &mut *self;
        if *left == 0 {
            return Poll::Ready(None);
        }
        let piece = match source {
            Source::Memory(bytes) => core::mem::take(bytes),
            Source::File { file, offset, reading } => {
                let handle = reading.get_or_insert_with(|| {
                    let (file, offset) = (Arc::clone(file), *offset);
                    let count = usize::try_from(*left).map_or(PIECE_BYTES, |left| left.min(PIECE_BYTES));
                    spawn_blocking(move || {
                        let mut piece = vec![0; count];
                        file.read_exact_at(&mut piece, offset).map(|()| piece)
                    })
                });
                let read = ready!(Pin::new(handle).poll(cx)).unwrap_or_else(|error| Err(error.into()));
                *reading = None;
                match read {
                    Ok(piece) => {
                        *offset += piece.len() as u64;
                        Bytes::from(piece)
                    }
                    Err(error) => {
                        // Nothing follows an error.
                        *left = 0;
                        return Poll::Ready(Some(Err(error.into())));
                    }
                }
            }
        };
        *left -= piece.len() as u64;
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
