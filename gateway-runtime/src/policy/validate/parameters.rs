//! The parameters of a request: found in their places, decoded once, written as JSON, checked.

use core::ops::Range;
use std::borrow::Cow;

use http::header::COOKIE;
use smallvec::SmallVec;

use super::scalar;
use crate::contract::{ApiKeyLocation, Parameter, ParameterLocation, ParameterShape, ProductFacts};
use crate::credential::{accepted_facts, cookie_pairs, key_location, query_pairs};
use crate::decode::Noted;
use crate::denial::{Denial, ParameterName};
use crate::percent::{Plus, decode, encode_into};
use crate::schema::{self, Limits, Notes, Violation};
use crate::stage::Metered;

/// An array of scalars is as deep as a parameter gets.
const MAX_DEPTH: usize = 2;

/// Where the text of a parameter stands, and the notes of its values.
type Placed = (Range<usize>, Notes);

/// The validated texts of one request, in one buffer, and the query they are forwarded as.
#[derive(Default)]
pub(super) struct Parameters {
    texts: Vec<u8>,
    places: SmallVec<[Option<Placed>; 4]>,
    query: Option<String>,
}

impl Parameters {
    pub(super) fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    pub(super) fn noted(&self) -> impl Iterator<Item = Option<Noted<'_>>> {
        self.places.iter().map(|place| {
            let (place, notes) = place.as_ref()?;
            Some(Noted::of(self.texts.get(place.clone())?, notes))
        })
    }
}

/// The raw texts found in the place of one parameter.
type Found<'r> = SmallVec<[Cow<'r, str>; 2]>;

/// Finds and checks every parameter of the operation, and that there is no other in the query.
pub(super) fn read(metered: &Metered, product: &'static ProductFacts) -> Result<Parameters, Denial> {
    let declared = metered.facts().parameters;
    let mut parameters = Parameters::default();
    if declared.is_empty() && metered.raw_query().is_none() {
        return Ok(parameters);
    }
    let mut from_query: SmallVec<[Found<'_>; 4]> = declared.iter().map(|_| Found::new()).collect();
    if let Some(raw) = metered.raw_query() {
        let mut query = String::with_capacity(raw.len());
        for (name, value) in query_pairs(raw) {
            let decoded = decode(name, Plus::Space).ok_or(Denial::ParameterUndeclared)?;
            if let Some(forward) = credential(&decoded, metered, product) {
                if forward {
                    append(&mut query, name, value);
                }
                continue;
            }
            let is_it =
                |parameter: &&Parameter| parameter.location == ParameterLocation::Query && parameter.name == decoded;
            let (parameter, found) = declared
                .iter()
                .zip(&mut from_query)
                .find(|(parameter, _)| is_it(parameter))
                .ok_or(Denial::ParameterUndeclared)?;
            found.push(Cow::Borrowed(value));
            append_encoded(&mut query, parameter, value)?;
        }
        parameters.query = (!query.is_empty()).then_some(query);
    }
    for (parameter, found) in declared.iter().zip(from_query) {
        let found = match parameter.location {
            ParameterLocation::Query => found,
            ParameterLocation::Path => metered.captured(parameter.name).into_iter().map(Cow::Borrowed).collect(),
            ParameterLocation::Header => in_header(metered, parameter)?,
            ParameterLocation::Cookie => in_cookies(metered, parameter),
        };
        let place = write(&mut parameters.texts, parameter, &found)?;
        parameters.places.push(place);
    }
    Ok(parameters)
}

/// What is forwarded where the denial of the parameters was only reported: the query as it came, without credentials
/// that end here, and no text for anybody who reads validated ones.
pub(super) fn unread(metered: &Metered, product: &'static ProductFacts) -> Parameters {
    let mut query = String::new();
    for (name, value) in metered.raw_query().into_iter().flat_map(query_pairs) {
        let ends_here =
            decode(name, Plus::Space).is_some_and(|name| credential(&name, metered, product) == Some(false));
        if !ends_here {
            append(&mut query, name, value);
        }
    }
    Parameters { query: (!query.is_empty()).then_some(query), ..Parameters::default() }
}

/// Whether a query parameter is a credential the operation accepts, and then whether it is passed on: where the
/// scheme says so and it was verified.
fn credential(name: &str, metered: &Metered, product: &'static ProductFacts) -> Option<bool> {
    accepted_facts(metered.facts(), product)
        .find(|(_, scheme)| matches!(key_location(scheme), Some(ApiKeyLocation::Query(key)) if key == name))
        .map(|(id, scheme)| scheme.forward && metered.verified().iter().any(|principal| principal.scheme() == id))
}

fn in_header<'r>(metered: &'r Metered, parameter: &Parameter) -> Result<Found<'r>, Denial> {
    // The document's spelling may have capitals; fields are compared without regard to case.
    metered
        .headers()
        .get_all(parameter.name)
        .iter()
        .map(|value| value.to_str().map(|text| Cow::Borrowed(text.trim_matches([' ', '\t']))))
        .collect::<Result<_, _>>()
        .map_err(|_| invalid(parameter, "syntax"))
}

