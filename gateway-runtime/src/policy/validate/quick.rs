//! The usual request, whose parameters are read in one pass and judged where they stand.
//!
//! The texts are written behind a copy of the query, in which plain values become JSON in their place: the signs around a
//! string turn into quotes. One run judges all of them. Whatever is unusual, and whatever is to be refused, is read again
//! from its start by [`parameters`](super::parameters), which alone says what is wrong; both give the same texts and forward the same
//! query.

mod judged;
mod rewritten;
mod specials;
mod stands;
mod strings;

use core::ops::Range;

use self::specials::Specials;
use self::stands::stands_for;
use super::carried;
use super::coding::Coding;
use super::form::MOST_PAIRS;
use super::pairs::is_canonical_value;
use super::parameters::{Found, Parameters};
use super::place::Place;
use crate::contract::{Composition, OperationFacts, Parameter, ParameterLocation, Reading, Single, Style};
use crate::denial::Denial;
use crate::schema::PADDING;

/// What stands behind each text that does not end itself, as behind an item of an array.
const END: u8 = b',';

/// The parameters of a request without credentials in its query, where they are all as usual; `elsewhere` finds those that are
/// not in the query.
#[inline]
pub(super) fn read(
    facts: &OperationFacts,
    raw: &str,
    elsewhere: impl Fn(&mut Vec<u8>, &Parameter) -> Result<Found, Denial>,
) -> Option<Parameters> {
    let mut parameters = Parameters::absent(facts.parameters.len());
    let mut reader = Reader::new(facts.parameters, raw, &mut parameters.places);
    if !raw.is_empty() {
        reader.pairs()?;
    }
    reader.others(facts, elsewhere)?;
    (parameters.texts, parameters.notes, parameters.rewritten) = reader.judge()?;
    Some(parameters)
}

/// What was read so far.
struct Reader<'r, 'p> {
    parameters: &'r [Parameter],
    raw: &'r str,
    specials: Specials<'r>,
    /// The copy of the query with another sign behind it, and texts that were written anew.
    texts: Vec<u8>,
    /// Of each parameter.
    places: &'p mut [Place],
    /// How many items the list has that was written last.
    items: usize,
    /// The query as it is forwarded, up to what came in another form last, and how far that is in the one that came.
    rewritten: String,
    rewritten_to: usize,
}

impl<'r, 'p> Reader<'r, 'p> {
    #[inline]
    fn new(parameters: &'r [Parameter], raw: &'r str, places: &'p mut [Place]) -> Self {
        // Room for brackets and quotes around each value that is written anew, and for an identifier in the path.
        let mut texts = Vec::with_capacity(2 * raw.len() + parameters.len() * 4 + 48 + PADDING);
        texts.extend_from_slice(raw.as_bytes());
        texts.push(b'&');
        let specials = Specials::of(raw.as_bytes());
        Self { parameters, raw, specials, texts, places, items: 0, rewritten: String::new(), rewritten_to: 0 }
    }

    #[inline]
    fn is_absent(&self, position: usize) -> bool {
        self.places.get(position).is_some_and(|place| place.is_absent())
    }

    /// The byte of the query at a place; that behind its end is a sign.
    #[inline]
    fn byte(&self, at: usize) -> u8 {
        self.raw.as_bytes().get(at).copied().unwrap_or(b'&')
    }

