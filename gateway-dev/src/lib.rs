//! What a product needs to be tried without anything installed: a certificate, an issuer, keys, an upstream that
//! stores, and a log in human words.
//!
//! All of it exists in debug builds only. In a release build [`commands`] is empty and nothing else is there, so a
//! development key can never be accepted by a gateway that somebody deployed.

#[cfg(debug_assertions)]
mod certificate;
#[cfg(debug_assertions)]
mod dev;
#[cfg(debug_assertions)]
mod error;
#[cfg(debug_assertions)]
mod issuer;
#[cfg(debug_assertions)]
mod keys;
#[cfg(debug_assertions)]
mod narration;
#[cfg(debug_assertions)]
mod settings;
#[cfg(debug_assertions)]
mod state;
#[cfg(debug_assertions)]
mod token;
#[cfg(debug_assertions)]
mod tour;
#[cfg(debug_assertions)]
mod upstream;

use gateway_runtime::cli::Extra;

/// A body that an operation accepts, for the lines `dev` prints.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// The `operationId`.
    pub operation: &'static str,
    /// A JSON object the schema accepts.
    pub body: &'static str,
}

/// The commands `dev` and `token`; none in a release build.
#[cfg(debug_assertions)]
pub fn commands(examples: &'static [Example]) -> Vec<Box<dyn Extra>> {
    vec![Box::new(dev::Dev { examples }), Box::new(token::Token)]
}

/// The commands `dev` and `token`; none in a release build.
#[cfg(not(debug_assertions))]
pub fn commands(_: &'static [Example]) -> Vec<Box<dyn Extra>> {
    Vec::new()
}
