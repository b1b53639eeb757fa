//! The header of a token (RFC 7515 §4): what of it counts, and what it may not decide.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny};

use crate::contract::TokenType;
use crate::denial::TokenFlaw;

/// The header parameters that count. `jku`, `jwk`, `x5u` and `x5c` are not even read: a token does not choose its key.
#[derive(Deserialize)]
pub(super) struct Header<'t> {
    #[serde(borrow)]
    pub(super) alg: Cow<'t, str>,
    #[serde(default, deserialize_with = "text")]
    typ: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) kid: Option<String>,
    #[serde(default, deserialize_with = "present")]
    crit: bool,
    #[serde(default, deserialize_with = "present")]
    b64: bool,
    #[serde(default, deserialize_with = "present")]
    zip: bool,
}

impl<'t> Header<'t> {
    /// Reads the decoded header of a token that has to be of a type.
    pub(super) fn read(header: &'t [u8], expected: TokenType) -> Result<Self, TokenFlaw> {
        // A structure is also read from an array, in which nothing has a name.
        if header.trim_ascii_start().first() != Some(&b'{') {
            return Err(TokenFlaw::Malformed);
        }
        let header: Self = serde_json::from_slice(header).map_err(|_| TokenFlaw::Malformed)?;
        // No extension is understood here, so any that must be is too much (RFC 7515 §4.1.11).
        if header.crit || header.b64 || header.zip {
            return Err(TokenFlaw::Malformed);
        }
        check_type(header.typ.as_deref(), expected)?;
        Ok(header)
    }
}

/// Decodes a part of a token: base64url without padding and without unused bits (RFC 7515 §2).
pub(super) fn decode(part: &str) -> Result<Vec<u8>, TokenFlaw> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenFlaw::Malformed)
}

/// `typ` is a media type whose `application/` may be left out (RFC 7515 §4.1.9, RFC 9068 §4).
fn check_type(typ: Option<&str>, expected: TokenType) -> Result<(), TokenFlaw> {
    let is_access_token =
        |typ: &str| typ.eq_ignore_ascii_case("at+jwt") || typ.eq_ignore_ascii_case("application/at+jwt");
    match expected {
        TokenType::Any => Ok(()),
        TokenType::AccessToken if typ.is_some_and(is_access_token) => Ok(()),
        TokenType::AccessToken => Err(TokenFlaw::Type),
    }
}

/// A member that is text where it is there; `null` is not text.
fn text<'de, D: Deserializer<'de>>(member: D) -> Result<Option<String>, D::Error> {
    String::deserialize(member).map(Some)
}

/// That a member is there, whatever it says.
fn present<'de, D: Deserializer<'de>>(member: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(member).map(|_| true)
}
