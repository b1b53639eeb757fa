//! One document by URL: the key sets of issuers.

use core::fmt;
use core::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONNECTION, HOST};
use http::{HeaderValue, Request, StatusCode, Uri};
use http_body_util::{BodyExt as _, Limited};

use super::connect::connect;
use super::outgoing::Outgoing;
use super::roots::Roots;
use super::target::{Target, TargetError};

/// Why a document could not be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FetchError {
    /// The URL is not one that can be fetched.
    Url(TargetError),
    /// No connection, or it broke.
    Unreachable,
    /// An answer that is not 200; redirects are not followed.
    Status(StatusCode),
    /// The document is larger than the cap, or broke off.
    Body,
    /// It took too long.
    Timeout,
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(why) => write!(f, "the URL cannot be fetched: {why}"),
            Self::Unreachable => f.write_str("no connection"),
            Self::Status(status) => write!(f, "the answer was {status}"),
            Self::Body => f.write_str("the document is too large or broke off"),
            Self::Timeout => f.write_str("no answer in time"),
        }
    }
}

impl core::error::Error for FetchError {}

/// Fetches `url` with one GET over a connection of its own: at most `max_bytes`, `within` the given time. A name that resolves to
/// this machine or its link leads nowhere, unless it is `localhost`.
pub async fn fetch(url: &str, roots: &Roots, max_bytes: usize, within: Duration) -> Result<Bytes, FetchError> {
    let uri: Uri = url.parse().map_err(|_| FetchError::Url(TargetError::Malformed))?;
    let target = Target::of(&uri, within).map_err(FetchError::Url)?.elsewhere();
    let path = uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    let mut request = Request::new(Outgoing::Whole(Bytes::new()));
    *request.uri_mut() = path.parse().map_err(|_| FetchError::Url(TargetError::Malformed))?;
    request.headers_mut().insert(HOST, target.authority().clone());
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
    request.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    let fetching = async {
        let mut sender = connect(&target, roots).await.map_err(|_| FetchError::Unreachable)?;
        let response = sender.send_request(request).await.map_err(|_| FetchError::Unreachable)?;
        if response.status() != StatusCode::OK {
            return Err(FetchError::Status(response.status()));
        }
        let body = Limited::new(response.into_body(), max_bytes).collect().await.map_err(|_| FetchError::Body)?;
        Ok(body.to_bytes())
    };
    tokio::time::timeout(within, fetching).await.unwrap_or(Err(FetchError::Timeout))
}
