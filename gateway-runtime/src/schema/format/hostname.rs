//! `format: hostname` (RFC 1123 section 2.1), with each A-label held to IDNA 2008 (RFC 5890 section 2.3.2.1).

use super::label::{Label, is_ldh};

/// Whether the text is a host name of at most 253 octets, without a dot at its end.
pub fn hostname(text: &[u8]) -> bool {
    text.len() <= 253 && text.split(|byte| *byte == b'.').all(is_label)
}

fn is_label(label: &[u8]) -> bool {
    is_ldh(label)
        && match label.split_at_checked(4) {
            Some((prefix, digits)) if prefix.eq_ignore_ascii_case(b"xn--") => {
                Label::decoded(digits).is_some_and(|label| label.is_valid(label.is_bidirectional()))
            }
            _ => true,
        }
}
