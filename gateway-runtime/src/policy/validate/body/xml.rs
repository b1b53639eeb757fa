//! XML, which is held to its form only.

use super::malformed;
use crate::body::xml::{self, XmlLimits};
use crate::denial::Denial;

/// Whether a body is one well-formed document.
pub(super) fn check(limits: &XmlLimits, body: &[u8]) -> Result<(), Denial> {
    xml::check(body, limits).map_err(|flaw| malformed(flaw.as_str(), None))
}
