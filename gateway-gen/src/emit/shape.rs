//! What a schema is in Rust.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::Malformed;
use super::name::{Name, Names, camel};
use crate::model::{Applied, Body, Number, Product, Property, Rest, Schema, SchemaId, Schemas};

/// The Rust form of a schema's values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `bool`
    Boolean,
    /// `i64`: every bound is known and fits.
    Signed,
    /// `u64`: likewise.
    Unsigned,
    /// `Integer<'a>`: an integer without bounds that fit.
    Integer,
    /// `f64`
    Number,
    /// `Cow<'a, str>`
    Text,
    /// `Vec<T>`
    List(Box<Shape>),
    /// `Option<T>`
    Nullable(Box<Shape>),
    /// A struct of the module `types`.
    Struct(SchemaId),
    /// `Json<'a>`: maps, unions, several types, recursion, and what only the interpreter knows.
    Json,
}

/// The shapes of a product's schemas.
#[derive(Debug)]
pub(crate) struct Shapes<'m> {
    schemas: &'m Schemas,
    /// Objects and arrays that contain themselves.
    recursive: BTreeSet<SchemaId>,
    /// Objects whose struct borrows from the request.
    borrowing: BTreeSet<SchemaId>,
    structs: BTreeMap<SchemaId, Name>,
    /// Of each schema whose values have parts in Rust: the validator that notes them.
    noting: BTreeMap<SchemaId, Name>,
}

/// A list of lists of ... deeper than this is read as JSON text.
const MAX_LISTS: usize = 8;

/// Names that generated modules use for something else.
const RESERVED: &[&str] = &["Cow", "FromNotes", "Integer", "Json", "None", "Noted", "Option", "Self", "Some", "Vec"];

impl<'m> Shapes<'m> {
    /// Decides the shape of everything that a body or a parameter of an operation with a hook consists of.
    pub(crate) fn of(product: &'m Product) -> Result<Self, Malformed> {
        let schemas = &product.schemas;
        let graph = Graph::of(schemas);
        let recursive = graph.recursive();
        let mut shapes =
            Self { schemas, recursive, borrowing: graph.endless, structs: BTreeMap::new(), noting: BTreeMap::new() };
        for id in graph.finite {
            if fields(schemas.at(id)).any(|(_, property)| shapes.borrows(&shapes.at(property.schema))) {
                shapes.borrowing.insert(id);
            }
        }
        let mut names = Names::reserving(RESERVED);
        let validators: Vec<&str> = schemas.iter().map(|(_, schema)| schema.name.as_str()).collect();
        let mut validators = Names::reserving(&validators);
        let hooked = product.operations.iter().filter(|operation| !operation.hooks.is_empty());
        let mut open: Vec<SchemaId> = hooked
            .flat_map(|operation| {
                let parameters = operation.parameters.iter().map(|parameter| parameter.schema);
                parameters.chain(operation.body.iter().flat_map(Body::schemas))
            })
            .collect();
        open.reverse();
        while let Some(id) = open.pop() {
            if !shapes.at(id).has_parts() || shapes.noting.contains_key(&id) {
                continue;
            }
            let schema = schemas.at(id);
            shapes.noting.insert(id, validators.claim(&[&format!("noting_{}", schema.name)])?);
            if shapes.at(id).innermost_struct() == Some(id) {
                let name = camel(&schema.name);
                shapes.structs.insert(id, names.claim(&[&name, &format!("{name}Object")])?);
            }
            open.extend(contents(schema).into_iter().rev());
        }
        Ok(shapes)
    }

    /// The structs, in the order of their schemas.
    pub(crate) fn structs(&self) -> impl Iterator<Item = (&Name, &'m Schema)> {
        self.structs.iter().map(|(id, name)| (name, self.schemas.at(*id)))
    }

    /// The validator that notes where the parts of a schema's values stand, where a typed input needs that.
    pub(crate) fn noting(&self, id: SchemaId) -> Option<&Name> {
        self.noting.get(&id)
    }

    /// The schemas that have such a validator.
    pub(crate) fn noted(&self) -> impl Iterator<Item = SchemaId> {
        self.noting.keys().copied()
    }

    /// The shape of one schema.
    pub(crate) fn at(&self, id: SchemaId) -> Shape {
        self.nested(id, 0)
    }

