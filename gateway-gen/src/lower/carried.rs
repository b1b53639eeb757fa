//! How a value travels as text, given its schema: what a style can carry, and nothing deeper.

use crate::model::{
    Applied, Carried, Composition, List, Member, MemberValue, Members, Reading, Rest, SchemaId, Schemas, Single, Style,
    TypeSet,
};

/// So many items of one list are read where its schema allows more.
const MOST_ITEMS: u64 = 1_000;

/// How deep choices within choices are looked into for the types of a value.
const DEEPEST_CHOICE: usize = 8;

/// How a value of this schema is written in this style, or why it cannot be.
pub(super) fn carried(schemas: &Schemas, id: SchemaId, style: Style, explode: bool) -> Result<Carried, String> {
    let composition = composition(schemas, id, style, explode)?;
    let is_fit = match style {
        Style::SpaceDelimited | Style::PipeDelimited => !explode && !matches!(composition, Composition::Single(_)),
        Style::DeepObject => matches!(composition, Composition::Object(_)),
        Style::Simple | Style::Label | Style::Matrix | Style::Form => true,
    };
    if !is_fit {
        return Err(match style {
            Style::DeepObject => "`deepObject` is a style of objects".to_owned(),
            _ if explode => "OpenAPI gives this style no meaning with `explode: true`".to_owned(),
            _ => "OpenAPI gives this style no meaning for a single value".to_owned(),
        });
    }
    Ok(Carried { style, explode, reserved: false, composition })
}

fn composition(schemas: &Schemas, id: SchemaId, style: Style, explode: bool) -> Result<Composition, String> {
    let TypeSet { array, object, .. } = types(schemas, id, 0);
    let single = single(schemas, id);
    match (single, array, object) {
        (Some(single), ..) => Ok(Composition::Single(single)),
        (None, true, false) => Ok(Composition::List(list(schemas, id)?)),
        (None, false, true) => Ok(Composition::Object(members(schemas, id, style, explode)?)),
        (None, true, true) => Err("say which one `type` its values have: a text alone cannot tell".to_owned()),
        (None, false, false) => Err("no text can stand for a value that its schema accepts".to_owned()),
    }
}

/// How one text becomes a value of the schema; nothing where only arrays and objects are, or nothing is.
pub(super) fn single(schemas: &Schemas, id: SchemaId) -> Option<Single> {
    let types = types(schemas, id, 0);
    let readings = [
        types.boolean.then_some(Reading::Boolean),
        if types.number { Some(Reading::Number) } else { types.integer.then_some(Reading::Integer) },
        types.string.then_some(Reading::String),
    ];
    let readings: Vec<Reading> = readings.into_iter().flatten().collect();
    (!readings.is_empty()).then_some(Single { readings, schema: id })
}

/// How the items of an array schema travel.
pub(super) fn list(schemas: &Schemas, id: SchemaId) -> Result<List, String> {
    let rules = &schemas.at(id).array;
    if !rules.prefix.is_empty() {
        return Err("a list whose items differ by position is not supported yet".to_owned());
    }
    let Rest::Checked(items) = rules.items else { return Err("the items of the list need a schema".to_owned()) };
    let items = single(schemas, items).ok_or("lists of lists and of objects have no text of their own")?;
    Ok(List { items, most: most(schemas, id) })
}

/// How many items of an array are read.
pub(super) fn most(schemas: &Schemas, id: SchemaId) -> u64 {
    schemas.at(id).array.max_items.map_or(MOST_ITEMS, |most| most.min(MOST_ITEMS))
}

/// How the properties of an object schema travel.
fn members(schemas: &Schemas, id: SchemaId, style: Style, explode: bool) -> Result<Members, String> {
    let rules = &schemas.at(id).object;
    if branches_declare(schemas, id, 0) {
        return Err("the properties of an object that travels as text are not left to branches".to_owned());
    }
    let mut declared = Vec::new();
    for (name, property) in
        rules.properties.iter().filter(|(_, property)| property.declared && property.refused.is_none())
    {
        let value = match single(schemas, property.schema) {
            Some(single) => MemberValue::Single(single),
            None if style == Style::DeepObject && types(schemas, property.schema, 0).array => {
                MemberValue::List(list(schemas, property.schema).map_err(|reason| format!("`{name}`: {reason}"))?)
            }
            None => return Err(format!("`{name}`: a value inside an object is a single one in this style")),
        };
        declared.push(Member { name: name.clone(), value });
    }
    let names_are_pairs = style == Style::Form && explode;
    let others = others(schemas, id, !names_are_pairs)?;
    Ok(Members { declared, others })
}

