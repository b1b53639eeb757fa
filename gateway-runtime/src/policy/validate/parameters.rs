//! The parameters of a request: found in their places, decoded once, written as JSON, checked.

use core::fmt;

use http::header::COOKIE;
use smallvec::SmallVec;

use super::carried;
use super::coding::Coding;
use super::form::{self, MOST_PAIRS};
use super::pairs::{Named, Owner, Pairs, Unreadable};
use super::place::Place;
use super::quick;
use super::scalar::{LIMITS, flaw};
use crate::contract::{
    ApiKeyLocation, Carried, Composition, OperationFacts, Parameter, ParameterLocation, ProductFacts, Reading,
    Undeclared,
};
use crate::credential::{accepted_facts, cookie_pairs, key_location, query_pairs};
use crate::decode::Noted;
use crate::denial::{Denial, ParameterName};
use crate::percent::{Plus, decode};
use crate::schema::{self, Notes, Violations};
use crate::stage::Metered;

/// The validated texts of one request, in one buffer, and the query they are forwarded as.
#[derive(Default)]
pub struct Parameters {
    pub(super) texts: Vec<u8>,
    /// Where the text of each parameter stands.
    pub(super) places: SmallVec<[Place; 16]>,
    /// What was noted of the values of each parameter; nothing where no validator notes.
    pub(super) notes: Vec<Notes>,
    /// The query in another form than it came in; empty for none.
    pub(super) rewritten: Option<String>,
    has_undeclared: bool,
}

impl Parameters {
    /// So many, none of which was found yet.
    #[inline]
    pub(super) fn absent(count: usize) -> Self {
        Self { places: SmallVec::from_elem(Place::ABSENT, count), ..Self::default() }
    }

    /// The query to forward, given the one that came.
    pub fn query<'q>(&'q self, raw: Option<&'q str>) -> Option<&'q str> {
        self.rewritten.as_deref().or(raw).filter(|query| !query.is_empty())
    }

    /// Whether undeclared parameters were left out of the query.
    pub(super) const fn has_undeclared(&self) -> bool {
        self.has_undeclared
    }

    pub(super) fn noted(&self) -> impl Iterator<Item = Option<Noted<'_>>> {
        static NONE: Notes = Notes(Vec::new());
        self.places.iter().enumerate().map(|(position, place)| {
            let text = self.texts.get(place.range()).filter(|text| !text.is_empty())?;
            Some(Noted::of(text, self.notes.get(position).unwrap_or(&NONE)))
        })
    }
}

impl fmt::Debug for Parameters {
    /// Values never reach a log: only the counts do.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parameters").field("count", &self.places.len()).finish_non_exhaustive()
    }
}

impl Named for Parameter {
    fn name(&self) -> &'static str {
        self.name
    }

    fn carried(&self) -> Option<&Carried> {
        (self.location == ParameterLocation::Query).then_some(&self.carried)
    }
}

/// Finds and checks every parameter of the operation, and that there is no other in the query.
pub(super) fn read(metered: &Metered, product: &'static ProductFacts) -> Result<Parameters, Denial> {
    let facts = metered.facts();
    if facts.parameters.is_empty() && metered.raw_query().is_none() {
        return Ok(Parameters::default());
    }
    let raw = metered.raw_query().unwrap_or_default();
    let mut credentials = Credentials::of(metered, product);
    let mut parameters = read_from(facts, raw, &mut credentials, |texts, parameter| match parameter.location {
        ParameterLocation::Path => from_one(texts, parameter, metered.captured(parameter.name), Coding::Percent),
        ParameterLocation::Header => from_header(texts, parameter, metered),
        ParameterLocation::Cookie => from_cookies(texts, parameter, metered),
        ParameterLocation::Query | ParameterLocation::Querystring => Ok(Found::Nothing),
    })?;
    for pair in credentials.kept {
        let query = parameters.rewritten.get_or_insert_default();
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(pair);
    }
    Ok(parameters)
}

