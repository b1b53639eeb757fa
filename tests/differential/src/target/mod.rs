//! What the fuzz targets call, each with any bytes: it panics where something is wrong, and does nothing otherwise.

mod cursor;
mod document;
mod pattern;
mod seeds;
mod validators;

pub use cursor::cursor;
pub use document::document;
pub use pattern::pattern;
pub use seeds::seeds;
pub use validators::validators;

/// A target with its name.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 4] =
    [("cursor", cursor), ("validators", validators), ("document", document), ("pattern", pattern)];
