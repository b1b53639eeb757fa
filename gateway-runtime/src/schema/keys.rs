//! The names seen in open objects that no bit stands for.

use std::borrow::Cow;
use std::hash::BuildHasher;
use std::sync::LazyLock;

use foldhash::quality::RandomState;
use smallvec::SmallVec;

/// Up to this many names are compared pairwise as they come.
const FEW: usize = 16;

/// The hash has a seed per process, so that a stranger cannot choose names that collide.
static HASH: LazyLock<RandomState> = LazyLock::new(RandomState::default);

/// A stack: nested objects put their names on top and take them off at their end. Never longer than the body.
#[derive(Debug, Default)]
pub(super) struct Keys<'b> {
    names: SmallVec<[Cow<'b, [u8]>; 8]>,
}

impl<'b> Keys<'b> {
    /// Where the names of an object that opens now begin.
    #[inline(always)]
    pub(super) fn base(&self) -> usize {
        self.names.len()
    }

    /// Adds a name, in its decoded form, to the object that began at `base`; false for a repetition that is already
    /// apparent.
    pub(super) fn add(&mut self, base: usize, name: Cow<'b, [u8]>) -> bool {
        let before = self.names.get(base..).unwrap_or_default();
        let repeated = before.len() < FEW && before.contains(&name);
        self.names.push(name);
        !repeated
    }

    /// The name added last.
    pub(super) fn last(&self) -> Option<Cow<'b, [u8]>> {
        self.names.last().cloned()
    }

    /// Whether a name was added to the object that began at `base`.
    pub(super) fn contains(&self, base: usize, name: &[u8]) -> bool {
        self.names.get(base..).unwrap_or_default().iter().any(|known| **known == *name)
    }

    /// Forgets the names added since there were `base`.
    pub(super) fn truncate(&mut self, base: usize) {
        self.names.truncate(base);
    }

    /// Forgets the names of the object that began at `base`; false if any two of them were equal.
    #[inline(always)]
    pub(super) fn close(&mut self, base: usize) -> bool {
        self.names.len() == base || self.close_some(base)
    }

    fn close_some(&mut self, base: usize) -> bool {
        let names = self.names.get(base..).unwrap_or_default();
        let distinct = names.len() <= FEW || {
            let mut hashed: Vec<(u64, &[u8])> = names.iter().map(|name| (HASH.hash_one(&**name), &**name)).collect();
            hashed.sort_unstable();
            hashed.windows(2).all(|pair| pair.first() != pair.last())
        };
        self.names.truncate(base);
        distinct
    }
}
