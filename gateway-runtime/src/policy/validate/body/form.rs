//! Forms: one JSON object for the schema, and the one encoding for the upstream.

use super::super::form;
use super::malformed;
use crate::contract::FormContent;
use crate::denial::Denial;
use crate::schema::{self, Notes};

/// So many pairs of a body are read.
const MOST_PAIRS: usize = 1_000;

/// A form that its schema accepts.
pub(super) struct Read {
    /// The object it stands for.
    pub(super) object: Vec<u8>,
    /// What was noted of the object.
    pub(super) notes: Notes,
    /// The form as it is forwarded, where it came in another way.
    pub(super) rewritten: Option<String>,
}

/// Judges a form.
pub(super) fn check(content: &FormContent, body: &[u8]) -> Result<Read, Denial> {
    let text = core::str::from_utf8(body).map_err(|_| malformed("utf-8", None))?;
    let fields = form::read(content.form, text, MOST_PAIRS).map_err(Denial::BodyInvalid)?;
    let mut object = Vec::with_capacity(text.len() + 64);
    fields.write(&mut object).map_err(Denial::BodyInvalid)?;
    let notes = schema::note(content.schema, &object, &content.limits).map_err(Denial::BodyInvalid)?;
    let rewritten = fields.encode().map_err(Denial::BodyInvalid)?;
    Ok(Read { object, notes, rewritten })
}
