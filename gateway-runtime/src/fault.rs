//! What the client did not cause: the upstream's failures and our own.

use http::StatusCode;

use crate::denial::Stage;

/// Why a request that was not refused could not be answered by the upstream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The product's hook panicked. 500.
    HookFailed,
    /// No usable keys of the issuer are at hand: never obtained, or too old. 503.
    KeysUnavailable,
    /// Bodies take as much memory as they may, or there is no room on disk for one in parts. 503.
    Overloaded,
    /// The upstream's answer is not one: bad framing, too large a head, an unasked upgrade. 502.
    UpstreamMalformed,
    /// The upstream did not answer in time. 504.
    UpstreamTimeout,
    /// No connection to the upstream. 502.
    UpstreamUnreachable,
}

impl Fault {
    /// Each of them, once.
    pub const ALL: [Self; 6] = [
        Self::HookFailed,
        Self::KeysUnavailable,
        Self::Overloaded,
        Self::UpstreamMalformed,
        Self::UpstreamTimeout,
        Self::UpstreamUnreachable,
    ];

    /// The public code, as for denials.
    pub const fn code(self) -> &'static str {
        match self {
            Self::HookFailed => "hook-failed",
            Self::KeysUnavailable => "keys-unavailable",
            Self::Overloaded => "overloaded",
            Self::UpstreamMalformed => "upstream-malformed",
            Self::UpstreamTimeout => "upstream-timeout",
            Self::UpstreamUnreachable => "upstream-unreachable",
        }
    }

    /// The status of the answer.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::HookFailed => StatusCode::INTERNAL_SERVER_ERROR,
            Self::KeysUnavailable | Self::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
            Self::UpstreamMalformed | Self::UpstreamUnreachable => StatusCode::BAD_GATEWAY,
            Self::UpstreamTimeout => StatusCode::GATEWAY_TIMEOUT,
        }
    }

    /// One sentence for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::HookFailed => "The gateway failed",
            Self::KeysUnavailable => "Credentials cannot be verified at the moment",
            Self::Overloaded => "The gateway is busy",
            Self::UpstreamMalformed => "The service gave no usable answer",
            Self::UpstreamTimeout => "The service did not answer in time",
            Self::UpstreamUnreachable => "The service cannot be reached",
        }
    }
    /// Where in the pipeline it arises.
    pub const fn stage(self) -> Stage {
        match self {
            Self::HookFailed => Stage::Approve,
            Self::KeysUnavailable => Stage::Authenticate,
            Self::Overloaded => Stage::Receive,
            Self::UpstreamMalformed | Self::UpstreamTimeout | Self::UpstreamUnreachable => Stage::Forward,
        }
    }
}
