//! What is true of one operation.

use core::time::Duration;

use super::{Alternative, BodyFacts, Limit, Parameter, Report, Rule, Undeclared, UpstreamId};

/// Everything the pipeline must know about one operation.
#[derive(Debug, Clone, Copy)]
pub struct OperationFacts {
    /// The position in [`ProductFacts::operations`](super::ProductFacts::operations).
    pub index: usize,
    /// The `operationId` of the document.
    pub id: &'static str,
    /// The request method.
    pub method: Method,
    /// The public path template, base path included.
    pub path: &'static str,
    /// Where the operation stands in the document (`specs/orders.yaml:42:5`).
    pub place: &'static str,
    /// One satisfied alternative admits (OR); an empty list admits nobody.
    pub security: &'static [Alternative],
    /// What must hold of the caller beyond scopes; every rule.
    pub rules: &'static [Rule],
    /// Limits beyond the product's address-wide ones, in the order they are charged.
    pub limits: &'static [Limit],
    /// The declared parameters.
    pub parameters: &'static [Parameter],
    /// What becomes of a request with another one in its query.
    pub undeclared: Undeclared,
    /// The request body.
    pub body: BodyFacts,
    /// Where an admitted request goes.
    pub upstream: UpstreamId,
    /// The whole exchange with the upstream must end within this time.
    pub timeout: Duration,
    /// The stages at which the product's hook for this operation runs.
    pub hooks: &'static [HookStage],
    /// Set only while a policy is being introduced: until then its denials are reported and let through.
    pub report: Option<Report>,
    /// The effective policy in words, as `explain` prints it.
    pub explanation: &'static str,
}

impl OperationFacts {
    /// The operation that denies everything: what generated code starts from, so that a fact the generator forgot can
    /// only be too strict.
    pub const CLOSED: Self = Self {
        index: usize::MAX,
        id: "",
        method: Method::Get,
        path: "",
        place: "",
        security: &[],
        rules: &[],
        limits: &[],
        parameters: &[],
        undeclared: Undeclared::Refuse,
        body: BodyFacts::REFUSED,
        upstream: UpstreamId::NONE,
        timeout: Duration::ZERO,
        hooks: &[],
        report: None,
        explanation: "",
    };
}

/// The stage at which a hook runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HookStage {
    /// After authorisation and validation, before anything is forwarded.
    Authorized,
}

/// The request methods an OpenAPI 3.x path item can declare (RFC 9110 §9.3, RFC 5789).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// `DELETE`
    Delete,
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `OPTIONS`
    Options,
    /// `PATCH`
    Patch,
    /// `POST`
    Post,
    /// `PUT`
    Put,
}

impl Method {
    /// The token as it stands in a request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "DELETE",
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Patch => "PATCH",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }

    /// The method of a request line token; `None` for every method no document can declare. Case matters.
    pub fn parse(token: &str) -> Option<Self> {
        Some(match token {
            "DELETE" => Self::Delete,
            "GET" => Self::Get,
            "HEAD" => Self::Head,
            "OPTIONS" => Self::Options,
            "PATCH" => Self::Patch,
            "POST" => Self::Post,
            "PUT" => Self::Put,
            _ => return None,
        })
    }
}
