//! The interpreter's side of one subject.

use jsonschema::{Draft, Registry, Validator};
use serde_json::{Value, json};

use crate::dialect;
use crate::subjects::{Document, Subject};

const URI: &str = "urn:gateway:document";

/// The schemas of a document as the interpreter reads them.
#[derive(Debug)]
pub struct Translated {
    pub(crate) schema: Value,
    plain: Registry<'static>,
    /// With branches bound to their discriminating values, where the document has any.
    bound: Option<Registry<'static>>,
}

impl Translated {
    /// Reads a document of the corpus.
    pub fn new(document: &Document) -> Result<Self, String> {
        let mut schema: Value = serde_json::from_str(document.text).map_err(|error| error.to_string())?;
        dialect::translate(&mut schema, document.is_30);
        for component in schema.pointer_mut("/components/schemas").and_then(Value::as_object_mut).into_iter().flatten()
        {
            dialect::translate(component.1, document.is_30);
        }
        let mut bound = schema.clone();
        dialect::discriminate(&mut bound, &schema);
        let bound = (bound != schema).then(|| registry(bound)).transpose()?;
        Ok(Self { plain: registry(schema.clone())?, bound, schema })
    }

    /// The schema of one subject.
    pub(crate) fn root(&self, subject: &Subject) -> &Value {
        self.schema.get("properties").and_then(|roots| roots.get(subject.root)).unwrap_or(&Value::Null)
    }
}

fn registry(schema: Value) -> Result<Registry<'static>, String> {
    let registry = Registry::new().draft(Draft::Draft202012).add(URI, schema);
    registry.and_then(jsonschema::RegistryBuilder::prepare).map_err(|error| error.to_string())
}

/// What the interpreter makes of one subject.
#[derive(Debug)]
pub struct Oracle {
    plain: Validator,
    bound: Option<Validator>,
}

impl Oracle {
    /// Builds the interpreter's validator.
    pub fn new(translated: &Translated, subject: &Subject) -> Result<Self, String> {
        let root = subject.root.replace('~', "~0").replace('/', "~1");
        let fragment: String = root.bytes().map(escape).collect();
        let schema = json!({ "$ref": format!("{URI}#/properties/{fragment}") });
        let build = |registry| {
            let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
            options.with_registry(registry).build(&schema).map_err(|error| error.to_string())
        };
        Ok(Self { plain: build(&translated.plain)?, bound: translated.bound.as_ref().map(build).transpose()? })
    }

    /// Whether it accepts a value.
    pub fn accepts(&self, value: &Value) -> bool {
        self.plain.is_valid(value)
    }

    /// Whether it does where a discriminator picks the branch; nothing where the document has none.
    pub fn accepts_discriminated(&self, value: &Value) -> Option<bool> {
        self.bound.as_ref().map(|bound| bound.is_valid(value))
    }
}

/// A byte in the fragment of a URI (RFC 3986, section 3.5).
fn escape(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}
