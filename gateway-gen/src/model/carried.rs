//! How values travel as text: in parameters and in fields of forms.

use super::SchemaId;

/// How one value is written as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The style.
    pub style: Style,
    /// Whether items and properties are written apart.
    pub explode: bool,
    /// `allowReserved`.
    pub reserved: bool,
    /// What the value is made of.
    pub composition: Composition,
}

/// The styles of OpenAPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are the words of OpenAPI")]
pub enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

impl Style {
    /// The word of OpenAPI.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::Label => "label",
            Self::Matrix => "matrix",
            Self::Form => "form",
            Self::SpaceDelimited => "spaceDelimited",
            Self::PipeDelimited => "pipeDelimited",
            Self::DeepObject => "deepObject",
        }
    }
}

/// What a value is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Composition {
    /// One text.
    Single(Single),
    /// One text for each item.
    List(List),
    /// One text for each property, or several.
    Object(Members),
    /// A whole form: the query, where it is one parameter.
    Form(Form),
}

/// How one text becomes JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Single {
    /// The readings in the order they are tried; at least one.
    pub readings: Vec<Reading>,
    /// The schema that chooses among several.
    pub schema: SchemaId,
}

/// What a text can be read as, in the order in which readings are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the variants are the types of JSON Schema")]
pub enum Reading {
    Boolean,
    Integer,
    Number,
    String,
    /// One JSON text.
    Json,
}

/// Several values under one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Each of them.
    pub items: Single,
    /// So many are read.
    pub most: u64,
}

/// The properties of an object that travels as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Members {
    /// Those that are declared, in the order of the document.
    pub declared: Vec<Member>,
    /// How others are read; without it, their names are no names of this object.
    pub others: Option<Single>,
}

/// One declared property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// What it is made of.
    pub value: MemberValue,
}

/// What a property is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberValue {
    /// One text.
    Single(Single),
    /// One occurrence of the name for each item.
    List(List),
}

/// The fields of a form, which together are one object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Those that are declared, in the order of the document.
    pub fields: Vec<FormField>,
    /// How others are read, so that the schema can judge them.
    pub others: Single,
}

/// One declared field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormField {
    /// The name of the property.
    pub name: String,
    /// How its value travels.
    pub carried: Carried,
}

impl Single {
    /// Any text, as a string.
    pub fn text(schema: SchemaId) -> Self {
        Self { readings: vec![Reading::String], schema }
    }
}

impl Form {
    /// The schemas that choose among readings.
    pub fn choosing(&self) -> Vec<SchemaId> {
        let others = (self.others.readings.len() > 1).then_some(self.others.schema);
        self.fields.iter().flat_map(|field| field.carried.choosing()).chain(others).collect()
    }
}

impl Carried {
    /// Whether each item or property is a pair of its own in a query or form.
    pub fn is_apart(&self) -> bool {
        self.style == Style::DeepObject
            || self.style == Style::Form
                && self.explode
                && matches!(self.composition, Composition::List(_) | Composition::Object(_))
    }

    /// The schemas that choose among readings.
    pub fn choosing(&self) -> Vec<SchemaId> {
        let single = |single: &Single| (single.readings.len() > 1).then_some(single.schema);
        match &self.composition {
            Composition::Single(one) => single(one).into_iter().collect(),
            Composition::List(list) => single(&list.items).into_iter().collect(),
            Composition::Object(object) => {
                let declared = object.declared.iter().filter_map(|member| match &member.value {
                    MemberValue::Single(one) | MemberValue::List(List { items: one, .. }) => single(one),
                });
                declared.chain(object.others.iter().filter_map(single)).collect()
            }
            Composition::Form(form) => form.choosing(),
        }
    }
}
