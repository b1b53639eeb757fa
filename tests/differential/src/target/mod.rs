//! What the fuzz targets call, each with any bytes: it panics where something is wrong, and does nothing otherwise.

mod cursor;
mod document;
mod gzip;
mod lines;
mod multipart;
mod pattern;
mod seeds;
mod validators;
mod xml;

pub use cursor::cursor;
pub use document::document;
pub use gzip::gzip;
pub use lines::lines;
pub use multipart::multipart;
pub use pattern::pattern;
pub use seeds::seeds;
pub use validators::validators;
pub use xml::xml;

/// A target with its name.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 8] = [
    ("cursor", cursor),
    ("validators", validators),
    ("document", document),
    ("pattern", pattern),
    ("multipart", multipart),
    ("gzip", gzip),
    ("xml", xml),
    ("lines", lines),
];
