//! Every reason to refuse a request, and nothing else.
//!
//! A [`Denial`] is the client's doing; what is ours or the upstream's is a [`Fault`](crate::fault::Fault). Each variant
//! has one status, one public code (also the metric label and the manual entry) and one stage. Values a client sent
//! never appear in a denial; names the document declares do, and so do the names a body uses, in JSON Pointers.

mod http2;

use core::time::Duration;

use http::StatusCode;

pub use self::http2::{Http2Code, Http2Excess};

use crate::contract::{Limit, Method, ParameterLocation};
use crate::request_body::BodyFlaw;
use crate::schema::Violations;

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denial {
    /// This address spent its limit. 429.
    AddressLimitExceeded(Exceeded),
    /// Two readings of where the message ends: `Content-Length` beside `Transfer-Encoding`, several or malformed
    /// lengths (RFC 9112 §6.3). 400, connection closed.
    AmbiguousFraming,
    /// No `Host`, several, or one that is not an authority (RFC 9112 §3.2). 400, connection closed.
    AmbiguousHost,
    /// A request target with two readings: dot segments, empty segments, encoded slashes, path parameters that the
    /// operation does not declare in the style `matrix`, backslashes, NUL, bad percent-encoding, a fragment. 400, connection closed.
    AmbiguousTarget,
    /// A header line that ends in a bare LF (RFC 9112 §2.2). 400, connection closed.
    BareLineFeed,
    /// The body ended before its stated length. 400, connection closed.
    BodyIncomplete,
    /// The body does not match the schema. 400.
    BodyInvalid(Violations),
    /// The operation requires a body and none came. 400.
    BodyMissing,
    /// The body did not arrive in time. 408, connection closed.
    BodyTimeout,
    /// The body is larger than the operation allows. 413, connection closed.
    BodyTooLarge {
        /// The cap in bytes.
        max_bytes: usize,
    },
    /// This client spent its limit. 429.
    ClientLimitExceeded(Exceeded),
    /// The body is compressed and the operation does not allow that. 415.
    ContentEncodingUnsupported,
    /// The same credential came twice, or in two places (RFC 6750 §2). 400.
    CredentialAmbiguous,
    /// The credential came in a cookie, and the request does not show that a page of ours made it. 403.
    CrossSiteRequest,
    /// No credential of any scheme the operation accepts. 401 with a challenge per scheme.
    CredentialMissing,
    /// `Expect` asks for something other than `100-continue` (RFC 9110 §10.1.1). 417, connection closed.
    ExpectationFailed,
    /// The head is larger, or has more fields, than the limit. 431, connection closed.
    HeadTooLarge,
    /// The head did not arrive in time. 408, connection closed.
    HeadTimeout,
    /// The product's own hook refused. 403.
    HookRefused {
        /// A code of the hook's own choosing, for people and logs.
        code: &'static str,
    },
    /// More frames besides requests than work explains, or an answer that is not read (RFC 9113 §10.5). The connection
    /// ends with a GOAWAY, which stands in for the answer; 429 is never sent.
    Http2Flood(Http2Excess),
    /// A stream or connection error of RFC 9113 §5.4. RST_STREAM or GOAWAY stands in for the answer; 400 is never
    /// sent.
    Http2ProtocolError(Http2Code),
    /// The API key is unknown, expired or malformed. 401.
    KeyInvalid,
    /// A chunked body that is not framed as RFC 9112 §7.1 says. 400, connection closed.
    MalformedChunk,
    /// A header line that is not one: no colon, a space before it, a folded line, bytes that no field may hold
    /// (RFC 9112 §5). 400, connection closed.
    MalformedHeader,
    /// A request line that is not one (RFC 9112 §3). 400, connection closed.
    MalformedRequestLine,
    /// The body's media type is not one the operation declares. 415 with `Accept`.
    MediaTypeUnsupported,
    /// The path exists, this method does not. 405 with `Allow`.
    MethodNotAllowed {
        /// The methods that exist.
        allowed: Vec<Method>,
    },
    /// The authority is not one of this gateway's (RFC 9110 §7.4). 421.
    MisdirectedRequest,
    /// The operator switched the operation off. 404.
    OperationDisabled,
    /// A parameter does not match its schema. 400.
    ParameterInvalid {
        /// Which one.
        parameter: ParameterName,
        /// How.
        violations: Violations,
    },
    /// A required parameter is absent. 400.
    ParameterMissing {
        /// Which one.
        parameter: ParameterName,
    },
    /// A single-valued parameter came more than once. 400.
    ParameterRepeated {
        /// Which one.
        parameter: ParameterName,
    },
    /// A query parameter the document does not declare. 400.
    ParameterUndeclared,
    /// `Connection` names a field the gateway itself relies on (RFC 9110 §7.6.1). 400, connection closed.
    ProtectedConnectionOption,
    /// The caller is known, and a rule of the document does not hold of them. 403.
    RequirementUnmet {
        /// Where the document states the rule, for the event.
        place: &'static str,
    },
    /// The credential is good, its scopes are not enough. 403 with the scopes that are.
    ScopeInsufficient {
        /// The scopes of the alternative that came closest.
        required: Vec<&'static str>,
    },
    /// The caller is known and has not been authenticated well enough, or too long ago (RFC 9470). 401 with a challenge.
    StepUpRequired {
        /// The authentication contexts of which one is asked for.
        acr_values: &'static [&'static str],
        /// How long ago authentication may be.
        max_age: Option<Duration>,
        /// Where the document states the rule, for the event.
        place: &'static str,
    },
    /// The request target is longer than the limit, or its query has more than 100 pairs. 414, connection closed.
    TargetTooLong,
    /// The token does not verify. 401; which check failed is in the event only.
    TokenInvalid {
        /// The failed check, for the event, never for the client.
        reason: TokenFlaw,
    },
    /// A header name with an underscore, which many upstreams read as a hyphen. 400, connection closed.
    UnderscoreHeader,
    /// The operation declares no body and one came. 400, connection closed.
    UnexpectedBody,
    /// No operation has this path. 404.
    UnknownPath,
    /// A transfer coding other than one single `chunked` (RFC 9112 §6.1). 400, connection closed.
    UnsupportedTransferCoding,
    /// Not HTTP/1.1 (or 1.0). 505, connection closed.
    UnsupportedVersion,
}

