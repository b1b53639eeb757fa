//! What generated code states: plain constant data, and nothing that behaves.
//!
//! A product's generated code is one [`ProductFacts`] value. The runtime reads it; it never writes it and never
//! needs to know which document it came from. Everything here is `const`-constructible, so the whole policy of a
//! product is in the read-only part of its binary.

mod algorithm;
mod body;
mod carried;
mod form;
mod limit;
mod operation;
mod parameter;
mod product;
mod report;
mod route;
mod rule;
mod security;
mod upstream;

pub use algorithm::{Algorithm, KeyKind};
pub use body::{
    BodyFacts, Content, ContentKind, FormContent, JsonContent, LinesContent, MediaType, MultipartContent, Part, Parts,
};
pub use carried::{Carried, Composition, List, Member, MemberValue, Members, Reading, Single, Style};
pub use form::{Form, FormField};
pub use limit::{Limit, LimitKey, LimitScope};
pub use operation::{HookStage, Method, OperationFacts};
pub use parameter::{Parameter, ParameterLocation, Undeclared};
pub use product::{Product, ProductFacts, Profile};
pub use report::Report;
pub use route::{MAX_SEGMENTS, Matched, PathFacts, Segments, affixed, parted};
pub use rule::{Constant, Operand, Predicate, Rule, Test, Unmet};
pub use security::{
    Alternative, ApiKeyFacts, ApiKeyLocation, BearerFacts, ClaimPath, Requirement, SchemeFacts, SchemeId, SchemeKind,
    TokenType, all_of, requires,
};
pub use upstream::{UpstreamFacts, UpstreamId};

pub use crate::body::lines::Division;
pub use crate::body::xml::XmlLimits;

/// The version of this contract. Generated code asserts that it was emitted for the same one, so a mismatch between
/// generator and runtime is one clear compile error.
pub const VERSION: u32 = 1;

/// 1 024 bytes.
pub const KIB: usize = 1024;
/// 1 024 × 1 024 bytes.
pub const MIB: usize = 1024 * 1024;
