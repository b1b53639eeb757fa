//! Prints a product as Rust.

pub mod validators;
