//! Many JSON texts in one body: one a line (`application/x-ndjson`, `application/jsonl`), or each behind a record
//! separator (`application/json-seq`, RFC 7464).

/// The record separator of RFC 7464 §2.2. No JSON text holds it.
const SEPARATOR: u8 = 0x1e;

/// What is wrong with the division into items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinesFlaw {
    /// An item is empty or white space.
    Blank,
    /// A carriage return stands alone in a line, where some readers see two.
    LineEnd,
    /// A sequence does not begin with a record separator.
    Separator,
    /// The last item of a sequence, or one between, does not end with a line feed: it was cut off (RFC 7464 §2.4).
    Truncated,
    /// There are more items than the limit.
    TooMany,
}

impl LinesFlaw {
    /// The keyword of the flaw.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Blank => "item-blank",
            Self::LineEnd => "line-end",
            Self::Separator => "record-separator",
            Self::Truncated => "item-truncated",
            Self::TooMany => "max-items",
        }
    }
}

/// How items are divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Division {
    /// One JSON text a line. Lines end with LF or CRLF, the last one's end may be missing.
    Lines,
    /// Each JSON text between a record separator and a line feed.
    Sequence,
}

/// One item: a text that is to be one JSON value. It is not empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<'a> {
    /// Where in the body it begins, in bytes.
    pub offset: usize,
    /// Its bytes, without what divides it from others.
    pub text: &'a [u8],
}

/// The items of one body, in order. An empty body has none. Behind a flaw there is nothing more. Nothing is copied.
#[derive(Debug, Clone)]
pub struct Items<'a> {
    division: Division,
    rest: &'a [u8],
    offset: usize,
    left: usize,
}

impl<'a> Items<'a> {
    /// The items of `body`, at most `max_items`.
    pub fn new(division: Division, body: &'a [u8], max_items: usize) -> Self {
        Self { division, rest: body, offset: 0, left: max_items }
    }

    fn item(&mut self) -> Result<Item<'a>, LinesFlaw> {
        let (text, offset) = match self.division {
            Division::Lines => (self.until(b'\n', 1), self.offset),
            Division::Sequence => {
                self.rest = self.rest.strip_prefix(&[SEPARATOR]).ok_or(LinesFlaw::Separator)?;
                (self.until(SEPARATOR, 0), self.offset + 1)
            }
        };
        self.left = self.left.checked_sub(1).ok_or(LinesFlaw::TooMany)?;
        let text = match self.division {
            Division::Lines => text.strip_suffix(b"\r").unwrap_or(text),
            Division::Sequence => text.strip_suffix(b"\n").ok_or(LinesFlaw::Truncated)?,
        };
        if text.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) {
            return Err(LinesFlaw::Blank);
        }
        if self.division == Division::Lines && memchr::memchr(b'\r', text).is_some() {
            return Err(LinesFlaw::LineEnd);
        }
        Ok(Item { offset, text })
    }

    /// Takes everything before the next `byte`, and `skipped` bytes from there.
    fn until(&mut self, byte: u8, skipped: usize) -> &'a [u8] {
        let end = memchr::memchr(byte, self.rest).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, &[]));
        self.rest = rest.get(skipped..).unwrap_or_default();
        text
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Result<Item<'a>, LinesFlaw>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let before = self.rest.len();
        let item = self.item();
        self.offset += before - self.rest.len();
        if item.is_err() {
            self.rest = &[];
        }
        Some(item)
    }
}

impl core::iter::FusedIterator for Items<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    /// The items with their places.
    fn read(division: Division, body: &str, max_items: usize) -> Result<Vec<(usize, &str)>, LinesFlaw> {
        let mut items = Items::new(division, body.as_bytes(), max_items);
        let place = |item: Item<'_>| {
            let text = &body[item.offset..item.offset + item.text.len()];
            assert_eq!(item.text, text.as_bytes());
            (item.offset, text)
        };
        let read: Result<Vec<_>, _> = items.by_ref().map(|item| item.map(place)).collect();
        assert_eq!(items.next(), None);
        read
    }

    #[test]
    fn a_line_is_an_item() {
        let check = |body, expected| assert_eq!(read(Division::Lines, body, 3), expected, "{body:?}");
        check("", Ok(vec![]));
        check("1", Ok(vec![(0, "1")]));
        check("1\n", Ok(vec![(0, "1")]));
        check("{}\r\n [1]\n\"a\"", Ok(vec![(0, "{}"), (4, " [1]"), (9, "\"a\"")]));
        check("1\r", Ok(vec![(0, "1")]));
        check("1\n\n2", Err(LinesFlaw::Blank));
        check("1\n\r\n2", Err(LinesFlaw::Blank));
        check("1\n \t\n2", Err(LinesFlaw::Blank));
        check("\n1", Err(LinesFlaw::Blank));
        check("1\n\n", Err(LinesFlaw::Blank));
        check("\n", Err(LinesFlaw::Blank));
        check("[1,\r2]\n", Err(LinesFlaw::LineEnd));
        check("1\r\r\n", Err(LinesFlaw::LineEnd));
        check("1\n2\n3\n", Ok(vec![(0, "1"), (2, "2"), (4, "3")]));
        check("1\n2\n3\n4", Err(LinesFlaw::TooMany));
    }

    #[test]
    fn a_record_is_an_item() {
        let check = |body, expected| assert_eq!(read(Division::Sequence, body, 3), expected, "{body:?}");
        check("", Ok(vec![]));
        check("\u{1e}1\n", Ok(vec![(1, "1")]));
        check("\u{1e}{\n}\n\u{1e}\"a\"\r\n", Ok(vec![(1, "{\n}"), (6, "\"a\"\r")]));
        check("1\n", Err(LinesFlaw::Separator));
        check(" \u{1e}1\n", Err(LinesFlaw::Separator));
        check("\u{1e}1", Err(LinesFlaw::Truncated));
        check("\u{1e}1\u{1e}2\n", Err(LinesFlaw::Truncated));
        check("\u{1e}", Err(LinesFlaw::Truncated));
        check("\u{1e}\n", Err(LinesFlaw::Blank));
        check("\u{1e}\u{1e}1\n", Err(LinesFlaw::Truncated));
        check("\u{1e} \n\u{1e}1\n", Err(LinesFlaw::Blank));
        check("\u{1e}1\n\u{1e}2\n\u{1e}3\n", Ok(vec![(1, "1"), (4, "2"), (7, "3")]));
        check("\u{1e}1\n\u{1e}2\n\u{1e}3\n\u{1e}4\n", Err(LinesFlaw::TooMany));
    }
}