/// How undeclared properties are read. Where the names of the object are names of pairs, only those that a schema describes are
/// its own; else all are, and the schema refuses what it does not allow.
pub(super) fn others(schemas: &Schemas, id: SchemaId, all: bool) -> Result<Option<Single>, String> {
    let rules = &schemas.at(id).object;
    let patterns = rules.patterns.iter().map(|pattern| pattern.schema);
    let described: Vec<SchemaId> =
        patterns.chain(rules.additional.iter().filter_map(|additional| additional.rest.checked())).collect();
    let is_closed = rules.additional.iter().any(|additional| additional.rest == Rest::Refused);
    let mut singles = Vec::new();
    for schema in described {
        singles.push(single(schemas, schema).ok_or("undeclared properties are single values")?);
    }
    let Some(first) = singles.first() else { return Ok(all.then(|| Single::text(id))) };
    if singles.iter().any(|single| single.readings != first.readings) || singles.len() > 1 && first.readings.len() > 1 {
        return Err("undeclared properties are of one type, whatever their names".to_owned());
    }
    Ok((all || !is_closed || !rules.patterns.is_empty()).then(|| first.clone()))
}

/// Whether a schema leaves properties to others that read the same object.
pub(super) fn branches_declare(schemas: &Schemas, id: SchemaId, depth: usize) -> bool {
    let declares = |branch: &SchemaId| {
        depth == DEEPEST_CHOICE
            || schemas.at(*branch).object.properties.values().any(|property| property.declared)
            || branches_declare(schemas, *branch, depth + 1)
    };
    schemas.at(id).applied.iter().any(|applied| match applied {
        Applied::All(branch) => declares(branch),
        Applied::Any(choice) | Applied::One(choice) => choice.branches.iter().any(declares),
        Applied::Not(_) | Applied::If(_) | Applied::Dependent(..) => false,
    })
}

/// The types a value may have, as far as `type`, `enum` and the branches of choices tell.
pub(super) fn types(schemas: &Schemas, id: SchemaId, depth: usize) -> TypeSet {
    let schema = schemas.at(id);
    let mut types = schema.types;
    if let Some(values) = &schema.enumeration {
        types.null &= values.iter().any(serde_json::Value::is_null);
        types.boolean &= values.iter().any(serde_json::Value::is_boolean);
        types.number &= values.iter().any(serde_json::Value::is_number);
        types.integer &= values.iter().any(serde_json::Value::is_number);
        types.string &= values.iter().any(serde_json::Value::is_string);
        types.array &= values.iter().any(serde_json::Value::is_array);
        types.object &= values.iter().any(serde_json::Value::is_object);
    }
    if depth == DEEPEST_CHOICE {
        return types;
    }
    for applied in &schema.applied {
        match applied {
            Applied::All(branch) => types = both(types, self::types(schemas, *branch, depth + 1)),
            Applied::Any(choice) | Applied::One(choice) => {
                let branches = choice.branches.iter().map(|branch| self::types(schemas, *branch, depth + 1));
                if let Some(any) = branches.reduce(either) {
                    types = both(types, any);
                }
            }
            Applied::Not(_) | Applied::If(_) | Applied::Dependent(..) => {}
        }
    }
    types
}

const fn both(left: TypeSet, right: TypeSet) -> TypeSet {
    TypeSet {
        null: left.null && right.null,
        boolean: left.boolean && right.boolean,
        integer: (left.integer || left.number) && (right.integer || right.number),
        number: left.number && right.number,
        string: left.string && right.string,
        array: left.array && right.array,
        object: left.object && right.object,
    }
}

const fn either(left: TypeSet, right: TypeSet) -> TypeSet {
    TypeSet {
        null: left.null || right.null,
        boolean: left.boolean || right.boolean,
        integer: left.integer || right.integer,
        number: left.number || right.number,
        string: left.string || right.string,
        array: left.array || right.array,
        object: left.object || right.object,
    }
}
