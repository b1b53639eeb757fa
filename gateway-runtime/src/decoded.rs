//! A body without its content coding, while it arrives.

use core::future::poll_fn;
use core::num::NonZeroU32;
use core::task::{Context, Poll};
use core::time::Duration;

use bytes::{Buf as _, Bytes};

use crate::body::gzip::{Gunzip, GzipFlaw, GzipLimits};
use crate::denial::Denial;
use crate::request_body::{BodyReader, ReadBounds};
use crate::schema::{Violation, Violations};

/// What is read of a body, inflated where it comes compressed: both forms stay within the same cap.
#[derive(Debug)]
pub struct Decoded {
    reader: BodyReader,
    inflating: Option<Box<Inflating>>,
}

#[derive(Debug)]
struct Inflating {
    /// Gone once it was finished.
    gunzip: Option<Gunzip>,
    /// What was read and is not inflated yet.
    input: Bytes,
}

impl Decoded {
    /// The body that `reader` reads; a gzip member where `max_ratio` says how far it may expand.
    pub fn new(reader: BodyReader, max_ratio: Option<NonZeroU32>) -> Self {
        let max_bytes = reader.bounds().max_bytes as u64;
        let inflating = max_ratio.map(|ratio| {
            let gunzip = Gunzip::new(GzipLimits { max_bytes, max_ratio: ratio.get() });
            Box::new(Inflating { gunzip: Some(gunzip), input: Bytes::new() })
        });
        Self { reader, inflating }
    }

    /// What holds while it is read.
    pub fn bounds(&self) -> ReadBounds {
        self.reader.bounds()
    }

    /// How many bytes there will be, where that is known.
    pub fn length(&self) -> Option<u64> {
        self.reader.declared().filter(|_| self.inflating.is_none())
    }

    /// The client is given this time on top: it could not send, because nobody read.
    pub fn wait(&mut self, time: Duration) {
        self.reader.wait(time);
    }

    /// The next bytes, `None` behind the last; never none at all.
    ///
    /// # Errors
    /// The refusal that ends the body; nothing can be read behind it.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Denial> {
        poll_fn(|cx| self.poll_next(cx)).await.transpose()
    }

    /// The same for a body that polls.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Denial>>> {
        let max_bytes = self.reader.bounds().max_bytes;
        loop {
            if let Some(inflating) = &mut self.inflating {
                match inflating.step() {
                    Ok(None) => {}
                    Ok(Some(data)) => return Poll::Ready(Some(Ok(data))),
                    Err(flaw) => return Poll::Ready(Some(Err(denial(flaw, max_bytes)))),
                }
            }
            let read = core::task::ready!(self.reader.poll_next(cx));
            match (read, &mut self.inflating) {
                (Some(Err(flaw)), _) => return Poll::Ready(Some(Err(Denial::of_body(flaw, max_bytes)))),
                (Some(Ok(data)), None) => return Poll::Ready(Some(Ok(data))),
                (Some(Ok(data)), Some(inflating)) => inflating.input = data,
                (None, None) => return Poll::Ready(None),
                (None, Some(inflating)) => {
                    let ended = inflating.gunzip.take().map_or(Ok(()), Gunzip::finish);
                    return Poll::Ready(ended.err().map(|flaw| Err(denial(flaw, max_bytes))));
                }
            }
        }
    }
}

impl Inflating {
    /// What can be inflated of what was read.
    fn step(&mut self) -> Result<Option<Bytes>, GzipFlaw> {
        let Some(gunzip) = &mut self.gunzip else { return Ok(None) };
        if self.input.is_empty() {
            return Ok(None);
        }
        let mut rest = &*self.input;
        let inflated = gunzip.read(&mut rest)?.map(Bytes::copy_from_slice);
        let taken = self.input.len() - rest.len();
        self.input.advance(taken);
        Ok(inflated)
    }
}

fn denial(flaw: GzipFlaw, max_bytes: usize) -> Denial {
    match flaw {
        GzipFlaw::TooLarge => Denial::BodyTooLarge { max_bytes },
        GzipFlaw::Header
        | GzipFlaw::Data
        | GzipFlaw::Checksum
        | GzipFlaw::Truncated
        | GzipFlaw::Trailing
        | GzipFlaw::Ratio => Denial::BodyInvalid(Violations::one(Violation {
            pointer: String::new(),
            keyword: flaw.as_str(),
            limit: None,
            place: "",
        })),
    }
}
