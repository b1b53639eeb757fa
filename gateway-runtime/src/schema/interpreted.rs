//! Schemas with keywords that are not compiled: checked by an interpreter on the value's own tree.

use std::sync::OnceLock;

use jsonschema::{Draft, Validator};
use serde_json::Value;

use super::{Cursor, Run, Step, anything};

/// The keywords an interpreter may name as the reason.
const KEYWORDS: &[&str] = &[
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "dependentRequired",
    "dependentSchemas",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "if",
    "items",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "required",
    "type",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
];

/// A schema for the interpreter, built at its first use.
pub struct Interpreted {
    json: &'static str,
    built: OnceLock<Option<Validator>>,
}

impl core::fmt::Debug for Interpreted {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.debug_tuple("Interpreted").field(&self.json).finish()
    }
}

impl Interpreted {
    /// From the text of a self-contained JSON Schema 2020-12.
    #[must_use]
    pub const fn new(json: &'static str) -> Self {
        Self { json, built: OnceLock::new() }
    }

    /// A schema that cannot be built is absent, and then no value is accepted.
    fn built(&self) -> Option<&Validator> {
        let build = || {
            let schema: Value = serde_json::from_str(self.json).ok()?;
            jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true).build(&schema).ok()
        };
        self.built.get_or_init(build).as_ref()
    }
}

/// A value the interpreter accepts. Integers beyond 64 bits and numbers beyond the range of a double are refused, since
/// the interpreter would round them. Costs a tree of the value.
pub fn interpreted<'b>(run: &mut Run<'b>, at: Cursor<'b>, schema: &'static Interpreted) -> Step<'b> {
    let at = at.start();
    let outer = core::mem::replace(&mut run.exact, true);
    let rest = anything(run, at)?;
    run.exact = outer;
    let Ok(value) = serde_json::from_slice::<Value>(at.until(rest)) else { return run.refuse(at, "number") };
    let Some(validator) = schema.built() else { return run.refuse(at, "interpreted") };
    match validator.validate(&value) {
        Ok(()) => Some(rest),
        Err(error) => {
            let keyword = KEYWORDS.iter().find(|keyword| **keyword == error.kind().keyword());
            run.refuse(at, keyword.copied().unwrap_or("interpreted"))
        }
    }
}
