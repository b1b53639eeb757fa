//! Only for tests and measurements: from a plain JSON Schema to the generator's representation.
//!
//! The generator proper starts from an OpenAPI document. Here a schema is all there is, so its keywords are copied as
//! they are; whatever is not compiled goes to the interpreter, exactly as there.

#![allow(clippy::expect_used, clippy::panic, reason = "only tests and measurements include this")]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the counts of test schemas are small")]

use std::collections::BTreeMap;

use gateway_gen::model::{
    Additional, ArrayRules, Format, Interpreted, NumberRules, ObjectRules, Property, Schema, SchemaId, Schemas,
    StringRules, TypeSet, Union,
};
use gateway_gen::span::{SourceId, Span};
use serde_json::{Map, Value};

/// Keywords that say nothing about an instance.
const ANNOTATIONS: &[&str] = &[
    "$schema",
    "$defs",
    "definitions",
    "$comment",
    "$id",
    "title",
    "description",
    "default",
    "examples",
    "discriminator",
];

const COMPILED: &[&str] = &[
    "type",
    "properties",
    "required",
    "additionalProperties",
    "enum",
    "const",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "items",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
];

/// Adds `document` to `schemas`; `prefix` begins every name.
pub(crate) fn lower(schemas: &mut Schemas, document: &Value, prefix: &str) -> SchemaId {
    Lowering { schemas, document, prefix, known: BTreeMap::new() }.at("")
}

struct Lowering<'a> {
    schemas: &'a mut Schemas,
    document: &'a Value,
    prefix: &'a str,
    known: BTreeMap<String, SchemaId>,
}

