//! What follows the query: the texts of other places, and the judgement of all.

use super::super::parameters::keep;
use super::super::scalar::LIMITS;
use super::{Found, Reader};
use crate::contract::{OperationFacts, Parameter, ParameterLocation};
use crate::denial::Denial;
use crate::schema::{self, Body, Notes, PADDING};

impl Reader<'_, '_> {
    /// The parameters that are not in the query, and the defaults that a hook reads.
    #[inline]
    pub(super) fn others(
        &mut self,
        facts: &OperationFacts,
        elsewhere: impl Fn(&mut Vec<u8>, &Parameter) -> Result<Found, Denial>,
    ) -> Option<()> {
        for (position, parameter) in self.parameters.iter().enumerate() {
            if !self.is_absent(position) {
                continue;
            }
            let start = self.texts.len();
            let found = match parameter.location {
                ParameterLocation::Query => Found::Nothing,
                ParameterLocation::Querystring => return None,
                ParameterLocation::Path | ParameterLocation::Header | ParameterLocation::Cookie => {
                    elsewhere(&mut self.texts, parameter).ok()?
                }
            };
            match (found, parameter.default) {
                (Found::Value, _) => {}
                (Found::Nothing, _) if parameter.required => return None,
                (Found::Nothing, Some(text)) if !facts.hooks.is_empty() => {
                    self.texts.extend_from_slice(text.as_bytes());
                }
                (Found::Nothing, _) => continue,
                (Found::Empty, _) => return None,
            }
            self.end(position, start)?;
        }
        Some(())
    }

    /// The texts, what was noted of them, and the query in another form, if the schema of each parameter accepts its text.
    #[inline]
    pub(super) fn judge(mut self) -> Option<(Vec<u8>, Vec<Notes>, Option<String>)> {
        let end = self.texts.len();
        self.texts.extend_from_slice(&[0; PADDING]);
        let mut texts = schema::Texts::of(Body::before_zeros(&self.texts)?, &LIMITS);
        let mut notes = Vec::new();
        for (position, (parameter, place)) in self.parameters.iter().zip(&*self.places).enumerate() {
            if !place.is_absent() {
                let range = place.range();
                if !texts.accepts(parameter.schema, &range) {
                    return None;
                }
                if let Some(found) = texts.notes(&range) {
                    keep(&mut notes, position, found);
                }
            }
        }
        drop(texts);
        self.texts.truncate(end);
        let rewritten = self.rewritten();
        Some((self.texts, notes, rewritten))
    }
}
