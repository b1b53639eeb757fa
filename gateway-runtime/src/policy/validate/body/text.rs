//! Plain text, held to its schema as a JSON string.

use super::malformed;
use crate::denial::Denial;
use crate::schema::{self, Limits, Notes, Validator};

/// The body as a JSON string that its schema accepts, and what was noted of it. The size of the body was bounded before.
pub(super) fn check(schema: Validator, body: &[u8]) -> Result<(Vec<u8>, Notes), Denial> {
    let text = core::str::from_utf8(body).map_err(|_| malformed("utf-8", None))?;
    if text.contains('\0') {
        return Err(malformed("utf-8", None));
    }
    let json = serde_json::to_vec(text).map_err(|_| malformed("utf-8", None))?;
    let limits = Limits { max_string: usize::MAX, ..Limits::depth(1) };
    let notes = schema::note(schema, &json, &limits).map_err(Denial::BodyInvalid)?;
    Ok((json, notes))
}
