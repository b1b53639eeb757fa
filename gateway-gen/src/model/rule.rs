//! What must hold of a caller beyond scopes.

use super::ClaimPath;
use crate::span::Span;

/// One entry of `x-gateway-require`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What must hold.
    pub predicate: Predicate,
    /// What is answered where it does not.
    pub unmet: Unmet,
    /// The entry.
    pub span: Span,
}

/// What is answered where a rule does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unmet {
    /// 403.
    Forbid,
    /// 401, with what the client should authenticate by.
    StepUp {
        /// The authentication contexts of which one is asked for.
        acr_values: Vec<String>,
        /// How long ago authentication may be.
        max_age_seconds: Option<u64>,
    },
}

/// Something about the identities of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are those of the runtime contract, documented there")]
pub enum Predicate {
    All(Vec<Predicate>),
    Any(Vec<Predicate>),
    /// The position of the scheme in [`Product::schemes`](super::Product::schemes).
    Scheme(usize),
    Claim {
        scheme: Option<usize>,
        claim: ClaimPath,
        test: Test,
    },
}

/// What a claim is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are those of the runtime contract, documented there")]
pub enum Test {
    Exists,
    Equals(Operand),
    Contains(Operand),
    In(Vec<Constant>),
    AtLeast(i64),
    AtMost(i64),
    /// In seconds.
    NoOlderThan(u64),
    Future,
}

/// A value to compare with.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are those of the runtime contract, documented there")]
pub enum Operand {
    Constant(Constant),
    /// The position among the parameters of the operation.
    Parameter(usize),
    /// The names that lead to it.
    Body(Vec<String>),
}

/// A value of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are the types of JSON")]
pub enum Constant {
    Text(String),
    Integer(i64),
    Boolean(bool),
}

impl Predicate {
    /// Every test of a claim in it, with the scheme it is about and the claim.
    pub fn claims(&self) -> Vec<(Option<usize>, &ClaimPath, &Test)> {
        match self {
            Self::All(several) | Self::Any(several) => several.iter().flat_map(Self::claims).collect(),
            Self::Scheme(_) => Vec::new(),
            Self::Claim { scheme, claim, test } => vec![(*scheme, claim, test)],
        }
    }

    /// Whether it reads a parameter or the body.
    pub fn reads_request(&self) -> bool {
        self.operands().iter().any(|operand| !matches!(operand, Operand::Constant(_)))
    }

    /// Every value it compares with.
    pub fn operands(&self) -> Vec<&Operand> {
        let operand = |(_, _, test)| match test {
            &Test::Equals(ref operand) | &Test::Contains(ref operand) => Some(operand),
            _ => None,
        };
        self.claims().into_iter().filter_map(operand).collect()
    }
}
