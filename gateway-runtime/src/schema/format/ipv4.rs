//! `format: ipv4` (RFC 2673 section 3.2, `dotted-quad`), without leading zeros.

/// Whether the text is an IPv4 address.
pub fn ipv4(text: &[u8]) -> bool {
    let mut parts = 0;
    for part in text.split(|byte| *byte == b'.') {
        let value = match part {
            [a] => digit(*a),
            [a @ b'1'..=b'9', b] => digit(*a) * 10 + digit(*b),
            [a @ b'1'..=b'9', b, c] => digit(*a) * 100 + digit(*b) * 10 + digit(*c),
            _ => return false,
        };
        if value > 255 {
            return false;
        }
        parts += 1;
    }
    parts == 4
}

/// The digit's value, and for anything else a value no address part has.
fn digit(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        _ => 1000,
    }
}
