//! Finds where values end, without recursion and without looking at what they mean.

/// RFC 8259 §2.
pub(super) fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

/// What is left of the items of an array or of the entries of an object.
pub(super) struct Items<'a> {
    rest: &'a str,
    first: bool,
}

/// `Some(None)` at the end, `None` where the text is broken.
type Next<T> = Option<Option<T>>;

impl<'a> Items<'a> {
    /// The inside of a pair of brackets.
    pub(super) fn within(text: &'a str, open: char, close: char) -> Option<Self> {
        let inside = text.strip_prefix(open)?.strip_suffix(close)?;
        Some(Self { rest: inside.trim_start_matches(is_space), first: true })
    }

    /// The next value of an array.
    pub(super) fn element(&mut self) -> Next<&'a str> {
        if self.at_end()? { Some(None) } else { self.value().map(Some) }
    }

    /// The next name, between its quotes and still escaped, and its value.
    pub(super) fn entry(&mut self) -> Next<(&'a str, &'a str)> {
        if self.at_end()? {
            return Some(None);
        }
        let name = self.value()?.strip_prefix('"')?.strip_suffix('"')?;
        self.rest = self.rest.strip_prefix(':')?.trim_start_matches(is_space);
        Some(Some((name, self.value()?)))
    }

    /// Steps over the comma between two items.
    fn at_end(&mut self) -> Option<bool> {
        if self.rest.is_empty() {
            return Some(true);
        }
        if !core::mem::take(&mut self.first) {
            self.rest = self.rest.strip_prefix(',')?.trim_start_matches(is_space);
        }
        Some(false)
    }

    fn value(&mut self) -> Option<&'a str> {
        let (value, rest) = self.rest.split_at_checked(end_of_value(self.rest.as_bytes())?)?;
        self.rest = rest.trim_start_matches(is_space);
        Some(value)
    }
}

/// The length of the value the text starts with.
fn end_of_value(text: &[u8]) -> Option<usize> {
    match text.first()? {
        b'"' => end_of_string(text, 0),
        b'{' | b'[' => end_of_container(text),
        _ => {
            let length = text
                .iter()
                .position(|byte| matches!(byte, b',' | b':' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r'))
                .unwrap_or(text.len());
            (length > 0).then_some(length)
        }
    }
}

/// The position behind the closing quote of the string that opens at `start`.
fn end_of_string(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', text.get(at..)?)?;
        if *text.get(at)? == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// The position behind the bracket that closes the first one.
fn end_of_container(text: &[u8]) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = 0;
    loop {
        match text.get(at)? {
            b'"' => {
                at = end_of_string(text, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
}
