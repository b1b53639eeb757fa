//! `format: idn-email` (RFC 6531 section 3.3, `Mailbox`).

use super::email::is_mailbox;

/// Whether the text is a mailbox of any characters; lengths are in octets. The domain is not held to IDNA 2008, as
/// RFC 6531 leaves that to who resolves it.
pub fn idn_email(text: &[u8]) -> bool {
    is_mailbox(text)
}
