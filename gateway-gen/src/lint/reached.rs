//! Which schemas a value of a request is held to.

use std::collections::BTreeSet;

use crate::model::{Applied, Body, Product, Schema, SchemaId};

/// Bodies, parameters, and all that applies to them and their parts. What only decides whether something else applies
/// (`not`, `if`, `contains`) is left out: it may well accept nothing on purpose.
pub(super) fn reached(product: &Product) -> Vec<SchemaId> {
    let mut ahead: Vec<SchemaId> = roots(product);
    let mut reached = BTreeSet::new();
    while let Some(id) = ahead.pop() {
        if reached.insert(id) {
            ahead.extend(held(product.schemas.at(id)));
        }
    }
    reached.into_iter().collect()
}

/// The schemas of bodies and parameters.
pub(super) fn roots(product: &Product) -> Vec<SchemaId> {
    let of = |operation: &crate::model::Operation| {
        let parameters: Vec<SchemaId> = operation.parameters.iter().map(|parameter| parameter.schema).collect();
        operation.body.iter().flat_map(Body::schemas).chain(parameters).collect::<Vec<_>>()
    };
    product.operations.iter().flat_map(of).collect()
}

/// The schemas that a value of this one, or a part of it, is held to.
pub(super) fn held(schema: &Schema) -> Vec<SchemaId> {
    let (object, array) = (&schema.object, &schema.array);
    let mut held: Vec<SchemaId> = Vec::new();
    let properties = object.properties.values().filter(|property| property.refused.is_none());
    held.extend(properties.map(|property| property.schema));
    held.extend(object.patterns.iter().map(|pattern| pattern.schema));
    held.extend(object.additional.iter().filter_map(|additional| additional.rest.checked()));
    held.extend(&object.names);
    held.extend(&array.prefix);
    held.extend(array.items.checked());
    for applied in &schema.applied {
        match applied {
            Applied::All(_) | Applied::Any(_) | Applied::One(_) | Applied::Dependent(..) => {
                held.extend(applied.below());
            }
            Applied::If(condition) => held.extend(condition.then.into_iter().chain(condition.otherwise)),
            Applied::Not(_) => {}
        }
    }
    let unevaluated = schema.unevaluated_properties.iter().chain(&schema.unevaluated_items);
    held.extend(unevaluated.filter_map(|unevaluated| unevaluated.rest.checked()));
    held
}
