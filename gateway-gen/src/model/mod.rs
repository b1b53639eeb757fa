//! The intermediate representation: closed, reference-free, version-free.
//!
//! An operation without a decided policy cannot be expressed here. `lower` is the only producer; `lint` judges it;
//! `emit`, `lock` and `explain` print it. Every collection has the order of the document.

mod body;
mod carried;
mod cost;
pub mod format;
mod limit;
mod number;
mod operation;
mod parameter;
mod product;
mod rule;
mod schema;
mod security;

pub use body::{Body, Checked, Content, ContentKind, Division, Document, File, Lines, MediaType, Part, Parts};
pub use carried::{Carried, Composition, Form, FormField, List, Member, MemberValue, Members, Reading, Single, Style};
pub use cost::Cost;
pub use format::{Format, NumberFormat};
pub use limit::{Limit, LimitKey, LimitScope};
pub use number::Number;
pub use operation::{Hook, HookStage, Method, Operation, PathTemplate, TemplatePart, TemplateSegment};
pub use parameter::{Parameter, ParameterLocation, Undeclared};
pub use product::{Product, Profile, Upstream};
pub use rule::{Constant, Operand, Predicate, Rule, Test, Unmet};
pub use schema::{
    Additional, Applied, ArrayRules, Choice, Condition, Contains, Cover, Direction, Falsehood, Guard, NumberRules,
    ObjectRules, PatternProperty, Property, Rest, Schema, SchemaId, Schemas, StringRules, Tag, TypeSet, Unevaluated,
};
pub use security::{
    Algorithm, Alternative, ApiKeyLocation, ClaimPath, Requirement, Scheme, SchemeKind, TokenType, pointer,
};