/// A spent limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exceeded {
    /// Which limit.
    pub limit: &'static Limit,
    /// Whole seconds, at least 1, until one request would pass.
    pub retry_after: u64,
}

/// The name of a declared parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterName {
    /// As declared.
    pub name: &'static str,
    /// Where it travels.
    pub location: ParameterLocation,
}

/// Which check of a token failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenFlaw {
    /// `aud` is absent or names others.
    Audience,
    /// `exp` is absent, malformed or past.
    Expired,
    /// `iss` is absent or another.
    Issuer,
    /// No usable key of the issuer has this `kid` and algorithm.
    Key,
    /// It lives longer than the scheme allows, or does not say since when.
    Lifetime,
    /// Not a compact JWS of a JSON object, or too long.
    Malformed,
    /// `nbf` lies in the future.
    NotYetValid,
    /// The signature does not verify.
    Signature,
    /// `typ` is not what the scheme asks for.
    Type,
}

/// Where in the pipeline a request was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reading the message.
    Receive,
    /// Bringing it to its one form.
    Canonicalize,
    /// Address-wide limits.
    Throttle,
    /// Finding the operation.
    Route,
    /// Verifying credentials.
    Authenticate,
    /// Comparing scopes.
    Authorize,
    /// Client limits.
    Meter,
    /// Parameters and body.
    Validate,
    /// The product's hook.
    Approve,
    /// The upstream.
    Forward,
}

impl Stage {
    /// The word in events and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Receive => "receive",
            Self::Canonicalize => "canonicalize",
            Self::Throttle => "throttle",
            Self::Route => "route",
            Self::Authenticate => "authenticate",
            Self::Authorize => "authorize",
            Self::Meter => "meter",
            Self::Validate => "validate",
            Self::Approve => "approve",
            Self::Forward => "forward",
        }
    }
}

