//! What a body may cost, whatever its schema says.

use super::DEEPEST;

/// The caps of one validation. They hold for undeclared parts of a body too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How deep arrays and objects may nest; never deeper than [`DEEPEST`](super::DEEPEST).
    pub max_depth: usize,
    /// How many members an object may have.
    pub max_members: usize,
    /// How many items an array may have.
    pub max_items: usize,
    /// How many bytes a string may have between its quotes, as they are spelt; names are strings too.
    pub max_string: usize,
    /// How many characters the text of a number may have.
    pub max_number: usize,
    /// How often the bytes of a body may be read once more by `anyOf`, `not`, `uniqueItems` and their like, as a multiple
    /// of its length.
    pub max_work: usize,
}

/// Small bodies may be read a few times more than their length allows.
const LEAST_WORK: usize = 64 << 10;

impl Limits {
    /// Depth 32, a hundred thousand members or items, strings of a mebibyte, numbers of a thousand characters, 64 readings.
    pub const DEFAULT: Self = Self {
        max_depth: 32,
        max_members: 100_000,
        max_items: 100_000,
        max_string: 1 << 20,
        max_number: 1_000,
        max_work: 64,
    };

    /// The defaults with another depth.
    #[must_use]
    pub const fn depth(max_depth: usize) -> Self {
        Self { max_depth, ..Self::DEFAULT }
    }

    /// The cap that a refusal with this keyword of ours speaks of.
    pub(super) fn stated(&self, keyword: &str) -> Option<usize> {
        match keyword {
            "depth" => Some(self.max_depth.min(DEEPEST)),
            "members" => Some(self.max_members),
            "items" => Some(self.max_items),
            "string" => Some(self.max_string),
            "number" => Some(self.max_number),
            _ => None,
        }
    }

    /// How many bytes of a body of this length may be read once more.
    pub(super) const fn work(&self, length: usize) -> usize {
        length.saturating_mul(self.max_work).saturating_add(LEAST_WORK)
    }
}
