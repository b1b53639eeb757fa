const _: () = assert!(
    gateway_runtime::contract::VERSION == {{ contract }},
    "this gateway was generated for version {{ contract }} of the contract; use gateway-gen and gateway-runtime of the same version"
);

pub mod carried;
pub mod hooks;
pub mod inputs;
pub mod operations;
pub mod product;
pub mod routes;
pub mod require;
#[doc = " The schemas of bodies and parameters as validators over bytes."]
#[allow(clippy::match_same_arms, clippy::single_match_else, clippy::too_many_lines, reason = "number and kinds of the properties are the document's")]
pub mod schemas;
#[allow(
    clippy::many_single_char_names,
    clippy::similar_names,
    clippy::too_many_lines,
    reason = "names and number of the fields are the document's"
)]
pub mod types;

pub use product::{{ product }};
