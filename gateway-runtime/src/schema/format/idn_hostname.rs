//! `format: idn-hostname` (RFC 5890 section 2.3.2.3): U-labels, A-labels, and plain labels that are not reserved.

use super::label::{Label, is_ldh};

/// Whether the text is a host name whose A-form has at most 253 octets, without a dot at its end. A dot may be any of
/// the four of RFC 3490 section 3.1.
pub fn idn_hostname(text: &[u8]) -> bool {
    let Ok(text) = core::str::from_utf8(text) else { return false };
    let labels = || text.split(['.', '\u{3002}', '\u{ff0e}', '\u{ff61}']).map(label);
    let mut length = 0;
    let mut bidirectional = false;
    for label in labels() {
        let Some((label, octets)) = label else { return false };
        length += octets + 1;
        if length > 254 {
            return false;
        }
        bidirectional |= label.is_bidirectional();
    }
    // Whether the rule for two directions holds is a matter of the whole name (RFC 5893 section 2).
    labels().flatten().all(|(label, _)| label.is_valid(bidirectional))
}

/// The label and the octets of its A-form.
fn label(text: &str) -> Option<(Label, usize)> {
    if !text.is_ascii() {
        let label = Label::of(text)?;
        let octets = label.encoded_length()? + 4;
        return (octets <= 63).then_some((label, octets));
    }
    let bytes = text.as_bytes();
    match bytes.split_at_checked(4) {
        _ if !is_ldh(bytes) => None,
        Some((prefix, digits)) if prefix.eq_ignore_ascii_case(b"xn--") => Some((Label::decoded(digits)?, text.len())),
        // A reserved label (RFC 5890 section 2.3.1).
        Some(([_, _, b'-', b'-'], _)) => None,
        _ => Some((Label::of(text)?, text.len())),
    }
}