/// Keeps what was noted of the parameter at this position.
pub(super) fn keep(all: &mut Vec<Notes>, position: usize, notes: Notes) {
    if !notes.is_empty() {
        if all.len() <= position {
            all.resize_with(position + 1, Notes::default);
        }
        if let Some(place) = all.get_mut(position) {
            *place = notes;
        }
    }
}

/// The parameters of a query alone, as [`validate`](super::validate()) reads them: what is measured of it.
///
/// # Errors
/// As there; a required parameter of another place is missing.
pub fn read_query(facts: &OperationFacts, raw: &str) -> Result<Parameters, Denial> {
    read_from(facts, raw, &mut Credentials::default(), |_, _| Ok(Found::Nothing))
}

/// Every parameter; `elsewhere` finds those that are not in the query. What is usual is read in one pass.
fn read_from<'r>(
    facts: &OperationFacts,
    raw: &'r str,
    credentials: &mut Credentials<'r>,
    elsewhere: impl Fn(&mut Vec<u8>, &Parameter) -> Result<Found, Denial>,
) -> Result<Parameters, Denial> {
    if credentials.keys.is_empty()
        && let Some(parameters) = quick::read(facts, raw, &elsewhere)
    {
        return Ok(parameters);
    }
    read_any(facts, raw, credentials, elsewhere)
}

/// The same for everything that can be sent: one parameter after another, in the order of the facts.
#[inline(never)]
pub(super) fn read_any<'r>(
    facts: &OperationFacts,
    raw: &'r str,
    credentials: &mut Credentials<'r>,
    elsewhere: impl Fn(&mut Vec<u8>, &Parameter) -> Result<Found, Denial>,
) -> Result<Parameters, Denial> {
    let mut parameters = Parameters::default();
    let is_whole = facts.parameters.iter().any(|parameter| parameter.location == ParameterLocation::Querystring);
    let pairs = if is_whole { Pairs::default() } else { pairs(facts, raw, credentials, &mut parameters)? };
    // Room for brackets and quotes around each value of the query, and for an identifier in the path.
    parameters.texts.reserve(raw.len() + facts.parameters.len() * 4 + 48);
    parameters.places.reserve(facts.parameters.len());
    for (position, parameter) in facts.parameters.iter().enumerate() {
        let start = parameters.texts.len();
        let texts = &mut parameters.texts;
        let found = match parameter.location {
            ParameterLocation::Query => from_pairs(texts, parameter, &pairs, position)?,
            ParameterLocation::Querystring => {
                let (found, rewritten) = from_query(texts, parameter, raw, credentials)?;
                parameters.rewritten = rewritten;
                found
            }
            ParameterLocation::Path | ParameterLocation::Header | ParameterLocation::Cookie => {
                elsewhere(texts, parameter)?
            }
        };
        let checked = check(parameters.texts.get(start..).unwrap_or_default(), parameter, found, facts)?;
        match checked {
            Checked::Absent => parameters.texts.truncate(start),
            Checked::Text(notes) => keep(&mut parameters.notes, position, notes),
            Checked::Default(text, notes) => {
                parameters.texts.extend_from_slice(text.as_bytes());
                keep(&mut parameters.notes, position, notes);
            }
        }
        parameters.places.push(Place::of(start..parameters.texts.len()).ok_or(Denial::TargetTooLong)?);
    }
    if !is_whole {
        // Every value was decoded by now: only an undeclared one could fail, and there is none left.
        parameters.rewritten = pairs.encode(facts.parameters).map_err(|_| Denial::ParameterUndeclared)?;
    }
    Ok(parameters)
}

/// The pairs of the query, without credentials and without what nobody declared.
fn pairs<'r>(
    facts: &OperationFacts,
    raw: &'r str,
    credentials: &mut Credentials<'r>,
    parameters: &mut Parameters,
) -> Result<Pairs<'r>, Denial> {
    let take = |name: &str, pair| credentials.take(name, pair);
    let mut pairs = Pairs::parse(raw, facts.parameters, MOST_PAIRS, take).map_err(|unreadable| match unreadable {
        Unreadable::Name => Denial::ParameterUndeclared,
        Unreadable::TooMany => Denial::TargetTooLong,
    })?;
    if pairs.iter().any(|pair| pair.owner == Owner::Nobody) {
        if facts.undeclared == Undeclared::Refuse {
            return Err(Denial::ParameterUndeclared);
        }
        parameters.has_undeclared = true;
        pairs.drop_undeclared();
    }
    Ok(pairs)
}

