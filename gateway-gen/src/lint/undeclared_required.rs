//! GW0615: a required property that a closed object does not declare.

use super::Review;
use crate::diagnostic::{Diagnostic, suggestion};
use crate::model::{Property, Rest, Schema, Schemas};
use crate::rule::Rule;

pub(super) const RULE: Rule = Rule {
    code: "GW0615",
    title: "a required property that a closed object does not declare",
    explanation: "`required` asks for a property that `additionalProperties: false` refuses, so that no object passes. The name is misspelt, or not declared; `additionalProperties` sees only the `properties` beside it, so in an `allOf` it also refuses what the other parts declare. Declare the property beside `additionalProperties`, or close the whole with `unevaluatedProperties: false`.",
    is_lint: true,
};

pub(super) fn judge(review: &mut Review<'_>) {
    for (_, schema) in review.reached() {
        if !schema.types.object {
            continue;
        }
        for (name, property) in closed_out(&review.product.schemas, schema) {
            let (message, help) = if property.declared {
                let message = format!(
                    "the object `{}` requires `{name}`, which one part of `allOf` declares and another refuses",
                    schema.title
                );
                let help = format!(
                    "declare `{name}` in the part with `additionalProperties: false` as well, or close the whole with `unevaluatedProperties: false`"
                );
                (message, help)
            } else {
                let message = format!("the closed object `{}` requires `{name}` and does not declare it", schema.title);
                let declared = schema.object.properties.iter().filter(|(_, property)| property.declared);
                let help = suggestion(name, declared.map(|(name, _)| name.as_str()))
                    .unwrap_or_else(|| format!("add `{name}` to `properties`, or take it out of `required`"));
                (message, help)
            };
            let label = format!("no object with `{name}` passes, and none without it");
            review.find(&schema.pointer, Diagnostic::error(RULE.code, &schema.span, message, label).help(help));
        }
    }
}

/// The required properties that `additionalProperties: false` refuses.
fn closed_out<'m>(schemas: &'m Schemas, schema: &'m Schema) -> Vec<(&'m str, &'m Property)> {
    if !schema.object.additional.iter().any(|additional| additional.rest == Rest::Refused) {
        return Vec::new();
    }
    let is_closed_out = |property: &Property| {
        let below = schemas.at(property.schema);
        property.required && below.is_false() && !(property.declared && below.is_literal_false())
    };
    let properties = schema.object.properties.iter().filter(|(_, property)| is_closed_out(property));
    properties.map(|(name, property)| (name.as_str(), property)).collect()
}
