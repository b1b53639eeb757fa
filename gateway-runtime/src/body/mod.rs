//! What request bodies are made of below their schemas: multipart messages, gzip members, XML texts, lines of JSON, and
//! where bytes wait that are too many for memory.
//!
//! Everything here has one reading. Readers take bytes in any pieces, hold little, know no HTTP and no sockets; what is
//! wrong with a body is a closed enum whose keyword names it without repeating a byte of it.

pub mod file_name;
pub(crate) mod parameters;

pub mod gzip;
pub mod lines;
pub mod multipart;
pub mod spool;
pub mod xml;