    #[inline]
    fn bytes(&self, range: Range<usize>) -> Option<&'r [u8]> {
        self.raw.as_bytes().get(range)
    }

    /// Every pair of the query.
    fn pairs(&mut self) -> Option<()> {
        let mut start = 0;
        let mut before = 0;
        for _ in 0..MOST_PAIRS {
            let sign = self.specials.next();
            if self.byte(sign) != b'=' {
                return None;
            }
            let position = self.named(self.bytes(start..sign)?, before)?;
            let parameter = self.parameters.get(position)?;
            let end = if position == before && !self.is_absent(position) {
                self.another(position, parameter, sign)
            } else {
                self.first(position, parameter, sign)
            }?;
            if end >= self.raw.len() {
                return Some(());
            }
            before = position;
            start = end + 1;
        }
        None
    }

    /// The parameter of this name, likely that behind the one before, or the same.
    #[inline]
    fn named(&self, name: &[u8], before: usize) -> Option<usize> {
        let is_named =
            |at: &usize| self.parameters.get(*at).is_some_and(|parameter| are_same(parameter.name.as_bytes(), name));
        let position =
            [before + 1, before].into_iter().find(is_named).or_else(|| (0..self.parameters.len()).find(is_named))?;
        let parameter = self.parameters.get(position)?;
        let Parameter { location, carried, .. } = parameter;
        let is_pair = *location == ParameterLocation::Query
            && !(matches!(carried.composition, Composition::Object(_)) && carried.is_apart());
        is_pair.then_some(position)
    }

    /// The value behind the sign, which is the first of its parameter. Gives its end.
    #[inline]
    fn first(&mut self, position: usize, parameter: &Parameter, sign: usize) -> Option<usize> {
        if !self.is_absent(position) {
            return None;
        }
        let end = self.specials.next();
        let is_plain = self.byte(end) == b'&';
        if parameter.allow_empty && end == sign + 1 {
            return None;
        }
        let start = self.texts.len();
        let carried = &parameter.carried;
        let end = match &carried.composition {
            Composition::Single(single) if is_plain => match self.in_place(single, sign..end) {
                Some(place) => {
                    self.place(position, place)?;
                    return Some(end);
                }
                None => self.other(parameter, sign + 1, end)?,
            },
            Composition::Single(Single { readings: [Reading::String], .. }) if !carried.reserved => {
                let (place, end) = self.decode_in_place(sign, end)?;
                self.place(position, place)?;
                return Some(end);
            }
            Composition::List(list) if carried.style == Style::Form && !carried.reserved => {
                self.texts.push(b'[');
                self.items = 0;
                let delimiter = (!carried.explode).then_some(b',');
                let end = self.items(list, sign + 1, end, delimiter)?;
                self.texts.push(b']');
                end
            }
            _ => self.other(parameter, sign + 1, end)?,
        };
        self.end(position, start)?;
        Some(end)
    }

    /// The value behind the sign, where it is another item of the list written last.
    fn another(&mut self, position: usize, parameter: &Parameter, sign: usize) -> Option<usize> {
        let Composition::List(list) = &parameter.carried.composition else { return None };
        let place = self.places.get(position)?.range();
        if !parameter.carried.is_apart() || parameter.carried.reserved || place.end + 1 != self.texts.len() {
            return None;
        }
        // The bracket becomes the comma.
        self.texts.truncate(place.end - 1);
        self.texts.push(b',');
        let end = self.specials.next();
        let end = self.items(list, sign + 1, end, None)?;
        self.texts.push(b']');
        self.end(position, place.start)?;
        Some(end)
    }

    /// A plain value between two signs of the query, made JSON in its place; nothing where it has to be read in another way.
    #[inline]
    fn in_place(&mut self, single: &Single, signs: Range<usize>) -> Option<Range<usize>> {
        let [reading] = single.readings else { return None };
        if *reading == Reading::String {
            *self.texts.get_mut(signs.start)? = b'"';
            *self.texts.get_mut(signs.end)? = b'"';
            return Some(signs.start..signs.end + 1);
        }
        let value = signs.start + 1..signs.end;
        if !stands_for(self.bytes(value.clone())?, *reading) {
            return None;
        }
        *self.texts.get_mut(signs.end)? = END;
        Some(value)
    }

    /// Appends a value in any way there is. Gives its end.
    #[inline(never)]
    fn other(&mut self, parameter: &Parameter, start: usize, stop: usize) -> Option<usize> {
        let mut end = stop;
        while self.byte(end) != b'&' {
            end = self.specials.next();
        }
        let value = self.raw.get(start..end)?;
        if !is_canonical_value(&parameter.carried, value) {
            let out = self.rewrite_up_to(start..end)?;
            carried::encode(out, &parameter.carried, value, Coding::Form).ok()?;
        }
        carried::write(&mut self.texts, &parameter.carried, parameter.name, value, Coding::Form).ok()?;
        Some(end)
    }

    /// Ends the text of a parameter, which begins at `start`.
    #[inline]
    fn end(&mut self, position: usize, start: usize) -> Option<()> {
        self.place(position, start..self.texts.len())?;
        self.texts.push(END);
        Some(())
    }

    #[inline]
    fn place(&mut self, position: usize, range: Range<usize>) -> Option<()> {
        *self.places.get_mut(position)? = Place::of(range)?;
        Some(())
    }
}

/// Whether two names are the same; most are of four to sixteen bytes, and then both ends of them are all.
#[inline]
fn are_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    match one.len() {
        4..8 => one.first_chunk::<4>() == other.first_chunk() && one.last_chunk::<4>() == other.last_chunk(),
        8..=16 => one.first_chunk::<8>() == other.first_chunk() && one.last_chunk::<8>() == other.last_chunk(),
        _ => one == other,
    }
}

#[cfg(test)]
mod tests;