/// What is forwarded where the denial of the parameters was only reported: the query as it came, without credentials
/// that end here, and no text for anybody who reads validated ones.
pub(super) fn unread(metered: &Metered, product: &'static ProductFacts) -> Parameters {
    let mut query = String::new();
    let mut credentials = Credentials::of(metered, product);
    for (name, value) in metered.raw_query().into_iter().flat_map(query_pairs) {
        let ends_here = decode(name, Plus::Space).is_some_and(|name| credentials.ends_here(&name));
        if !ends_here {
            if !query.is_empty() {
                query.push('&');
            }
            query.extend([name, "=", value]);
        }
    }
    credentials.kept.clear();
    Parameters { rewritten: Some(query), ..Parameters::default() }
}

/// The credentials that travel in the query of an operation.
#[derive(Default)]
pub(super) struct Credentials<'r> {
    /// Their names, and whether each is passed on: where the scheme says so and it was verified.
    keys: SmallVec<[(&'static str, bool); 2]>,
    /// The pairs that are passed on, as they came.
    kept: SmallVec<[&'r str; 1]>,
}

impl<'r> Credentials<'r> {
    fn of(metered: &Metered, product: &'static ProductFacts) -> Self {
        let keys = accepted_facts(metered.facts(), product).filter_map(|(id, scheme)| match key_location(scheme) {
            Some(ApiKeyLocation::Query(key)) => {
                let is_verified = metered.verified().iter().any(|principal| principal.scheme() == id);
                Some((key, scheme.forward && is_verified))
            }
            Some(ApiKeyLocation::Cookie(_) | ApiKeyLocation::Header(_)) | None => None,
        });
        Self { keys: keys.collect(), kept: SmallVec::new() }
    }

    /// Whether the pair of this name is a credential.
    #[inline]
    fn take(&mut self, name: &str, pair: &'r str) -> bool {
        if self.keys.is_empty() {
            return false;
        }
        let Some((_, forward)) = self.keys.iter().find(|(key, _)| *key == name) else { return false };
        if *forward {
            self.kept.push(pair);
        }
        true
    }

    fn ends_here(&self, name: &str) -> bool {
        self.keys.iter().any(|(key, forward)| *key == name && !forward)
    }
}

/// What was found of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A value, whose JSON text was appended.
    Value,
    /// An empty value, which the document allows, with the text of the empty string or without one.
    Empty,
}

fn from_pairs(texts: &mut Vec<u8>, parameter: &Parameter, pairs: &Pairs<'_>, position: usize) -> Result<Found, Denial> {
    let Some((first, is_alone)) = pairs.first_of(position) else { return Ok(Found::Nothing) };
    if parameter.allow_empty && is_alone && first.value.is_empty() && first.key.is_none() {
        if let Composition::Single(single) = parameter.carried.composition
            && single.readings.contains(&Reading::String)
        {
            texts.extend_from_slice(b"\"\"");
        }
        return Ok(Found::Empty);
    }
    if parameter.carried.is_apart() {
        let written = carried::write_apart(texts, &parameter.carried, pairs.of_field(position), Coding::Form);
        written.map_err(|violations| invalid(parameter, violations))?;
        Ok(Found::Value)
    } else if is_alone {
        carried::write_pair(texts, &parameter.carried, parameter.name, first, Coding::Form)
            .map_err(|violations| invalid(parameter, violations))?;
        Ok(Found::Value)
    } else {
        Err(Denial::ParameterRepeated { parameter: name(parameter) })
    }
}

fn from_one(texts: &mut Vec<u8>, parameter: &Parameter, raw: Option<&str>, coding: Coding) -> Result<Found, Denial> {
    let Some(raw) = raw else { return Ok(Found::Nothing) };
    carried::write(texts, &parameter.carried, parameter.name, raw, coding)
        .map_err(|violations| invalid(parameter, violations))?;
    Ok(Found::Value)
}

fn from_header(texts: &mut Vec<u8>, parameter: &Parameter, metered: &Metered) -> Result<Found, Denial> {
    // The document's spelling may have capitals; fields are compared without regard to case.
    let mut values = metered.headers().get_all(parameter.name).iter();
    let first = values.next();
    if values.next().is_some() {
        return Err(Denial::ParameterRepeated { parameter: name(parameter) });
    }
    let text = first.map(|value| value.to_str()).transpose().map_err(|_| invalid(parameter, flaw("syntax", None)))?;
    from_one(texts, parameter, text, Coding::Header)
}

fn from_cookies(texts: &mut Vec<u8>, parameter: &Parameter, metered: &Metered) -> Result<Found, Denial> {
    let fields = metered.headers().get_all(COOKIE).iter().filter_map(|field| field.to_str().ok());
    let mut values = fields.flat_map(cookie_pairs).filter(|(name, _)| *name == parameter.name);
    let first = values.next();
    if values.next().is_some() {
        return Err(Denial::ParameterRepeated { parameter: name(parameter) });
    }
    from_one(texts, parameter, first.map(|(_, value)| value), Coding::Percent)
}

/// The query as one parameter, and the form in which it is forwarded where it came in another.
fn from_query<'r>(
    texts: &mut Vec<u8>,
    parameter: &Parameter,
    raw: &'r str,
    credentials: &mut Credentials<'r>,
) -> Result<(Found, Option<String>), Denial> {
    let fail = |violations| invalid(parameter, violations);
    if raw.is_empty() {
        return Ok((Found::Nothing, None));
    }
    let Composition::Form(form) = parameter.carried.composition else {
        let found = from_one(texts, parameter, Some(raw), Coding::Percent)?;
        let mut query = String::with_capacity(raw.len());
        super::coding::encode(&mut query, &Coding::Percent.decode(raw).map_err(fail)?, false);
        return Ok((found, Some(query)));
    };
    let take = |name: &str, pair| credentials.take(name, pair);
    let fields = form::read_but(form, raw, MOST_PAIRS, take).map_err(fail)?;
    if fields.is_empty() {
        return Ok((Found::Nothing, Some(String::new())));
    }
    fields.write(texts).map_err(fail)?;
    Ok((Found::Value, fields.encode().map_err(fail)?))
}

