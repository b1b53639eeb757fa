//! What the generator writes for products made by hand.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
#![allow(clippy::too_many_lines, clippy::assigning_clones, reason = "products are written out, once")]

mod depth;
mod determinism;
mod golden;
mod hostile_strings;
mod products;
