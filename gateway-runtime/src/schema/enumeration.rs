//! `enum` and `const`: JSON equality with listed values.

use std::sync::OnceLock;

use serde_json::Value;

use super::attempt::again;
use super::decimal::Decimal;
use super::text::read;
use super::violation::{NOWHERE, texts as listed_texts};
use super::{Cursor, Place, Quoted, Run, Step, anything, array, object};

/// One of the listed strings, each made by [`quoted`](super::quoted).
#[inline(always)]
pub fn one_of<'b>(run: &mut Run<'b>, at: Cursor<'b>, texts: &'static [Quoted], place: Place) -> Step<'b> {
    let at = at.start();
    match Quoted::find(texts, at) {
        Some((_, rest)) => Some(rest),
        None => one_of_otherwise(run, at, texts, place),
    }
}

/// The same with escapes.
#[inline(never)]
fn one_of_otherwise<'b>(run: &mut Run<'b>, at: Cursor<'b>, texts: &'static [Quoted], place: Place) -> Step<'b> {
    let end = if at.first() == b'"' {
        let text = read(run, at)?;
        let content = text.content();
        if texts.iter().any(|listed| listed.text().as_bytes() == &*content) {
            return Some(text.rest);
        }
        text.rest
    } else {
        anything(run, at)?
    };
    run.refuse(at, "enum", &listed_texts(texts), place)?;
    Some(end)
}

/// Listed values that are not all strings, read from their JSON text at the first use.
#[derive(Debug)]
pub struct Enumeration {
    json: &'static str,
    place: Place,
    values: OnceLock<Option<Vec<Value>>>,
}

impl Enumeration {
    /// From the text of a JSON array, and the place of the schema that lists it.
    #[must_use]
    pub const fn new(json: &'static str, place: Place) -> Self {
        Self { json, place, values: OnceLock::new() }
    }
}

/// One of the listed values.
pub fn enumeration<'b>(run: &mut Run<'b>, at: Cursor<'b>, listed: &'static Enumeration) -> Step<'b> {
    let at = at.start();
    let rest = anything(run, at)?;
    let values = listed.values.get_or_init(|| serde_json::from_str(listed.json).ok());
    let Some(values) = values else { return run.fail(at, "unreadable") };
    if at.first() == b'"' {
        let text = read(run, at)?;
        let content = text.content();
        if !values.iter().any(|value| value.as_str().is_some_and(|listed| listed.as_bytes() == &*content)) {
            run.refuse(at, "enum", &listed.json, listed.place)?;
        }
        return Some(rest);
    }
    if matches!(at.first(), b'[' | b'{') {
        again(run, at, rest, values.iter().filter(|value| value.is_array() || value.is_object()).count())?;
    }
    let is_listed = values.iter().any(|value| {
        // A comparison that ends inside an array or object leaves the run as if it were still there.
        let before = run.place();
        let equal = equals(run, at, value).is_some();
        run.return_to(before);
        equal
    });
    if !is_listed {
        run.refuse(at, "enum", &listed.json, listed.place)?;
    }
    Some(rest)
}

/// Compares the well-formed value at `at` with `value`, as deep as `value` goes.
fn equals<'b>(run: &mut Run<'b>, at: Cursor<'b>, value: &Value) -> Step<'b> {
    let at = at.start();
    match value {
        Value::Null => at.strip(b"null"),
        Value::Bool(true) => at.strip(b"true"),
        Value::Bool(false) => at.strip(b"false"),
        Value::Number(number) => {
            let text = run.rest(at);
            let (instance, rest) = Decimal::read(text)?;
            let end = run.behind(rest);
            let listed = number.to_string();
            let (listed, _) = Decimal::read(listed.as_bytes())?;
            instance.compare(&listed).is_eq().then_some(end)
        }
        Value::String(text) => {
            let instance = (at.first() == b'"').then(|| read(run, at))??;
            (*instance.content() == *text.as_bytes()).then_some(instance.rest)
        }
        Value::Array(items) => {
            at.strip_byte(b'[')?;
            let mut array = array(run, at, NOWHERE)?;
            for item in items {
                array.at = array.next(run)?.then(|| equals(run, array.at, item))??;
            }
            if array.next(run)? {
                return None;
            }
            array.close(run, 0, usize::MAX)
        }
        Value::Object(members) => {
            const OPEN: &super::Objects = &super::Objects::of(&[]);
            at.strip_byte(b'{')?;
            let mut object = object(run, at, OPEN)?;
            let mut count = 0;
            while object.next(run, OPEN)?.is_some() {
                let name = run.keys.last()?;
                let expected = core::str::from_utf8(&name).ok().and_then(|name| members.get(name))?;
                object.at = equals(run, object.at, expected)?;
                count += 1;
            }
            let rest = object.close(run, OPEN)?;
            (count == members.len()).then_some(rest)
        }
    }
}
