//! The claims of a token whose signature is good (RFC 7519 §4).

use core::time::Duration;

use serde_json::{Map, Value};

use crate::contract::{BearerFacts, ClaimPath};
use crate::denial::TokenFlaw;
use crate::schema::{self, Limits};

/// The last second that counts as a moment: the end of the year 9999.
const LAST_MOMENT: u64 = 253_402_300_799;

/// How deep claims may nest, how many there may be.
const LIMITS: Limits = Limits { max_depth: 16, max_members: 256, max_items: 1024, ..Limits::DEFAULT };

/// The claims of one token.
#[derive(Debug)]
pub(super) struct Claims(Map<String, Value>);

/// From when until when a token is good, in seconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) not_before: u64,
    pub(super) expires: u64,
}

impl Claims {
    /// Reads a decoded payload. A name that stands there twice has two readings, so it has none (RFC 7519 §4).
    pub(super) fn read(payload: &[u8]) -> Result<Self, TokenFlaw> {
        schema::note(schema::anything, payload, &LIMITS).map_err(|_| TokenFlaw::Malformed)?;
        serde_json::from_slice(payload).map(Self).map_err(|_| TokenFlaw::Malformed)
    }

    /// The claim that this path leads to.
    pub(super) fn at(&self, path: ClaimPath) -> Option<&Value> {
        let (first, inner) = path.split_first()?;
        inner.iter().try_fold(self.0.get(*first)?, |value, name| value.as_object()?.get(*name))
    }

    /// A claim that is text, and not empty.
    pub(super) fn text(&self, path: ClaimPath) -> Option<&str> {
        self.at(path)?.as_str().filter(|text| !text.is_empty())
    }

    /// That the token is of this issuer and for one of these audiences (RFC 7519 §4.1.1, §4.1.3): exact strings.
    pub(super) fn check_parties(&self, facts: &BearerFacts) -> Result<(), TokenFlaw> {
        if self.at(&["iss"]).and_then(Value::as_str) != Some(facts.issuer) {
            return Err(TokenFlaw::Issuer);
        }
        let is_ours = |audience: &Value| audience.as_str().is_some_and(|name| facts.audiences.contains(&name));
        match self.at(&["aud"]) {
            Some(Value::Array(several)) if several.iter().any(is_ours) => Ok(()),
            Some(one) if is_ours(one) => Ok(()),
            _ => Err(TokenFlaw::Audience),
        }
    }

    /// `exp`, which is mandatory, `nbf` and `iat`: a token issued in the future is not good yet. Where a lifetime is capped,
    /// `iat` is mandatory too.
    pub(super) fn period(&self, max_lifetime: Option<Duration>) -> Result<Period, TokenFlaw> {
        let moment = |name: &str| self.0.get(name).map(|value| Moment::read(value).ok_or(())).transpose();
        let expires = moment("exp").ok().flatten().ok_or(TokenFlaw::Expired)?;
        let not_before = moment("nbf").map_err(|()| TokenFlaw::Malformed)?;
        let issued = moment("iat").map_err(|()| TokenFlaw::Malformed)?;
        if let Some(most) = max_lifetime {
            let lifetime = expires.whole.saturating_sub(issued.ok_or(TokenFlaw::Lifetime)?.whole);
            if lifetime > most.as_secs() {
                return Err(TokenFlaw::Lifetime);
            }
        }
        let later = not_before.map_or(0, Moment::begun).max(issued.map_or(0, Moment::begun));
        Ok(Period { not_before: later, expires: expires.whole })
    }

    /// Scopes as a space-separated string (RFC 9068 §2.2.3) or as an array of strings, of the first claim that is there.
    pub(super) fn scopes(&self, paths: &[ClaimPath]) -> Result<Vec<Box<str>>, TokenFlaw> {
        match paths.iter().find_map(|path| self.at(path)) {
            None => Ok(Vec::new()),
            Some(Value::String(list)) => Ok(list.split(' ').filter(|scope| !scope.is_empty()).map(Box::from).collect()),
            Some(Value::Array(list)) => {
                list.iter().map(|scope| scope.as_str().map(Box::from).ok_or(TokenFlaw::Malformed)).collect()
            }
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) => Err(TokenFlaw::Malformed),
        }
    }
}

