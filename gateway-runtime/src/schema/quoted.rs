//! Known texts, as they stand in JSON.

pub use gateway_cursor::Literal as Quoted;
use gateway_cursor::Tail;

/// A property name: `"name":`.
#[must_use]
pub const fn key(name: &'static str) -> Quoted {
    Quoted::new(name, Tail::Colon)
}

/// A string: `"text"`.
#[must_use]
pub const fn quoted(text: &'static str) -> Quoted {
    Quoted::new(text, Tail::Quote)
}
