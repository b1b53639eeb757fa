//! The declared names of an object, found by their first bytes.

use super::{Cursor, Quoted};

/// How many places there are: a power of two.
const PLACES: usize = 128;

/// Only so many names have a place, so that most places stay free.
const MOST: usize = 64;

/// A free place.
const NONE: u8 = u8::MAX;

/// How many multipliers are tried for one that gives every name a place of its own.
const TRIES: usize = 8;

/// A table over names in their usual spelling, if that is not long; others are found by reading them. The place of a name
/// is a product of its first bytes, as many of them as every name has, or it is one of the next places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Index {
    /// Positions of names.
    places: [u8; PLACES],
    /// Which of the first eight bytes count.
    mask: u64,
    multiplier: u64,
}

impl Index {
    /// Computed while compiling.
    #[allow(clippy::indexing_slicing, reason = "each index is below a length; evaluated while compiling")]
    pub(super) const fn of(keys: &[Quoted]) -> Self {
        let count = if keys.len() < MOST { keys.len() } else { MOST };
        let mut bytes = 8;
        let mut position = 0;
        while position < count {
            // The colon and the quote behind a name count as well.
            let length = keys[position].text().len() + 2;
            if length < bytes {
                bytes = length;
            }
            position += 1;
        }
        let mask = u64::MAX >> (64 - 8 * bytes);
        let mut words = [0; MOST];
        let mut position = 0;
        while position < count {
            words[position] = keys[position].word() & mask;
            position += 1;
        }
        let mut best = Self { places: [NONE; PLACES], mask, multiplier: 1 };
        let mut fewest = usize::MAX;
        let mut multiplier = 0x9e37_79b9_7f4a_7c15_u64;
        let mut tried = 0;
        while tried < TRIES && fewest > 0 {
            let (places, collisions) = fill(&words, count, multiplier, fewest);
            if collisions < fewest {
                fewest = collisions;
                best = Self { places, mask, multiplier };
            }
            multiplier = multiplier.wrapping_mul(0xd134_2543_de82_ef95) | 1;
            tried += 1;
        }
        best
    }

    /// The position of the name that is here, and the cursor behind its colon; below [`MOST`].
    #[inline(always)]
    pub(super) fn find<'b>(&self, keys: &[Quoted], name: Cursor<'b>) -> Option<(usize, Cursor<'b>)> {
        let word = u64::from_le_bytes(*name.bytes::<1, 8>()) & self.mask;
        let mut place = place(word, self.multiplier);
        loop {
            let position = usize::from(*self.places.get(place)?);
            if position >= MOST {
                return None;
            }
            if let Some(behind) = keys.get(position)?.strip_usual(name) {
                return Some((position, behind));
            }
            place = (place + 1) % PLACES;
        }
    }
}

/// The place a word asks for.
#[inline(always)]
#[allow(clippy::cast_possible_truncation, reason = "so many bits are left")]
const fn place(word: u64, multiplier: u64) -> usize {
    (word.wrapping_mul(multiplier) >> (64 - PLACES.trailing_zeros())) as usize
}

/// Gives each word its place or the next that is free, and counts the places that are taken; ends early where those are
/// `many`.
#[allow(clippy::indexing_slicing, reason = "each index is below a length; evaluated while compiling")]
#[allow(clippy::cast_possible_truncation, reason = "a position in the index is below its size")]
const fn fill(words: &[u64; MOST], count: usize, multiplier: u64, many: usize) -> ([u8; PLACES], usize) {
    let mut places = [NONE; PLACES];
    let mut collisions = 0;
    let mut position = 0;
    while position < count && collisions < many {
        let mut at = place(words[position], multiplier);
        while places[at] != NONE {
            at = (at + 1) % PLACES;
            collisions += 1;
        }
        places[at] = position as u8;
        position += 1;
    }
    (places, collisions)
}

#[cfg(test)]
mod tests {
    use gateway_cursor::Padded;

    use super::{Index, MOST};
    use crate::schema::{Quoted, key};

    /// Every name of up to 29 bytes is found among the first of them, and nothing else is.
    fn finds(names: &[&'static str]) {
        let keys: Vec<Quoted> = names.iter().map(|name| key(name)).collect();
        let index = Index::of(&keys);
        let mut padded = Padded::new();
        for (position, name) in names.iter().enumerate() {
            for (form, is_it) in
                [(format!("\"{name}\":"), true), (format!("\"{name}x\":"), false), (format!("\"{name}\""), false)]
            {
                let body = padded.fill(form.as_bytes());
                let found = index.find(&keys, body.start()).map(|(position, end)| (position, body.offset(end)));
                let expected = is_it && position < MOST && name.len() < 30 && !name.contains('\n');
                assert_eq!(found, expected.then_some((position, form.len())), "{form}");
            }
        }
        assert!(index.find(&keys, padded.fill(b"\"").start()).is_none());
    }

    #[test]
    fn names_are_found_by_their_first_bytes() {
        finds(&[]);
        finds(&[
            "id",
            "createdAt",
            "status",
            "channel",
            "customer",
            "billing",
            "shipping",
            "items",
            "payment",
            "total",
        ]);
        finds(&["", "a", "aa", "aaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]);
        finds(&["subscription_url", "subscribers_url", "subscribed", "id", "a\nb", "zwölf"]);
    }

    #[test]
    fn many_names_keep_places_free() {
        let names: Vec<&'static str> = (0..300).map(|number| &*format!("name-{number}").leak()).collect();
        finds(&names);
    }
}
