//! `format: ipv4` (RFC 2673 section 3.2, `dotted-quad`), without leading zeros.

/// Whether the text is an IPv4 address.
pub fn ipv4(text: &[u8]) -> bool {
    let (mut value, mut digits, mut dots) = (0, 0, 0);
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            // A zero stands alone.
            if digits > 0 && value == 0 {
                return false;
            }
            value = value * 10 + u32::from(digit);
            digits += 1;
            if value > 255 {
                return false;
            }
        } else if *byte == b'.' && digits > 0 {
            dots += 1;
            (value, digits) = (0, 0);
        } else {
            return false;
        }
    }
    dots == 3 && digits > 0
}
