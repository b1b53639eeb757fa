//! What an `application/x-www-form-urlencoded` text, or another list of named texts, is as one JSON object.

use super::{Carried, Single};

/// The fields of a form. Together they are one JSON object, which the schema of the form judges.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// Those that are declared: each is a member of its name.
    pub fields: &'static [FormField],
    /// How fields that nobody declares are read, so that the schema can judge them.
    pub others: Single,
}

/// One declared field.
#[derive(Debug, Clone, Copy)]
pub struct FormField {
    /// The name of the property.
    pub name: &'static str,
    /// How its value travels.
    pub carried: Carried,
}
