//! `Content-Disposition` of a part (RFC 7578 §4.2).

use super::MultipartFlaw;
use crate::body::file_name;
use crate::body::parameters::{Malformed, Parameter, Parameters};

/// The name of a part, and that of its file where it is one. Both are UTF-8 without controls, quotes or backslashes;
/// neither is empty, and the file name is a plain one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Disposition {
    pub(super) name: String,
    pub(super) file_name: Option<String>,
}

impl Disposition {
    /// Reads the value of the field. Percent-encoded characters stay as they are: browsers write `%22`, `%0D` and `%0A`
    /// for what may not stand there, and nobody can tell that from the same text typed by a person.
    pub(super) fn of(value: &str) -> Result<Self, MultipartFlaw> {
        let (kind, mut parameters) = Parameters::of(value);
        if !kind.eq_ignore_ascii_case("form-data") {
            return Err(MultipartFlaw::Disposition);
        }
        let (mut name, mut file_name) = (None, None);
        while let Some(Parameter { name: kind, value }) =
            parameters.next().map_err(|Malformed| MultipartFlaw::Disposition)?
        {
            let place = match kind {
                _ if kind.contains('*') => return Err(MultipartFlaw::ExtendedParameter),
                _ if kind.eq_ignore_ascii_case("name") => &mut name,
                _ if kind.eq_ignore_ascii_case("filename") => &mut file_name,
                _ => return Err(MultipartFlaw::Disposition),
            };
            if place.replace(value).is_some() {
                return Err(MultipartFlaw::Disposition);
            }
        }
        let name = name.filter(|name| !name.is_empty()).ok_or(MultipartFlaw::Name)?.to_owned();
        file_name.map_or(Ok(()), file_name::judge).map_err(MultipartFlaw::FileName)?;
        Ok(Self { name, file_name: file_name.map(str::to_owned) })
    }
}