/// What is fixed for each variant: one row each, so that the whole mapping can be read at once.
struct Row {
    code: &'static str,
    status: StatusCode,
    stage: Stage,
    closes: bool,
    title: &'static str,
}

const fn row(code: &'static str, status: StatusCode, stage: Stage, title: &'static str) -> Row {
    Row { code, status, stage, closes: false, title }
}

const fn closing(code: &'static str, status: StatusCode, stage: Stage, title: &'static str) -> Row {
    Row { code, status, stage, closes: true, title }
}

impl Denial {
    /// The refusal of a body that could not be read under a cap of `max_bytes`.
    pub fn of_body(flaw: BodyFlaw, max_bytes: usize) -> Self {
        match flaw {
            BodyFlaw::Incomplete => Self::BodyIncomplete,
            BodyFlaw::MalformedChunk => Self::MalformedChunk,
            BodyFlaw::Timeout => Self::BodyTimeout,
            BodyFlaw::TooLarge => Self::BodyTooLarge { max_bytes },
        }
    }

    /// The public code: stable, kebab-case, also the metric label and the name of the manual entry.
    pub fn code(&self) -> &'static str {
        self.row().code
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.row().status
    }

    /// Where in the pipeline it arises.
    pub fn stage(&self) -> Stage {
        self.row().stage
    }

    /// Whether an HTTP/1 connection is closed after the answer, because the framing is in doubt or bytes of the
    /// request are still unread.
    pub fn closes(&self) -> bool {
        self.row().closes
    }

    /// One sentence for people, the same for every request.
    pub fn title(&self) -> &'static str {
        self.row().title
    }

    #[rustfmt::skip]
    fn row(&self) -> Row {
        use Stage::{Approve, Authenticate, Authorize, Canonicalize, Meter, Receive, Route, Throttle, Validate};
        use StatusCode as S;
        match self {
            Self::AddressLimitExceeded(_) => row("address-limit-exceeded", S::TOO_MANY_REQUESTS, Throttle, "Too many requests from this address"),
            Self::AmbiguousFraming => closing("ambiguous-framing", S::BAD_REQUEST, Receive, "The length of the message has two readings"),
            Self::AmbiguousHost => closing("ambiguous-host", S::BAD_REQUEST, Receive, "Exactly one valid Host is required"),
            Self::AmbiguousTarget => closing("ambiguous-target", S::BAD_REQUEST, Canonicalize, "The request target has two readings"),
            Self::BareLineFeed => closing("bare-line-feed", S::BAD_REQUEST, Receive, "Lines of the head must end in CRLF"),
            Self::BodyIncomplete => closing("body-incomplete", S::BAD_REQUEST, Validate, "The body ended too early"),
            Self::BodyInvalid(_) => row("body-invalid", S::BAD_REQUEST, Validate, "The body does not match its schema"),
            Self::BodyMissing => row("body-missing", S::BAD_REQUEST, Validate, "A body is required"),
            Self::BodyTimeout => closing("body-timeout", S::REQUEST_TIMEOUT, Validate, "The body did not arrive in time"),
            Self::BodyTooLarge { .. } => closing("body-too-large", S::PAYLOAD_TOO_LARGE, Validate, "The body is too large"),
            Self::ClientLimitExceeded(_) => row("client-limit-exceeded", S::TOO_MANY_REQUESTS, Meter, "Too many requests from this client"),
            Self::ContentEncodingUnsupported => closing("content-encoding-unsupported", S::UNSUPPORTED_MEDIA_TYPE, Validate, "The coding of the body is not accepted here"),
            Self::CredentialAmbiguous => row("credential-ambiguous", S::BAD_REQUEST, Authenticate, "Exactly one credential of a kind is allowed"),
            Self::CredentialMissing => row("credential-missing", S::UNAUTHORIZED, Authenticate, "A credential is required"),
            Self::CrossSiteRequest => row("cross-site-request", S::FORBIDDEN, Authenticate, "The request does not show that a page of this API made it"),
            Self::ExpectationFailed => closing("expectation-failed", S::EXPECTATION_FAILED, Receive, "Only 100-continue can be expected"),
            Self::HeadTimeout => closing("head-timeout", S::REQUEST_TIMEOUT, Receive, "The head did not arrive in time"),
            Self::HeadTooLarge => closing("head-too-large", S::REQUEST_HEADER_FIELDS_TOO_LARGE, Receive, "The head is too large"),
            Self::HookRefused { .. } => row("hook-refused", S::FORBIDDEN, Approve, "A rule of this API refused the request"),
            Self::Http2Flood(_) => closing("http2-flood", S::TOO_MANY_REQUESTS, Receive, "The connection carries too little work for its frames"),
            Self::Http2ProtocolError(_) => closing("http2-protocol-error", S::BAD_REQUEST, Receive, "The frames are not HTTP/2"),
            Self::KeyInvalid => row("key-invalid", S::UNAUTHORIZED, Authenticate, "The API key is not valid"),
            Self::MalformedChunk => closing("malformed-chunk", S::BAD_REQUEST, Validate, "The chunked body is malformed"),
            Self::MalformedHeader => closing("malformed-header", S::BAD_REQUEST, Receive, "A header line is malformed"),
            Self::MalformedRequestLine => closing("malformed-request-line", S::BAD_REQUEST, Receive, "The request line is malformed"),
            Self::MediaTypeUnsupported => closing("media-type-unsupported", S::UNSUPPORTED_MEDIA_TYPE, Validate, "The media type is not accepted here"),
            Self::MethodNotAllowed { .. } => row("method-not-allowed", S::METHOD_NOT_ALLOWED, Route, "The method is not declared for this path"),
            Self::MisdirectedRequest => row("misdirected-request", S::MISDIRECTED_REQUEST, Canonicalize, "This authority is not served here"),
            Self::OperationDisabled => row("operation-disabled", S::NOT_FOUND, Route, "The operation is switched off"),
            Self::ParameterInvalid { .. } => row("parameter-invalid", S::BAD_REQUEST, Validate, "A parameter does not match its schema"),
            Self::ParameterMissing { .. } => row("parameter-missing", S::BAD_REQUEST, Validate, "A required parameter is missing"),
            Self::ParameterRepeated { .. } => row("parameter-repeated", S::BAD_REQUEST, Validate, "A parameter came more than once"),
            Self::ParameterUndeclared => row("parameter-undeclared", S::BAD_REQUEST, Validate, "A query parameter is not declared"),
            Self::ProtectedConnectionOption => closing("protected-connection-option", S::BAD_REQUEST, Receive, "Connection names a protected field"),
            Self::RequirementUnmet { .. } => row("requirement-unmet", S::FORBIDDEN, Authorize, "A rule of this operation does not admit the caller"),
            Self::ScopeInsufficient { .. } => row("scope-insufficient", S::FORBIDDEN, Authorize, "The credential's scopes are not enough"),
            Self::StepUpRequired { .. } => row("step-up-required", S::UNAUTHORIZED, Authorize, "A stronger or more recent authentication is required"),
            Self::TargetTooLong => closing("target-too-long", S::URI_TOO_LONG, Receive, "The request target is too long"),
            Self::TokenInvalid { .. } => row("token-invalid", S::UNAUTHORIZED, Authenticate, "The token is not valid"),
            Self::UnderscoreHeader => closing("underscore-header", S::BAD_REQUEST, Receive, "Header names must not contain underscores"),
            Self::UnexpectedBody => closing("unexpected-body", S::BAD_REQUEST, Validate, "This operation takes no body"),
            Self::UnknownPath => row("unknown-path", S::NOT_FOUND, Route, "No operation has this path"),
            Self::UnsupportedTransferCoding => closing("unsupported-transfer-coding", S::BAD_REQUEST, Receive, "The transfer coding is not supported"),
            Self::UnsupportedVersion => closing("unsupported-version", S::HTTP_VERSION_NOT_SUPPORTED, Receive, "The HTTP version is not supported"),
        }
    }
}
