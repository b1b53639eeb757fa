//! What separates the items of a style within one text.

use memchr::{memchr, memchr2};

use super::coding::Coding;
use crate::contract::Style;

/// What separates items. It is looked for in the text as it came, so that an encoded one separates nothing; only the two styles
/// whose delimiter no URI can hold are separated by its encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Delimiter {
    Byte(u8),
    /// A pipe, also as `%7C`.
    Pipe,
    /// A space, as `%20` or `+` in a query.
    Space,
}

impl Delimiter {
    pub(super) const fn of(style: Style, explode: bool) -> Self {
        match style {
            Style::Label if explode => Self::Byte(b'.'),
            Style::Matrix if explode => Self::Byte(b';'),
            Style::Simple | Style::Label | Style::Matrix | Style::Form | Style::DeepObject => Self::Byte(b','),
            Style::SpaceDelimited => Self::Space,
            Style::PipeDelimited => Self::Pipe,
        }
    }

    /// As it is forwarded in a query.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Byte(b'.') => ".",
            Self::Byte(b';') => ";",
            Self::Byte(_) => ",",
            Self::Pipe => "%7C",
            Self::Space => "%20",
        }
    }

    /// The pieces of a text; one where there is no delimiter.
    pub(super) fn split(self, text: &str, coding: Coding) -> Split<'_> {
        Split { rest: Some(text), delimiter: self, coding }
    }

    /// Where the first delimiter is, and how long.
    fn find(self, text: &str, coding: Coding) -> Option<(usize, usize)> {
        let bytes = text.as_bytes();
        match self {
            Self::Byte(byte) => memchr(byte, bytes).map(|at| (at, 1)),
            Self::Pipe => escaped(bytes, b'|', |escape| escape.eq_ignore_ascii_case(b"%7C")),
            Self::Space if coding == Coding::Form => escaped(bytes, b'+', |escape| escape == b"%20"),
            Self::Space => escaped(bytes, b' ', |_| false),
        }
    }
}

/// The first `plain` byte, or escape of three bytes that is one.
fn escaped(bytes: &[u8], plain: u8, is_one: impl Fn(&[u8]) -> bool) -> Option<(usize, usize)> {
    let mut from = 0;
    loop {
        let rest = bytes.get(from..)?;
        let at = memchr2(plain, b'%', rest)?;
        if rest.get(at) == Some(&plain) {
            return Some((from + at, 1));
        }
        if rest.get(at..at + 3).is_some_and(&is_one) {
            return Some((from + at, 3));
        }
        from += at + 1;
    }
}

/// The pieces between delimiters.
#[derive(Debug, Clone)]
pub(super) struct Split<'t> {
    rest: Option<&'t str>,
    delimiter: Delimiter,
    coding: Coding,
}

impl<'t> Iterator for Split<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let text = self.rest?;
        let found = self.delimiter.find(text, self.coding);
        let Some((piece, rest)) = found.and_then(|(at, length)| Some((text.get(..at)?, text.get(at + length..)?)))
        else {
            return self.rest.take();
        };
        self.rest = Some(rest);
        Some(piece)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(style: Style, explode: bool, text: &str, expected: &[&str]) {
        let pieces: Vec<_> = Delimiter::of(style, explode).split(text, Coding::Form).collect();
        assert_eq!(pieces, expected, "{style:?} {text}");
    }

    #[test]
    fn texts_are_split_before_they_are_decoded() {
        check(Style::Form, false, "a,b%2Cc,,d", &["a", "b%2Cc", "", "d"]);
        check(Style::SpaceDelimited, false, "a%20b+c%2Bd%2520%", &["a", "b", "c%2Bd%2520%"]);
        check(Style::PipeDelimited, false, "a%7Cb|c%7cd%257C%7", &["a", "b", "c", "d%257C%7"]);
        check(Style::Label, true, "a.b", &["a", "b"]);
        check(Style::Matrix, true, "a=1;a=2", &["a=1", "a=2"]);
        check(Style::Simple, false, "", &[""]);
    }
}
