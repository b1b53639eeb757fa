//! What must hold beyond scopes: `x-gateway-require`.

use core::time::Duration;

use super::{ClaimPath, SchemeId};

/// A rule of an operation. Every one must hold.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// What must hold.
    pub predicate: Predicate,
    /// Whether it reads the parameters or the body, and so waits until they are validated.
    pub reads_request: bool,
    /// What is answered where it does not hold.
    pub unmet: Unmet,
    /// Where the document states it.
    pub place: &'static str,
}

/// What is answered where a rule does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmet {
    /// 403.
    Forbid,
    /// 401, with what the client should authenticate by (RFC 9470).
    StepUp {
        /// The authentication contexts of which one is asked for.
        acr_values: &'static [&'static str],
        /// How long ago authentication may be.
        max_age: Option<Duration>,
    },
}

/// Something about the identities of a request.
#[derive(Debug, Clone, Copy)]
pub enum Predicate {
    /// All of these hold.
    All(&'static [Predicate]),
    /// One of these holds.
    Any(&'static [Predicate]),
    /// An identity was proved with this scheme.
    Scheme(SchemeId),
    /// A claim of an identity passes a test; of the identity that was proved with a scheme, where one is named.
    Claim {
        /// Whose claim; anybody's where absent.
        scheme: Option<SchemeId>,
        /// Which claim. One that is absent passes no test.
        claim: ClaimPath,
        /// The test.
        test: Test,
    },
}

/// What a claim is compared with.
#[derive(Debug, Clone, Copy)]
pub enum Test {
    /// It is there, and not `null`.
    Exists,
    /// It is this value.
    Equals(Operand),
    /// It is a list that holds this value, or this value itself.
    Contains(Operand),
    /// It is one of these.
    In(&'static [Constant]),
    /// It is a number of at least so much.
    AtLeast(i64),
    /// It is a number of at most so much.
    AtMost(i64),
    /// It is a moment (seconds since the Unix epoch) that lies no longer ago, and not in the future.
    NoOlderThan(Duration),
    /// It is a moment that has not come yet.
    Future,
}

/// A value to compare with.
#[derive(Debug, Clone, Copy)]
pub enum Operand {
    /// What the document states.
    Constant(Constant),
    /// The parameter at this position of the operation's facts. Absent, it equals nothing.
    Parameter(usize),
    /// A member of the JSON body, by the names that lead to it. Absent, it equals nothing.
    Body(&'static [&'static str]),
}

/// A value of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constant {
    /// A text.
    Text(&'static str),
    /// A whole number.
    Integer(i64),
    /// True or false.
    Boolean(bool),
}