/// A NumericDate (RFC 7519 §2): seconds, perhaps with a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    whole: u64,
    has_fraction: bool,
}

impl Moment {
    fn read(value: &Value) -> Option<Self> {
        let number = value.as_number()?;
        let moment = if let Some(whole) = number.as_u64() {
            Self { whole, has_fraction: false }
        } else {
            let seconds = number.as_f64().filter(|seconds| (0.0..=1e12).contains(seconds))?;
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "compared with both bounds")]
            let whole = seconds as u64;
            Self { whole, has_fraction: seconds.fract() > 0.0 }
        };
        (moment.whole <= LAST_MOMENT).then_some(moment)
    }

    /// The first whole second that is not before this moment.
    fn begun(self) -> u64 {
        self.whole + u64::from(self.has_fraction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn claims(value: &Value) -> Claims {
        Claims::read(value.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn a_claim_may_stand_inside_of_others() {
        let claims = claims(&json!({"realm": {"roles": ["a", "b"], "name": "r"}, "x": 1, "": "e"}));
        assert_eq!(claims.at(&["realm", "roles"]), Some(&json!(["a", "b"])));
        assert_eq!(claims.text(&["realm", "name"]), Some("r"));
        for absent in [&["realm", "none"][..], &["x", "roles"], &["realm", "roles", "0"], &["none"], &[]] {
            assert_eq!(claims.at(absent.to_vec().leak()), None, "{absent:?}");
        }
        assert_eq!(claims.scopes(&[&["scp"], &["realm", "roles"]]).unwrap(), ["a".into(), "b".into()]);
    }

    #[test]
    fn names_stand_once() {
        for text in [r#"{"sub":"a","sub":"b"}"#, r#"{"sub":"a","s\u0075b":"b"}"#, r#"{"a":{"b":1,"b":1}}"#] {
            assert_eq!(Claims::read(text.as_bytes()).err(), Some(TokenFlaw::Malformed), "{text}");
        }
        let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(20), "]".repeat(20));
        assert_eq!(Claims::read(deep.as_bytes()).err(), Some(TokenFlaw::Malformed));
    }

    #[test]
    fn moments() {
        let read = |value: Value| Moment::read(&value).map(|moment| (moment.whole, moment.begun()));
        assert_eq!(read(json!(7)), Some((7, 7)));
        assert_eq!(read(json!(7.0)), Some((7, 7)));
        assert_eq!(read(json!(7.5)), Some((7, 8)));
        assert_eq!(read(json!(LAST_MOMENT)), Some((LAST_MOMENT, LAST_MOMENT)));
        for bad in [json!(-1), json!(-0.5), json!("7"), json!(null), json!(true), json!(LAST_MOMENT + 1), json!(1e300)]
        {
            assert_eq!(read(bad.clone()), None, "{bad}");
        }
    }

    #[test]
    fn a_capped_lifetime_needs_to_be_known() {
        let hour = Some(Duration::from_hours(1));
        let period = |value: Value, most| claims(&value).period(most);
        let good = Ok(Period { not_before: 100, expires: 3700 });
        assert_eq!(period(json!({"iat": 100, "exp": 3700}), hour), good);
        assert_eq!(period(json!({"iat": 100, "exp": 3701}), hour), Err(TokenFlaw::Lifetime));
        assert_eq!(period(json!({"exp": 3700}), hour), Err(TokenFlaw::Lifetime));
        assert_eq!(period(json!({"nbf": 100, "iat": 50, "exp": 3700}), None), good);
        assert_eq!(period(json!({"iat": "50", "exp": 3700}), None), Err(TokenFlaw::Malformed));
    }
}
