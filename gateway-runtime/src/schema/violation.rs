//! What is wrong with a value: which rule, where in the value, where in the document; never the value.

use core::fmt::{self, Display, Write};

use super::{Quoted, pointer};

/// Where a schema stands in the document, like `specs/orders.yaml:90:11`: as thin as a pointer, so that handing it over
/// costs one instruction.
pub type Place = &'static &'static str;

/// The place of what no schema asks for.
pub(super) const NOWHERE: Place = &"";

/// The longest limit, in bytes.
const LONGEST: usize = 200;

/// One broken rule, without the value that broke it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The JSON Pointer (RFC 6901) of the refused value, cut after the last name that fits in 512 bytes.
    pub pointer: String,
    /// The keyword that refused it, or `syntax`, `duplicate-key`, `depth`, `members`, `items`, `string`, `number`, `work`, or
    /// `unreadable` for a text of the document that cannot be used.
    pub keyword: &'static str,
    /// What was asked for, where that can be said: a bound, a pattern, the listed values, the name of a missing
    /// property. At most 203 bytes, and nothing that a client sent.
    pub limit: Option<String>,
    /// Where the document asks for it; empty where it is not the document that does.
    pub place: &'static str,
}

/// What is wrong with one value: at least one violation and at most [`MOST`](Self::MOST), as they were met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violations {
    list: Vec<Violation>,
}

impl Violations {
    /// So many are looked for, and no more.
    pub const MOST: usize = 8;

    /// A violation that was met alone.
    #[must_use]
    pub fn one(violation: Violation) -> Self {
        Self { list: vec![violation] }
    }

    /// The first of these, and as many others as are kept; `otherwise` where there is none.
    pub(super) fn of(found: impl Iterator<Item = Violation>, otherwise: impl FnOnce() -> Violation) -> Self {
        let list: Vec<Violation> = found.take(Self::MOST).collect();
        if list.is_empty() { Self::one(otherwise()) } else { Self { list } }
    }

    /// The same, as of the value that has this one under `name`, a property or a position.
    #[must_use]
    pub(crate) fn below(mut self, name: &str) -> Self {
        for violation in &mut self.list {
            violation.pointer = pointer::below(name, &violation.pointer);
        }
        self
    }

    /// Whether one of them is of this keyword.
    pub fn has(&self, keyword: &str) -> bool {
        self.list.iter().any(|violation| violation.keyword == keyword)
    }

    /// The same of a value inside another one: pointers begin with `prefix`, which is one itself.
    #[must_use]
    pub fn under(mut self, prefix: &str) -> Self {
        for violation in &mut self.list {
            violation.pointer.insert_str(0, prefix);
        }
        self
    }

    /// All of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Violation> {
        self.list.iter()
    }
}

/// The text of a limit, cut where it is too long; nothing where it says nothing.
pub(super) fn written(limit: &dyn Display) -> Option<String> {
    let mut text = Cut(String::new());
    if write!(text, "{limit}").is_err() {
        text.0.push_str("...");
    }
    Some(text.0).filter(|text| !text.is_empty())
}

/// Text that ends where it would be too long.
struct Cut(String);

impl Write for Cut {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = LONGEST - self.0.len();
        self.0.push_str(text.get(..text.floor_char_boundary(room)).unwrap_or_default());
        if text.len() > room { Err(fmt::Error) } else { Ok(()) }
    }
}

/// Words with commas between them.
pub(super) struct Listed<I>(pub(super) I);

impl<'t, I: Iterator<Item = &'t str> + Clone> Display for Listed<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, word) in self.0.clone().enumerate() {
            if position > 0 {
                f.write_str(", ")?;
            }
            f.write_str(word)?;
        }
        Ok(())
    }
}

/// Known texts as a list.
pub(super) fn texts(texts: &'static [Quoted]) -> impl Display {
    Listed(texts.iter().map(Quoted::text))
}

#[cfg(test)]
mod tests {
    use super::{Listed, written};

    #[test]
    fn limits_are_cut_between_characters() {
        assert_eq!(written(&""), None);
        assert_eq!(written(&120), Some("120".to_owned()));
        assert_eq!(written(&Listed(["a", "b"].into_iter())), Some("a, b".to_owned()));
        let exact = "é".repeat(100);
        assert_eq!(written(&exact), Some(exact.clone()));
        assert_eq!(written(&format!("{exact}x")), Some(format!("{exact}...")));
        assert_eq!(written(&format!("x{exact}")), Some(format!("x{}...", "é".repeat(99))));
        let words = Listed(["long word"; 100].into_iter());
        assert_eq!(written(&words).map(|text| text.len()), Some(203));
    }
}
