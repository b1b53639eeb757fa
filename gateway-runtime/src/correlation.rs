//! The ids that tie everything said about one request together.
//!
//! At this edge every request starts a new trace and a new id: what a stranger sends under these names is not read.

use http::HeaderValue;
use uuid::{Builder, Uuid};

use crate::clock::UnixMillis;

/// A new UUIDv7 (RFC 9562 §5.7) for a request that came at `at`.
pub(crate) fn request_id(at: UnixMillis) -> Uuid {
    let mut random = [0; 10];
    random.copy_from_slice(&Uuid::new_v4().into_bytes()[6..]);
    // The variant bits of the random UUID stand in byte 8; the builder overwrites the bits it needs itself.
    Builder::from_unix_timestamp_millis(at.0, &random).into_uuid()
}

/// A new trace id and the gateway's span id in it, neither of them zero (W3C Trace Context §3.2.2).
pub(crate) fn trace() -> (u128, u64) {
    let span = Uuid::new_v4().as_u64_pair().1;
    (Uuid::new_v4().as_u128(), span)
}

/// `X-Request-Id`: the id in its usual 36 characters.
pub(crate) fn request_id_value(id: Uuid) -> HeaderValue {
    let mut text = [0; 36];
    ascii(id.hyphenated().encode_lower(&mut text).as_bytes())
}

/// `traceparent` of version 00, sampled.
pub(crate) fn traceparent_value((trace, span): (u128, u64)) -> HeaderValue {
    let mut text = *b"00-................................-................-01";
    hexadecimal(&trace.to_be_bytes(), &mut text[3..35]);
    hexadecimal(&span.to_be_bytes(), &mut text[36..52]);
    ascii(&text)
}

fn hexadecimal(bytes: &[u8], out: &mut [u8]) {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    for (pair, byte) in out.chunks_exact_mut(2).zip(bytes) {
        if let [high, low] = pair {
            #[allow(clippy::indexing_slicing, reason = "four bits index a table of sixteen")]
            {
                *high = DIGITS[usize::from(byte >> 4)];
                *low = DIGITS[usize::from(byte & 15)];
            }
        }
    }
}

fn ascii(text: &[u8]) -> HeaderValue {
    // Hexadecimal digits and hyphens are always a header value; an empty one is the harmless way to say otherwise.
    HeaderValue::from_bytes(text).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_ids_are_version_7_and_carry_the_time() {
        let id = request_id(UnixMillis(0x0199_1234_5678));
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(id.get_variant(), uuid::Variant::RFC4122);
        assert!(request_id_value(id).to_str().unwrap().starts_with("01991234-5678-7"));
        assert_ne!(id, request_id(UnixMillis(0x0199_1234_5678)));
    }

    #[test]
    fn a_traceparent_has_its_form() {
        assert_eq!(traceparent_value((0x0123, 0xabc)), "00-00000000000000000000000000000123-0000000000000abc-01");
        assert!(trace().0 != 0 && trace().1 != 0);
    }
}