impl Lowering<'_> {
    /// The schema at a pointer, references followed.
    fn at(&mut self, pointer: &str) -> SchemaId {
        if let Some(id) = self.known.get(pointer) {
            return *id;
        }
        let document = self.document;
        let value = document.pointer(pointer).expect("references in these schemas lead somewhere");
        if let Some(target) = only_reference(value) {
            // A reference to itself never gets here: the suites have none.
            return self.at(&target);
        }
        let name = self.name(pointer);
        let id = self.schemas.push(blank(name, pointer));
        self.known.insert(pointer.to_owned(), id);
        match value {
            Value::Bool(true) => {}
            Value::Bool(false) => self.schemas.at_mut(id).types = types(&[]),
            Value::Object(keywords) => self.keywords(id, pointer, keywords),
            _ => panic!("{value} is no schema"),
        }
        id
    }

    /// A name from the steps of the pointer, unique in the document.
    fn name(&mut self, pointer: &str) -> String {
        let mut name = self.prefix.to_owned();
        for step in pointer.split('/').filter(|step| !matches!(*step, "" | "$defs" | "properties")) {
            name.push('_');
            name.extend(step.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()));
        }
        while self.known.values().any(|id| self.schemas.at(*id).name == name) {
            name.push('x');
        }
        name
    }

    fn keywords(&mut self, id: SchemaId, pointer: &str, keywords: &Map<String, Value>) {
        let union = self.union(keywords);
        let others: Vec<_> = keywords
            .keys()
            .filter(|key| !COMPILED.contains(&key.as_str()) && !ANNOTATIONS.contains(&key.as_str()))
            .filter(|key| !(union.is_some() && *key == "oneOf"))
            .chain(keywords.get("format").filter(|name| format(name).is_none()).map(|_| const { &String::new() }))
            .map(|key| (key.clone(), span()))
            .collect();
        let interpreted = (!others.is_empty()).then(|| {
            let mut whole = keywords.clone();
            for key in ["$defs", "definitions"] {
                if let Some(definitions) = self.document.get(key) {
                    whole.insert(key.to_owned(), definitions.clone());
                }
            }
            Interpreted { keywords: others, schema: Value::Object(whole).to_string() }
        });
        // Where everything is interpreted, children may use anything, and nothing of them is compiled.
        if interpreted.is_some() {
            self.schemas.at_mut(id).interpreted = interpreted;
            return;
        }
        let count = |key: &str| keywords.get(key).and_then(Value::as_f64).map(|count| count as u64);
        let number = |key: &str| keywords.get(key).and_then(Value::as_number).cloned();
        let object = self.object(pointer, keywords);
        let items = keywords.get("items").map(|_| self.at(&format!("{pointer}/items")));
        let schema = self.schemas.at_mut(id);
        schema.types = match keywords.get("type") {
            Some(Value::String(name)) => types(&[name]),
            Some(Value::Array(names)) => types(&names.iter().filter_map(Value::as_str).collect::<Vec<_>>()),
            _ => schema.types,
        };
        let both = match (keywords.get("enum"), keywords.get("const")) {
            (Some(Value::Array(values)), None) => Some(values.clone()),
            (None, Some(value)) => Some(vec![value.clone()]),
            _ => None,
        };
        schema.enumeration = both;
        schema.string = StringRules {
            min_length: count("minLength"),
            max_length: count("maxLength"),
            pattern: keywords.get("pattern").and_then(Value::as_str).map(str::to_owned),
            max_steps: None,
            format: keywords.get("format").and_then(format),
        };
        schema.number = NumberRules {
            minimum: number("minimum"),
            exclusive_minimum: number("exclusiveMinimum"),
            maximum: number("maximum"),
            exclusive_maximum: number("exclusiveMaximum"),
        };
        schema.array = ArrayRules { items, min_items: count("minItems"), max_items: count("maxItems") };
        schema.object = object;
        if union.is_some() {
            schema.types = types(&["object"]);
        }
        schema.union = union;
    }

    fn object(&mut self, pointer: &str, keywords: &Map<String, Value>) -> ObjectRules {
        let required: Vec<&str> = keywords
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut rules = ObjectRules::default();
        let declared = keywords.get("properties").and_then(Value::as_object);
        for name in declared.into_iter().flat_map(Map::keys) {
            let step = name.replace('~', "~0").replace('/', "~1");
            let schema = self.at(&format!("{pointer}/properties/{step}"));
            let required = required.contains(&name.as_str());
            rules.properties.insert(name.clone(), Property { schema, required, field_name: String::new() });
        }
        for name in required {
            if !rules.properties.contains_key(name) && !rules.required_undeclared.iter().any(|known| known == name) {
                rules.required_undeclared.push(name.to_owned());
            }
        }
        rules.additional = match keywords.get("additionalProperties") {
            None | Some(Value::Bool(true)) => Additional::Allowed,
            Some(Value::Bool(false)) => Additional::Refused,
            Some(_) => Additional::Checked(self.at(&format!("{pointer}/additionalProperties"))),
        };
        let count = |key: &str| keywords.get(key).and_then(Value::as_f64).map(|count| count as u64);
        rules.min_properties = count("minProperties");
        rules.max_properties = count("maxProperties");
        rules
    }

    fn union(&mut self, keywords: &Map<String, Value>) -> Option<Union> {
        keywords.get("oneOf")?;
        let discriminator = keywords.get("discriminator")?;
        let property = discriminator.get("propertyName")?.as_str()?.to_owned();
        let mapping = discriminator.get("mapping")?.as_object()?;
        let branches = mapping.iter().map(|(tag, target)| {
            let pointer = target.as_str().and_then(|target| target.strip_prefix('#'))?;
            Some((tag.clone(), self.at(pointer)))
        });
        Some(Union { property, branches: branches.collect::<Option<_>>()? })
    }
}

/// The pointer of a schema that is nothing but a local reference.
fn only_reference(value: &Value) -> Option<String> {
    let target = value.get("$ref")?.as_str()?.strip_prefix('#')?;
    let lonely = value.as_object()?.keys().all(|key| key == "$ref" || ANNOTATIONS.contains(&key.as_str()));
    (lonely && (target.is_empty() || target.starts_with('/'))).then(|| target.to_owned())
}

fn blank(name: String, pointer: &str) -> Schema {
    Schema {
        name,
        title: pointer.rsplit('/').next().unwrap_or_default().to_owned(),
        pointer: pointer.to_owned(),
        span: span(),
        types: types(&["null", "boolean", "integer", "number", "string", "array", "object"]),
        enumeration: None,
        string: StringRules::default(),
        number: NumberRules::default(),
        array: ArrayRules::default(),
        object: ObjectRules::default(),
        union: None,
        interpreted: None,
        digest: String::new(),
    }
}

fn types(names: &[&str]) -> TypeSet {
    let has = |name| names.contains(&name);
    TypeSet {
        null: has("null"),
        boolean: has("boolean"),
        integer: has("integer"),
        number: has("number"),
        string: has("string"),
        array: has("array"),
        object: has("object"),
    }
}

fn format(name: &Value) -> Option<Format> {
    Format::named(name.as_str()?)
}

fn span() -> Span {
    Span { source: SourceId(0), range: 0..0, action: None }
}
