//! `multipart/form-data` (RFC 7578, RFC 2046 §5.1), read strictly and written in one form.
//!
//! A [`Reader`] takes the bytes of a message in any pieces and gives what is in it, part by part; a [`Writer`] frames
//! the same parts anew under a boundary the client does not know. Whatever the client wrote, an upstream gets a message
//! that has one reading.
//!
//! Refused, although the standard lets it pass: a preamble, an epilogue beyond one line end, white space behind a
//! boundary, headers of a part that nobody declared, folded headers, any transfer encoding, backslashes in names,
//! `filename*`, and a message without parts.

mod boundary;
mod disposition;
mod flaw;
mod head;
mod reader;
mod write;

pub use boundary::Boundary;
pub use flaw::MultipartFlaw;
pub use head::PartHead;
pub use reader::{Event, Limits, Reader};
pub use write::Writer;
