//! The intermediate representation: closed, reference-free, version-free.
//!
//! An operation without a decided policy cannot be expressed here. `lower` is the only producer; `lint` judges it;
//! `emit`, `lock` and `explain` print it. Every collection has the order of the document.

mod body;
pub mod format;
mod limit;
mod operation;
mod parameter;
mod product;
mod schema;
mod security;

pub use body::Body;
pub use format::{Format, NumberFormat};
pub use limit::{Limit, LimitKey, LimitScope};
pub use operation::{Hook, HookStage, Method, Operation, PathTemplate, TemplatePart, TemplateSegment};
pub use parameter::{Parameter, ParameterKind, ParameterLocation, ParameterShape};
pub use product::{Product, Profile, Upstream};
pub use schema::{
    Additional, ArrayRules, Interpreted, NumberRules, ObjectRules, Property, Schema, SchemaId, Schemas, StringRules,
    TypeSet, Union,
};
pub use security::{Algorithm, Alternative, ApiKeyLocation, Requirement, Scheme, SchemeKind, TokenType};
