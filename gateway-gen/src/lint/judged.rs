//! Which schemas say what a value of a request may be, and not only what it must be as well.

use std::collections::BTreeSet;

use crate::model::{Applied, Body, Product, Rest, Schema, SchemaId};

/// The schemas that a value is described by: bodies, parameters, their properties and items. What only adds a condition
/// (`not`, `if`, `contains`, a branch beside rules of its own) is left out, and so is what leaves all to its branches.
pub(super) fn judged(product: &Product) -> Vec<SchemaId> {
    let roots = product.operations.iter().flat_map(|operation| {
        let parameters = operation.parameters.iter().map(|parameter| parameter.schema);
        parameters.chain(operation.body.iter().flat_map(Body::schemas))
    });
    let mut seen = BTreeSet::new();
    let mut ahead: Vec<SchemaId> = roots.collect();
    let mut judged = BTreeSet::new();
    while let Some(id) = ahead.pop() {
        if !seen.insert(id) {
            continue;
        }
        let schema = product.schemas.at(id);
        let branches = branches(schema);
        if leaves_all(schema) && !branches.is_empty() {
            ahead.extend(branches);
            continue;
        }
        judged.insert(id);
        ahead.extend(parts(schema));
    }
    judged.into_iter().collect()
}

fn branches(schema: &Schema) -> Vec<SchemaId> {
    schema
        .applied
        .iter()
        .flat_map(|applied| match applied {
            Applied::Any(choice) | Applied::One(choice) => choice.branches.clone(),
            Applied::All(id) => vec![*id],
            Applied::Not(_) | Applied::If(_) | Applied::Dependent(..) => Vec::new(),
        })
        .collect()
}

/// Whether a schema says no more than a type.
fn leaves_all(schema: &Schema) -> bool {
    schema.enumeration.is_none()
        && schema.string.max_length.is_none()
        && schema.string.patterns.is_empty()
        && schema.string.formats.is_empty()
        && schema.object.properties.values().all(|property| !property.declared)
        && schema.object.patterns.is_empty()
        && schema.object.additional.iter().all(|additional| additional.rest == Rest::Allowed)
        && schema.array.prefix.is_empty()
        && schema.array.items == Rest::Allowed
}

fn parts(schema: &Schema) -> Vec<SchemaId> {
    let checked = |rest: Rest| if let Rest::Checked(id) = rest { Some(id) } else { None };
    let mut parts = Vec::new();
    if schema.types.object {
        let declared =
            schema.object.properties.values().filter(|property| property.declared && property.refused.is_none());
        parts.extend(declared.map(|property| property.schema));
        parts.extend(schema.object.patterns.iter().map(|pattern| pattern.schema));
        parts.extend(schema.object.additional.iter().filter_map(|additional| checked(additional.rest)));
    }
    if schema.types.array {
        parts.extend(&schema.array.prefix);
        parts.extend(checked(schema.array.items));
    }
    parts
}
