//! A dated report mode.

/// While a policy is introduced its denials may be reported instead of enforced, until a date and for a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Seconds since the Unix epoch; from then on denials are enforced again.
    pub until: u64,
    /// Why, in the words of the document.
    pub reason: &'static str,
}