    fn nested(&self, id: SchemaId, lists: usize) -> Shape {
        let schema = self.schemas.at(id);
        let shape = match Outline::of(schema) {
            Outline::Scalar(shape) => shape,
            Outline::List(_) | Outline::Struct if self.recursive.contains(&id) => Shape::Json,
            Outline::List(_) if lists == MAX_LISTS => Shape::Json,
            Outline::List(items) => Shape::List(Box::new(self.nested(items, lists + 1))),
            Outline::Struct => Shape::Struct(id),
        };
        if schema.types.null && shape != Shape::Json { Shape::Nullable(Box::new(shape)) } else { shape }
    }

    /// Whether values borrow from the request.
    pub(crate) fn borrows(&self, shape: &Shape) -> bool {
        match shape {
            Shape::Boolean | Shape::Signed | Shape::Unsigned | Shape::Number => false,
            Shape::Integer | Shape::Text | Shape::Json => true,
            Shape::List(inner) | Shape::Nullable(inner) => self.borrows(inner),
            Shape::Struct(id) => self.borrowing.contains(id),
        }
    }

    /// The type as it is written in a module that reaches the structs through `path`.
    pub(crate) fn rust(&self, shape: &Shape, path: &TokenStream) -> TokenStream {
        match shape {
            Shape::Boolean => quote!(bool),
            Shape::Signed => quote!(i64),
            Shape::Unsigned => quote!(u64),
            Shape::Integer => quote!(Integer<'a>),
            Shape::Number => quote!(f64),
            Shape::Text => quote!(Cow<'a, str>),
            Shape::Json => quote!(Json<'a>),
            Shape::List(inner) => {
                let inner = self.rust(inner, path);
                quote!(Vec<#inner>)
            }
            Shape::Nullable(inner) => {
                let inner = self.rust(inner, path);
                quote!(Option<#inner>)
            }
            Shape::Struct(id) => {
                let name = self.structs.get(id);
                let lifetime = self.borrows(shape).then(|| quote!(<'a>));
                quote!(#path #name #lifetime)
            }
        }
    }
}

impl Shape {
    /// Whether values are made of others.
    fn has_parts(&self) -> bool {
        match self {
            Self::List(_) | Self::Struct(_) => true,
            Self::Nullable(inner) => inner.has_parts(),
            Self::Boolean | Self::Signed | Self::Unsigned | Self::Integer | Self::Number | Self::Text | Self::Json => {
                false
            }
        }
    }

    /// Whether a struct is a part of the type.
    pub(crate) fn has_struct(&self) -> bool {
        self.innermost_struct().is_some()
    }

    fn innermost_struct(&self) -> Option<SchemaId> {
        match self {
            Self::Struct(id) => Some(*id),
            Self::List(inner) | Self::Nullable(inner) => inner.innermost_struct(),
            Self::Boolean | Self::Signed | Self::Unsigned | Self::Integer | Self::Number | Self::Text | Self::Json => {
                None
            }
        }
    }

    /// Whether a word occurs in the type, for imports.
    pub(crate) fn uses(&self, word: &Self) -> bool {
        match self {
            Self::List(inner) | Self::Nullable(inner) => inner.uses(word),
            _ => self == word,
        }
    }
}

/// The smallest machine integer that holds every admitted value.
fn integer(schema: &Schema) -> Shape {
    let rules = &schema.number;
    let bounds = [&rules.minimum, &rules.exclusive_minimum]
        .into_iter()
        .flatten()
        .chain([&rules.maximum, &rules.exclusive_maximum].into_iter().flatten());
    let bounded = (rules.minimum.is_some() || rules.exclusive_minimum.is_some())
        && (rules.maximum.is_some() || rules.exclusive_maximum.is_some());
    let admitted: Vec<Number> = match &schema.enumeration {
        Some(values) => {
            let numbers = values.iter().filter_map(Value::as_number);
            numbers.filter_map(|number| Number::parse(&number.to_string())).collect()
        }
        None if bounded => bounds.cloned().collect(),
        None => return Shape::Integer,
    };
    if admitted.iter().all(|bound| bound.as_i64().is_some()) {
        Shape::Signed
    } else if admitted.iter().all(|bound| bound.as_u64().is_some()) {
        Shape::Unsigned
    } else {
        Shape::Integer
    }
}

/// What a schema is, one level deep.
enum Outline {
    Scalar(Shape),
    List(SchemaId),
    Struct,
}

impl Outline {
    fn of(schema: &Schema) -> Self {
        if is_choice(schema) {
            return Self::Scalar(Shape::Json);
        }
        let types = schema.types;
        match (types.boolean, types.number || types.integer, types.string, types.array, types.object) {
            (true, false, false, false, false) => Self::Scalar(Shape::Boolean),
            (false, true, false, false, false) if types.number => Self::Scalar(Shape::Number),
            (false, true, false, false, false) => Self::Scalar(integer(schema)),
            (false, false, true, false, false) => Self::Scalar(Shape::Text),
            (false, false, false, true, false) => match schema.array.items {
                Rest::Checked(items) if schema.array.prefix.is_empty() => Self::List(items),
                Rest::Checked(_) | Rest::Allowed | Rest::Refused => Self::Scalar(Shape::Json),
            },
            (false, false, false, false, true) if fields(schema).next().is_some() => Self::Struct,
            _ => Self::Scalar(Shape::Json),
        }
    }
}

/// Whether branches decide what the value is.
fn is_choice(schema: &Schema) -> bool {
    let decides = |applied: &Applied| match applied {
        Applied::Any(_) | Applied::One(_) | Applied::All(_) => true,
        Applied::Not(_) | Applied::If(_) | Applied::Dependent(..) => false,
    };
    schema.applied.iter().any(decides) && fields(schema).next().is_none()
}

/// The properties that a struct has: those that are declared and may be there.
pub(crate) fn fields(schema: &Schema) -> impl DoubleEndedIterator<Item = (&String, &Property)> {
    schema.object.properties.iter().filter(|(_, property)| is_field(property))
}

/// Whether a property is declared and may be there.
pub(crate) fn is_field(property: &Property) -> bool {
    property.declared && property.refused.is_none()
}

/// Which schemas contain which, as far as shapes look into them.
struct Graph<'m> {
    schemas: &'m Schemas,
    /// Those whose contents end, contents first.
    finite: Vec<SchemaId>,
    /// Those that contain a schema that contains itself.
    endless: BTreeSet<SchemaId>,
}

impl<'m> Graph<'m> {
    /// Linear in the number of schemas and references.
    fn of(schemas: &'m Schemas) -> Self {
        let mut containers: BTreeMap<SchemaId, Vec<SchemaId>> = BTreeMap::new();
        let mut missing: BTreeMap<SchemaId, usize> = BTreeMap::new();
        for (id, schema) in schemas.iter() {
            let contents = contents(schema);
            missing.insert(id, contents.len());
            for content in contents {
                containers.entry(content).or_default().push(id);
            }
        }
        let mut finite: Vec<SchemaId> = missing.iter().filter(|(_, count)| **count == 0).map(|(id, _)| *id).collect();
        let mut next = 0;
        while let Some(id) = finite.get(next).copied() {
            next += 1;
            for container in containers.get(&id).into_iter().flatten() {
                if let Some(count) = missing.get_mut(container) {
                    *count -= 1;
                    if *count == 0 {
                        finite.push(*container);
                    }
                }
            }
        }
        let endless = missing.into_iter().filter(|(_, count)| *count > 0).map(|(id, _)| id).collect();
        Self { schemas, finite, endless }
    }

    /// Those that contain themselves; quadratic in the number of the endless ones only.
    fn recursive(&self) -> BTreeSet<SchemaId> {
        let contains_itself = |start: SchemaId| {
            let mut seen = BTreeSet::new();
            let mut open = contents(self.schemas.at(start));
            while let Some(id) = open.pop() {
                if id == start {
                    return true;
                }
                if self.endless.contains(&id) && seen.insert(id) {
                    open.extend(contents(self.schemas.at(id)));
                }
            }
            false
        };
        self.endless.iter().copied().filter(|id| contains_itself(*id)).collect()
    }
}

fn contents(schema: &Schema) -> Vec<SchemaId> {
    match Outline::of(schema) {
        Outline::Scalar(_) => Vec::new(),
        Outline::List(items) => vec![items],
        Outline::Struct => fields(schema).map(|(_, property)| property.schema).collect(),
    }
}
