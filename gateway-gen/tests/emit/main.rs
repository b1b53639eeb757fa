//! What the generator writes for products made by hand.

mod determinism;
mod golden;
mod hostile_strings;
mod products;