fn in_cookies<'r>(metered: &'r Metered, parameter: &Parameter) -> Found<'r> {
    metered
        .headers()
        .get_all(COOKIE)
        .iter()
        .filter_map(|field| field.to_str().ok())
        .flat_map(cookie_pairs)
        .filter(|(name, _)| *name == parameter.name)
        .map(|(_, value)| Cow::Borrowed(value))
        .collect()
}

/// Writes what was found as one JSON text, checks it, and gives its place and what was noted of it.
pub(super) fn write(
    texts: &mut Vec<u8>,
    parameter: &Parameter,
    found: &Found<'_>,
) -> Result<Option<(Range<usize>, Notes)>, Denial> {
    if found.is_empty() {
        return if parameter.required {
            Err(Denial::ParameterMissing { parameter: name(parameter) })
        } else {
            Ok(None)
        };
    }
    if found.len() > 1 && parameter.shape != ParameterShape::Repeated {
        return Err(Denial::ParameterRepeated { parameter: name(parameter) });
    }
    let start = texts.len();
    match (parameter.shape, found.first()) {
        (ParameterShape::Single, Some(text)) => write_scalar(texts, parameter, text)?,
        (ParameterShape::CommaSeparated, Some(text)) => write_array(texts, parameter, text.split(','))?,
        (ParameterShape::Repeated, _) => write_array(texts, parameter, found.iter().map(|text| &**text))?,
        (ParameterShape::Single | ParameterShape::CommaSeparated, None) => return Ok(None),
    }
    let place = start..texts.len();
    let text = texts.get(place.clone()).unwrap_or_default();
    let notes = schema::note(parameter.schema, text, &Limits::depth(MAX_DEPTH))
        .map_err(|violation| Denial::ParameterInvalid { parameter: name(parameter), violation })?;
    Ok(Some((place, notes)))
}

fn write_array<'t>(
    texts: &mut Vec<u8>,
    parameter: &Parameter,
    items: impl Iterator<Item = &'t str>,
) -> Result<(), Denial> {
    texts.push(b'[');
    for (position, item) in items.enumerate() {
        if position > 0 {
            texts.push(b',');
        }
        write_scalar(texts, parameter, item)?;
    }
    texts.push(b']');
    Ok(())
}

fn write_scalar(texts: &mut Vec<u8>, parameter: &Parameter, raw: &str) -> Result<(), Denial> {
    let text = decoded(parameter, raw)?;
    if scalar::write(texts, &text, parameter.kind) { Ok(()) } else { Err(invalid(parameter, "type")) }
}

/// The text of one value. Fields are not percent-encoded; the other places are. NUL is nobody's text.
fn decoded<'t>(parameter: &Parameter, raw: &'t str) -> Result<Cow<'t, str>, Denial> {
    let text = match parameter.location {
        ParameterLocation::Header => Some(Cow::Borrowed(raw.trim_matches([' ', '\t']))),
        ParameterLocation::Query => decode(raw, Plus::Space),
        ParameterLocation::Cookie | ParameterLocation::Path => decode(raw, Plus::Literal),
    };
    text.filter(|text| !text.contains('\0')).ok_or_else(|| invalid(parameter, "syntax"))
}

fn name(parameter: &Parameter) -> ParameterName {
    ParameterName { name: parameter.name, location: parameter.location }
}

fn invalid(parameter: &Parameter, keyword: &'static str) -> Denial {
    Denial::ParameterInvalid { parameter: name(parameter), violation: Violation { pointer: String::new(), keyword } }
}

/// Appends a pair as it came.
fn append(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(name);
    query.push('=');
    query.push_str(value);
}

/// Appends a declared parameter in the one encoding: what was decoded is encoded anew, separators stay separators.
fn append_encoded(query: &mut String, parameter: &Parameter, value: &str) -> Result<(), Denial> {
    if !query.is_empty() {
        query.push('&');
    }
    encode_into(query, parameter.name);
    query.push('=');
    if parameter.shape == ParameterShape::CommaSeparated {
        for (position, item) in value.split(',').enumerate() {
            if position > 0 {
                query.push(',');
            }
            encode_into(query, &decoded(parameter, item)?);
        }
    } else {
        encode_into(query, &decoded(parameter, value)?);
    }
    Ok(())
}