/// What the schema made of a parameter.
enum Checked {
    Absent,
    Text(Notes),
    Default(&'static str, Notes),
}

fn check(text: &[u8], parameter: &Parameter, found: Found, facts: &OperationFacts) -> Result<Checked, Denial> {
    match found {
        Found::Value => match schema::note(parameter.schema, text, &LIMITS) {
            Ok(notes) => Ok(Checked::Text(notes)),
            Err(violations) => Err(invalid(parameter, violations)),
        },
        Found::Empty if !text.is_empty() => Ok(Checked::Text(Notes::default())),
        Found::Nothing if parameter.required => Err(Denial::ParameterMissing { parameter: name(parameter) }),
        Found::Empty | Found::Nothing => match parameter.default {
            // Nobody but a hook reads it.
            Some(text) if !facts.hooks.is_empty() => schema::note(parameter.schema, text.as_bytes(), &LIMITS)
                .map(|notes| Checked::Default(text, notes))
                .or(Ok(Checked::Absent)),
            Some(_) | None => Ok(Checked::Absent),
        },
    }
}

fn name(parameter: &Parameter) -> ParameterName {
    ParameterName { name: parameter.name, location: parameter.location }
}

fn invalid(parameter: &Parameter, violations: Violations) -> Denial {
    Denial::ParameterInvalid { parameter: name(parameter), violations }
}
