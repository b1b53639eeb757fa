//! The words, each with values it accepts and values it refuses.
