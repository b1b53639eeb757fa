//! The head of a part: its name and what else its header fields say.

use core::fmt::Write as _;

use super::MultipartFlaw;
use super::disposition::Disposition;
use crate::body::parameters::{Malformed, OWS, Parameter, Parameters, is_token};

/// The head of a part. All texts have one reading and can be written back as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartHead {
    disposition: Disposition,
    content_type: Option<String>,
    fields: Vec<(&'static str, String)>,
}

impl PartHead {
    /// A head with these texts, under the same rules as one that was read. In names, `"`, CR and LF are percent-encoded
    /// as browsers do.
    pub fn new(name: &str, file_name: Option<&str>, content_type: Option<&str>) -> Result<Self, MultipartFlaw> {
        let mut value = format!("form-data; name=\"{}\"", encoded(name));
        if let Some(name) = file_name {
            // Writing to a text cannot fail.
            let _ = write!(value, "; filename=\"{}\"", encoded(name));
        }
        Ok(Self {
            disposition: Disposition::of(&value)?,
            content_type: content_type.map(media_type).transpose()?,
            fields: Vec::new(),
        })
    }

    /// The name, which is never empty.
    pub fn name(&self) -> &str {
        &self.disposition.name
    }

    /// The name of the file, where the part is one. It passed [`file_name::judge`](crate::body::file_name::judge).
    pub fn file_name(&self) -> Option<&str> {
        self.disposition.file_name.as_deref()
    }

    /// The media type, where it is stated: type, subtype and names of parameters in lower case, each parameter as
    /// `; name=value`, quoted only where it has to be.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The other header fields, in the order they came, under the names they were declared with. Values are visible
    /// ASCII and spaces.
    pub fn fields(&self) -> &[(&'static str, String)] {
        &self.fields
    }
}

fn encoded(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// The head of a part while its lines arrive.
#[derive(Debug, Default)]
pub(super) struct Draft {
    disposition: Option<Disposition>,
    content_type: Option<String>,
    fields: Vec<(&'static str, String)>,
}

impl Draft {
    /// Adds a line, without its line end and not empty. `declared` are the names of header fields beside
    /// `Content-Disposition` and `Content-Type`.
    pub(super) fn add(&mut self, line: &[u8], declared: &[&'static str]) -> Result<(), MultipartFlaw> {
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            return Err(MultipartFlaw::Folded);
        }
        let line = str::from_utf8(line).map_err(|_| MultipartFlaw::Utf8)?;
        let (name, value) = line.split_once(':').ok_or(MultipartFlaw::PartHead)?;
        let value = value.trim_matches(OWS);
        if !is_token(name) || value.contains(char::is_control) {
            return Err(MultipartFlaw::PartHead);
        }
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        if is("Content-Transfer-Encoding") {
            return Err(MultipartFlaw::TransferEncoding);
        }
        let is_duplicate = if is("Content-Disposition") {
            self.disposition.replace(Disposition::of(value)?).is_some()
        } else if is("Content-Type") {
            self.content_type.replace(media_type(value)?).is_some()
        } else {
            let name = declared.iter().copied().find(|name| is(name)).ok_or(MultipartFlaw::UnknownHeader)?;
            if !value.is_ascii() {
                return Err(MultipartFlaw::PartHead);
            }
            let is_known = self.fields.iter().any(|(known, _)| *known == name);
            self.fields.push((name, value.to_owned()));
            is_known
        };
        if is_duplicate { Err(MultipartFlaw::DuplicateHeader) } else { Ok(()) }
    }

    /// The head, when its empty line came.
    pub(super) fn finish(self) -> Result<PartHead, MultipartFlaw> {
        let Self { disposition, content_type, fields } = self;
        Ok(PartHead { disposition: disposition.ok_or(MultipartFlaw::Disposition)?, content_type, fields })
    }
}

/// A media type (RFC 9110 §8.3.1) in its one form.
fn media_type(value: &str) -> Result<String, MultipartFlaw> {
    let (essence, mut parameters) = Parameters::of(value);
    let (kind, subtype) = essence.split_once('/').ok_or(MultipartFlaw::ContentType)?;
    if !is_token(kind) || !is_token(subtype) || !value.is_ascii() {
        return Err(MultipartFlaw::ContentType);
    }
    if kind.eq_ignore_ascii_case("multipart") {
        return Err(MultipartFlaw::Nested);
    }
    let mut written = essence.to_ascii_lowercase();
    let mut names: Vec<&str> = Vec::new();
    while let Some(Parameter { name, value }) = parameters.next().map_err(|Malformed| MultipartFlaw::ContentType)? {
        if names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            return Err(MultipartFlaw::ContentType);
        }
        names.push(name);
        let quote = if is_token(value) { "" } else { "\"" };
        // Writing to a text cannot fail.
        let _ = write!(written, "; {}={quote}{value}{quote}", name.to_ascii_lowercase());
    }
    Ok(written)
}
