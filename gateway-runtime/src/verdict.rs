//! What a policy found: it passed, or its denial is only reported for now.

use crate::contract::Report;
use crate::denial::Denial;
use crate::refusal::cause;
use crate::telemetry::{Record, Telemetry};

/// The outcome a state holds of its policy. There is no third: a denial that counts ends the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The policy was evaluated and had nothing against the request.
    Passed,
    /// It had, and the operation's dated report mode let the request through. The event is already sent.
    Reported(Denial),
}

impl Verdict {
    /// Whether the policy had nothing against the request.
    pub fn passed(&self) -> bool {
        matches!(self, Self::Passed)
    }
}

/// Lets a denial through as [`Verdict::Reported`] where the operation's facts carry a report mode that still lies in
/// the future, and sends its event; gives it back otherwise.
///
/// A denial that closes the connection is never let through: then the end of the message is in doubt or its body
/// unread, and there is nothing whole to forward.
pub(crate) fn settle(denial: Denial, record: &Record, telemetry: &Telemetry) -> Result<Verdict, Denial> {
    match record.operation.and_then(|facts| facts.report) {
        Some(Report { until, .. }) if record.at.seconds() < until && !denial.closes() => {
            report(&denial, record, telemetry);
            Ok(Verdict::Reported(denial))
        }
        _ => Err(denial),
    }
}

/// Sends the event of a denial that the document lets through.
pub(crate) fn report(denial: &Denial, record: &Record, telemetry: &Telemetry) {
    telemetry.refused(record, denial.code(), denial.stage(), cause(denial), true);
}
