//! How a value travels as text: parameters, and fields of forms (OpenAPI 3.1 §4.8.12.3, RFC 6570).

use super::Form;
use crate::schema::Validator;

/// How one value is written as text: the style of its place, and what the value is made of.
#[derive(Debug, Clone, Copy)]
pub struct Carried {
    /// The style.
    pub style: Style,
    /// Whether items and properties are written apart.
    pub explode: bool,
    /// Whether reserved characters that split nothing are passed on unencoded.
    pub reserved: bool,
    /// What the value is made of.
    pub composition: Composition,
}

impl Carried {
    /// A single value with one reading.
    pub const fn single(style: Style, reading: Reading) -> Self {
        Self { style, explode: false, reserved: false, composition: Composition::Single(Single::of(reading)) }
    }

    /// Whether each item or property is a pair of its own in a query or form.
    pub const fn is_apart(&self) -> bool {
        match self.style {
            Style::DeepObject => true,
            Style::Form => self.explode && matches!(self.composition, Composition::List(_) | Composition::Object(_)),
            Style::Simple | Style::Label | Style::Matrix | Style::SpaceDelimited | Style::PipeDelimited => false,
        }
    }
}

/// The styles of OpenAPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `a,b`: paths and headers.
    Simple,
    /// `.a`: paths.
    Label,
    /// `;name=a`: paths.
    Matrix,
    /// `name=a`: queries, cookies, forms.
    Form,
    /// `name=a%20b`: queries, forms.
    SpaceDelimited,
    /// `name=a%7Cb`: queries, forms.
    PipeDelimited,
    /// `name[property]=a`: queries, forms.
    DeepObject,
}

/// What a value that travels as text is made of.
#[derive(Debug, Clone, Copy)]
pub enum Composition {
    /// One text.
    Single(Single),
    /// One text for each item.
    List(List),
    /// One text for each property, or several.
    Object(Members),
    /// A whole form: the query, where it is one parameter.
    Form(&'static Form),
}

/// How one text becomes JSON.
#[derive(Debug, Clone, Copy)]
pub struct Single {
    /// The readings in the order they are tried. The first that the text has and that `schema` accepts counts; where there
    /// is one only, `schema` is not asked.
    pub readings: &'static [Reading],
    /// The schema of the value.
    pub schema: Validator,
}

impl Single {
    /// A text with one reading.
    pub const fn of(reading: Reading) -> Self {
        let readings: &'static [Reading] = match reading {
            Reading::Boolean => &[Reading::Boolean],
            Reading::Integer => &[Reading::Integer],
            Reading::Number => &[Reading::Number],
            Reading::String => &[Reading::String],
            Reading::Json => &[Reading::Json],
        };
        Self { readings, schema: crate::schema::anything }
    }
}

/// Several values under one name.
#[derive(Debug, Clone, Copy)]
pub struct List {
    /// Each of them.
    pub items: Single,
    /// So many are read, and nothing is decoded beyond: `maxItems`, or a cap of ours.
    pub most: usize,
}

/// The properties of an object that travels as text.
#[derive(Debug, Clone, Copy)]
pub struct Members {
    /// Those that are declared.
    pub declared: &'static [Member],
    /// How others are read, so that the schema can judge them. Without it, names of others are no names of this object.
    pub others: Option<Single>,
}

/// One declared property.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// One text, or one for each item where the style repeats names.
    pub value: MemberValue,
}

/// What a property that travels as text is.
#[derive(Debug, Clone, Copy)]
pub enum MemberValue {
    /// One text.
    Single(Single),
    /// One occurrence of the name for each item.
    List(List),
}

/// What a text can be read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// `true` or `false`, nothing else.
    Boolean,
    /// A canonical decimal integer: `0`, `-7`, `42`; no sign but minus, no leading zero, no exponent.
    Integer,
    /// A JSON number.
    Number,
    /// Any text, as a JSON string.
    String,
    /// One JSON text, and nothing but white space around it.
    Json,
}

impl Reading {
    /// The name of the type.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Json => "JSON",
        }
    }
}
