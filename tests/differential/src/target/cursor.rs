//! Reading any bytes as JSON, with `serde_json` as the judge of syntax.

use gateway_runtime::schema::{Limits, anything, check};
use serde_json::Value;

/// Reads `data` as one JSON value.
///
/// # Panics
/// Where what we accept is no JSON, or what we call a syntax error is.
pub fn cursor(data: &[u8]) {
    let own = check(anything, data, &Limits::DEFAULT);
    let judge = serde_json::from_slice::<Value>(data);
    match (&own, judge) {
        (Ok(()), Err(error)) => assert!(error.to_string().contains("number out of range"), "accepted: {error}"),
        (Err(violation), Ok(_)) => assert_ne!(violation.keyword, "syntax", "refused: {violation:?}"),
        (Ok(()), Ok(_)) | (Err(_), Err(_)) => {}
    }
}
