//! Operations and their paths.

use super::{Alternative, Body, Limit, Parameter, Rule, Undeclared};
use crate::span::{Sourced, Span};

/// One operation with its effective policy.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The `operationId`, as written.
    pub id: String,
    /// The `UpperCamelCase` Rust name, unique in the product and never a keyword.
    pub type_name: String,
    /// The `snake_case` Rust name, unique in the product and never a keyword.
    pub method_name: String,
    /// The request method.
    pub method: Method,
    /// The public path, base path included.
    pub path: PathTemplate,
    /// `summary`, else the first line of `description`, else empty.
    pub summary: String,
    /// At least one alternative; an alternative without requirements admits anybody.
    pub security: Sourced<Vec<Alternative>>,
    /// What must hold of the caller beyond scopes: those of the document first.
    pub rules: Vec<Sourced<Rule>>,
    /// In the order they are charged; the product's address-wide limits are not repeated here.
    pub limits: Vec<Sourced<Limit>>,
    /// Path parameters in the order of the template, then the rest in the order of the document.
    pub parameters: Vec<Parameter>,
    /// What becomes of other parameters in the query.
    pub undeclared: Sourced<Undeclared>,
    /// `None`: a request with a body is refused.
    pub body: Option<Body>,
    /// The position in [`Product::upstreams`](super::Product::upstreams).
    pub upstream: Sourced<usize>,
    /// The whole exchange, in milliseconds.
    pub timeout_ms: Sourced<u64>,
    /// The hooks the operation declares.
    pub hooks: Vec<Sourced<Hook>>,
    /// The key of the operation (`get:`), where diagnostics about the whole of it point.
    pub span: Span,
}

/// A typed hook the product must implement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// The name in `x-gateway-components.hooks`.
    pub name: String,
    /// When it runs.
    pub stage: HookStage,
}

/// When a hook runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HookStage {
    /// After authorisation and validation.
    Authorized,
}

/// Request methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the variants are the methods of RFC 9110 and RFC 5789")]
pub enum Method {
    Delete,
    Get,
    Head,
    Options,
    Patch,
    Post,
    Put,
}

/// A path template: canonical segments, each literal or with variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathTemplate {
    /// The template as people read it, base path included.
    pub text: String,
    /// In order; the root path is one segment with one empty literal.
    pub segments: Vec<TemplateSegment>,
}

/// One segment of a template: literals and variables alternate, never two variables side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateSegment(pub Vec<TemplatePart>);

/// A part of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplatePart {
    /// Fixed text in canonical percent-encoding.
    Literal(String),
    /// A variable: the name of a path parameter.
    Variable(String),
}
