//! Why a request got no answer of the upstream's: the client's doing or not.

use crate::denial::{Denial, Http2Code, Http2Excess, TokenFlaw};
use crate::fault::Fault;
use crate::telemetry::Cause;

/// What ends the pipeline early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The request broke a rule.
    Denied(Denial),
    /// The upstream or the gateway failed.
    Failed(Fault),
}

impl From<Denial> for Refusal {
    fn from(denial: Denial) -> Self {
        Self::Denied(denial)
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Failed(fault)
    }
}

/// What the event says beyond the code, where there is more to say: never a value a client sent, nor a name.
pub(crate) fn cause(denial: &Denial) -> Cause {
    let place = match denial {
        Denial::BodyInvalid(violations) | Denial::ParameterInvalid { violations, .. } => {
            violations.iter().map(|violation| violation.place).find(|place| !place.is_empty())
        }
        Denial::RequirementUnmet { place } | Denial::StepUpRequired { place, .. } => Some(*place),
        _ => None,
    };
    Cause { reason: reason(denial), place }
}

fn reason(denial: &Denial) -> Option<&'static str> {
    if let Denial::TokenInvalid { reason } = denial {
        return Some(match reason {
            TokenFlaw::Audience => "audience",
            TokenFlaw::Expired => "expired",
            TokenFlaw::Issuer => "issuer",
            TokenFlaw::Key => "key",
            TokenFlaw::Lifetime => "lifetime",
            TokenFlaw::Malformed => "malformed",
            TokenFlaw::NotYetValid => "not-yet-valid",
            TokenFlaw::Signature => "signature",
            TokenFlaw::Type => "type",
        });
    }
    if let Denial::Http2Flood(excess) = denial {
        return Some(match excess {
            Http2Excess::ControlFrames => "control-frames",
            Http2Excess::HeaderBlock => "header-block",
            Http2Excess::Library => "library",
            Http2Excess::Resets => "resets",
            Http2Excess::SlowReading => "slow-reading",
        });
    }
    if let Denial::Http2ProtocolError(code) = denial {
        return Some(match code {
            Http2Code::NoError => "no-error",
            Http2Code::ProtocolError => "protocol-error",
            Http2Code::InternalError => "internal-error",
            Http2Code::FlowControlError => "flow-control-error",
            Http2Code::SettingsTimeout => "settings-timeout",
            Http2Code::StreamClosed => "stream-closed",
            Http2Code::FrameSizeError => "frame-size-error",
            Http2Code::RefusedStream => "refused-stream",
            Http2Code::Cancel => "cancel",
            Http2Code::CompressionError => "compression-error",
            Http2Code::ConnectError => "connect-error",
            Http2Code::EnhanceYourCalm => "enhance-your-calm",
            Http2Code::InadequateSecurity => "inadequate-security",
            Http2Code::Http11Required => "http-1-1-required",
        });
    }
    if let Denial::HookRefused { code } = denial {
        return Some(code);
    }
    if let Denial::BodyInvalid(violations) | Denial::ParameterInvalid { violations, .. } = denial {
        return violations.iter().next().map(|violation| violation.keyword);
    }
    if let Denial::AddressLimitExceeded(exceeded) | Denial::ClientLimitExceeded(exceeded) = denial {
        return Some(exceeded.limit.name);
    }
    if let Denial::ParameterMissing { parameter } | Denial::ParameterRepeated { parameter } = denial {
        return Some(parameter.name);
    }
    None
}
