//! What a value may cost.

/// The most that an accepted value of a schema can be; `None` where nothing bounds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Bytes in compact JSON: no white space, no escape that is not needed, no digit that says nothing.
    pub bytes: Option<u64>,
    /// How deep arrays and objects nest; 0 for a value that is neither.
    pub depth: Option<u32>,
    /// How often its bytes are read again by what cannot be decided in one pass, as a multiple of its length; 0 where
    /// one pass decides.
    pub again: Option<u64>,
}

impl Cost {
    /// What is said of a schema that nothing is known of.
    pub const UNBOUNDED: Self = Self { bytes: None, depth: None, again: None };
}
