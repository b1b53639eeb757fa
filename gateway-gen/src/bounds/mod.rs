//! What the schemas of a product let through at most: which kinds of values, how long, how deep, and at which cost.
//!
//! Everything here is a pure function over the model, linear in its size, and safe for schemas that refer to themselves.
//! It errs to one side only: what is called impossible is impossible, and a bound holds for every accepted value.

mod again;
mod amount;
mod components;
mod cost;
mod depth;
mod fault;
mod kinds;
mod rules;
mod size;
mod text;

pub use cost::Costs;
pub use fault::{Fault, Flaw};
pub use kinds::{Accepted, Kinds};
pub use text::{Extent, contradiction};

pub(crate) use kinds::everything_of;
pub(crate) use rules::admits;
pub(crate) use text::implies;
