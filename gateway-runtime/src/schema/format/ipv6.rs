//! `format: ipv6` (RFC 4291 section 2.2), without a zone.

use std::net::Ipv6Addr;

/// Whether the text is an IPv6 address.
pub fn ipv6(text: &[u8]) -> bool {
    core::str::from_utf8(text).is_ok_and(|text| text.parse::<Ipv6Addr>().is_ok())
}
