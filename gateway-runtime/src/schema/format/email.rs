//! `format: email` (RFC 5321 section 4.1.2, `Mailbox`), ASCII only.

use super::{ipv4, ipv6};

/// Whether the text is a mailbox: a dot-string or a quoted string, then a domain or an address literal.
pub fn email(text: &[u8]) -> bool {
    text.is_ascii() && is_mailbox(text)
}

/// The same with any character beyond ASCII as if it were a letter (RFC 6531 section 3.3).
pub(super) fn is_mailbox(text: &[u8]) -> bool {
    let Some(at) = text.iter().rposition(|byte| *byte == b'@') else { return false };
    let Some((local, [_, domain @ ..])) = text.split_at_checked(at) else { return false };
    local.len() <= 64 && (is_dot_string(local) || is_quoted_string(local)) && is_domain(domain)
}

/// `atext` (RFC 5322 section 3.2.3), and what RFC 6531 adds.
#[allow(clippy::indexing_slicing, reason = "evaluated while compiling")]
const ATOM: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < u8::MAX {
        table[byte as usize] = matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'!' | b'#'..=b'\'' | b'*' | b'+'
            | b'-' | b'/' | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~' | 0x80..);
        byte += 1;
    }
    table
};

fn is_dot_string(local: &[u8]) -> bool {
    // The byte before the first and behind the last are as if they were dots.
    let mut before = b'.';
    for byte in local {
        let fits = if *byte == b'.' { before != b'.' } else { ATOM.get(usize::from(*byte)) == Some(&true) };
        if !fits {
            return false;
        }
        before = *byte;
    }
    before != b'.'
}

fn is_quoted_string(local: &[u8]) -> bool {
    let [b'"', inner @ .., b'"'] = local else { return false };
    let mut bytes = inner.iter();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'\\' => bytes.next().is_some_and(|escaped| (b' '..=b'~').contains(escaped)),
            b'"' => false,
            _ => matches!(byte, b' '..=b'~' | 0x80..),
        };
        if !fits {
            return false;
        }
    }
    true
}

fn is_domain(domain: &[u8]) -> bool {
    if let [b'[', literal @ .., b']'] = domain {
        return match literal.split_at_checked(5) {
            Some((tag, address)) if tag.eq_ignore_ascii_case(b"IPv6:") => ipv6(address),
            _ => ipv4(literal),
        };
    }
    domain.len() <= 253 && domain.split(|byte| *byte == b'.').all(is_label)
}

fn is_label(label: &[u8]) -> bool {
    (1..=63).contains(&label.len())
        && label.first() != Some(&b'-')
        && label.last() != Some(&b'-')
        && label.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | 0x80..))
}
