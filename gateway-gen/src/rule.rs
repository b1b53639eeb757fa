//! The catalogue of rules: every code a diagnostic can carry, with its long explanation.

/// One rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The stable id, `GW0101`.
    pub code: &'static str,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// What it means, why it matters and what to do.
    pub explanation: &'static str,
    /// Whether it judges a policy that could be enforced, so that `x-gateway-allow` can accept its finding.
    pub is_lint: bool,
}

/// The rule of a code.
pub fn find(code: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.code == code)
}

/// Every rule: those of the language, then the lints.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    LANGUAGE.iter().chain(crate::lint::LINTS.iter().map(|lint| lint.rule))
}

const fn language(code: &'static str, title: &'static str, explanation: &'static str) -> Rule {
    Rule { code, title, explanation, is_lint: false }
}

const LANGUAGE: &[Rule] = &[
    language(
        "GW0001",
        "the text cannot be read",
        "The document or overlay is not YAML 1.2 or JSON. The place is where reading stopped; the fault is there or shortly before it. Indentation and missing quotes are the usual causes.",
    ),
    language(
        "GW0002",
        "duplicate key",
        "An object names a member twice. Parsers disagree about which one counts, so two readers of the document could see two policies. Remove one of them.",
    ),
    language(
        "GW0003",
        "the text is out of bounds",
        "The document nests too deep, has too many values, or expands aliases into too many values. The bounds are far beyond what people write.",
    ),
    language(
        "GW0004",
        "YAML that is not JSON",
        "OpenAPI is JSON; YAML is a way to write it. Merge keys, own tags, several documents in one text, names that are not strings and numbers without a JSON form have no meaning in it. Write them out.",
    ),
    language(
        "GW0005",
        "the version is not supported",
        "OpenAPI 3.0, 3.1 and 3.2 are supported. Swagger 2.0 has other security and body rules and must be converted first.",
    ),
    language(
        "GW0006",
        "not an OpenAPI 3.0 document",
        "Documents of version 3.0 are also checked against a typed model of the specification. The message says which part does not fit.",
    ),
    language(
        "GW0007",
        "a value of the wrong shape",
        "The specification asks for another kind of value here, such as a list instead of an object.",
    ),
    language(
        "GW0008",
        "dangling reference",
        "A `$ref` names nothing. The schema or parameter it stands for would not be checked, so the build stops.",
    ),
    language(
        "GW0009",
        "a reference that is not followed",
        "Only references inside the document are followed. A build reads no network, and other files are not supported yet: bundle the document first.",
    ),
    language(
        "GW0010",
        "an endless reference",
        "A reference, or a schema applied to the same instance, leads back to itself. Checking it would never end. Recursion through properties or items is fine.",
    ),
    language(
        "GW0011",
        "unknown field",
        "OpenAPI does not know this field. A misspelt `security` or `required` must not pass for an absent one. Extensions start with `x-`.",
    ),
    language(
        "GW0020",
        "malformed overlay",
        "An overlay has `overlay: 1.0.0`, `info` and `actions`; an action has a `target` and either `update` or `remove: true`.",
    ),
    language(
        "GW0021",
        "the target is not supported",
        "A target names exactly one place by member names, such as `$.paths['/orders'].post`. Wildcards, filters, slices and descendants are not supported: what they match can change without a sound.",
    ),
    language(
        "GW0022",
        "the action matches nothing",
        "The target names nothing in the document. If this passed, a renamed path would lose the protection that the overlay gave it.",
    ),
    language(
        "GW0101",
        "unknown scope",
        "An operation asks for a scope that no flow of its scheme declares. No client could ever be granted it, or it is misspelt.",
    ),
    language(
        "GW0102",
        "unknown security scheme",
        "`security` names a scheme that `components.securitySchemes` does not define.",
    ),
    language(
        "GW0103",
        "the security scheme is not supported",
        "The credential of this scheme cannot be verified yet. Supported are `http` with `bearer`, `oauth2`, `openIdConnect` and `apiKey`.",
    ),
    language(
        "GW0104",
        "the scheme does not say how it is verified",
        "A security scheme in use needs `x-gateway-auth`: for tokens the issuer, the audience and the algorithms, for API keys the store and the hash.",
    ),
    language(
        "GW0105",
        "an operation without security",
        "Neither the operation nor the document states `security`. Open by omission is an error; `security: []` with an `x-gateway-allow` for GW0301 makes an operation public on purpose.",
    ),
    language(
        "GW0106",
        "a rule that cannot be evaluated",
        "An entry of `x-gateway-require` compares a claim in no way the gateway knows, or with a parameter or a member of the body that the operation does not declare, that may be absent, or that is no single value. It would deny everybody, or seem to protect what it does not.",
    ),
    language(
        "GW0107",
        "a rule that nobody can meet",
        "An alternative of `security` admits callers who cannot have what an entry of `x-gateway-require` asks for: an API key has no claims, and anybody has nothing. The alternative would exist on paper only.",
    ),
    language(
        "GW0201",
        "unknown annotation",
        "The vocabulary does not know this key or field. An annotation that is ignored would be a policy that is not enforced.",
    ),
    language(
        "GW0202",
        "known, but not supported yet",
        "The vocabulary defines this key, field or value, and the gateway does not enforce it yet. It is refused instead of ignored.",
    ),
    language(
        "GW0203",
        "an annotation of the wrong shape",
        "The value of an annotation is not what the vocabulary asks for. Quantities carry their unit: `250ms`, `64KiB`, `30/min`.",
    ),
    language(
        "GW0204",
        "an annotation names nothing",
        "A limit, hook, upstream or rule is referred to by a name that nothing has, or a name is taken twice.",
    ),
    language(
        "GW0205",
        "looser below",
        "`x-gateway-body` and `x-gateway-parameters` may only become tighter from the document to the path to the operation.",
    ),
    language(
        "GW0206",
        "an address-wide limit would be dropped",
        "A limit that the document puts on every address is charged before the operation is known. `{ set: [...] }` cannot take it away and must list it.",
    ),
    language(
        "GW0207",
        "an annotation at the wrong level",
        "The key has no effect at this place. The vocabulary says at which levels it may stand.",
    ),
    language(
        "GW0208",
        "a required field is missing",
        "An annotation lacks a field without which it cannot be enforced.",
    ),
    language("GW0400", "no operation", "The document describes no operation, so the gateway would refuse everything."),
    language(
        "GW0401",
        "duplicate operationId",
        "Metrics, hooks, the lock and generated names refer to operations by `operationId`; it must be unique.",
    ),
    language(
        "GW0402",
        "no operationId",
        "Every operation needs an `operationId` with an ASCII letter or digit. It names the operation in the generated code, the metrics and the lock.",
    ),
    language(
        "GW0403",
        "ambiguous paths",
        "A request could match both paths, and neither is more concrete. Segments are compared from the left: text beats text with variables, which beats a lone variable.",
    ),
    language(
        "GW0404",
        "malformed path",
        "A path starts with `/`, has no empty segments, and its variables stand in braces with text between them.",
    ),
    language(
        "GW0405",
        "path and parameters disagree",
        "Every variable of a path is declared as a required path parameter, every path parameter is a variable of the path, and no parameter is declared twice.",
    ),
    language(
        "GW0406",
        "no upstream",
        "An operation needs `x-gateway-upstream`, stated at the operation, its path or the document.",
    ),
    language(
        "GW0407",
        "a parameter that is not supported",
        "A parameter has a schema and a style of its place, or `content` of one JSON media type. By a style travel strings, numbers, booleans, lists of them, and objects of them; in `deepObject` their properties may be lists too. Nothing deeper has a text that could be checked.",
    ),
    language(
        "GW0408",
        "a header parameter without effect",
        "OpenAPI gives header parameters named Accept, Content-Type and Authorization no effect. Media types and security schemes describe these headers.",
    ),
    language(
        "GW0409",
        "a request body that cannot be enforced",
        "Each media type is read in one way: JSON, text, XML, forms, parts, sequences of JSON texts, or bytes that pass through. What its schema or `encoding` says beyond what can be held of that is refused: a schema for the structure of XML or of a format that is not read, a text that is no string, a field that no text can carry.",
    ),
    language(
        "GW0411",
        "two operations with one Rust name",
        "Two operationIds differ only in spelling that Rust names do not keep, such as `get-order` and `getOrder`.",
    ),
    language(
        "GW0412",
        "a method that is not supported",
        "TRACE echoes the request, credentials included, and is refused.",
    ),
    language(
        "GW0413",
        "a body where none has a meaning",
        "GET and HEAD requests have no body with a defined meaning; intermediaries may drop or misread it.",
    ),
    language(
        "GW0417",
        "a default that its schema refuses",
        "The default of a parameter is what a hook reads where nothing was sent, so the schema of the parameter has to accept it.",
    ),
    language(
        "GW0501",
        "a pattern that is matched by backtracking",
        "Look-around and back-references need an engine that steps back. The document allows it here with a budget; a text that spends the budget is refused.",
    ),
    language(
        "GW0502",
        "a keyword that would be ignored",
        "The dialect of the document does not know this schema keyword, or it is not supported. JSON Schema ignores unknown keywords; here a misspelt one is an error.",
    ),
    language(
        "GW0503",
        "an unchecked format",
        "The format is an annotation: values are not checked against it. Asserted are those of JSON Schema, and int32, int64, float, double, decimal, unix-time, byte, binary and password; bound others with `pattern` and `maxLength`.",
    ),
    language(
        "GW0504",
        "a pattern that cannot be matched in linear time",
        "Look-around and back-references need backtracking, which a hostile value can make arbitrarily slow. Rewrite the pattern, or split it; where a schema must have it, `x-gateway-pattern` allows it with a budget of steps.",
    ),
    language(
        "GW0505",
        "a keyword of the wrong shape",
        "The value of a schema keyword is not what JSON Schema asks for, or a bound would be rounded.",
    ),
    language(
        "GW0506",
        "a write-only property",
        "`writeOnly` is about responses, which are not checked yet. `readOnly` is enforced: a request that carries such a property is refused, and `required` does not ask for it.",
    ),
    language(
        "GW0507",
        "too many conditions",
        "What `unevaluatedProperties` or `unevaluatedItems` leaves over depends on so many nested conditions that deciding it would cost more than the value is worth.",
    ),
    language(
        "GW0508",
        "ignored beside a reference",
        "In OpenAPI 3.0 everything beside `$ref` is ignored. In 3.1 both apply.",
    ),
    language(
        "GW0509",
        "a discriminator that decides nothing",
        "A discriminator picks the branch where each branch of the `oneOf` is an object that requires the property and no two share a value. Elsewhere it is an annotation, and the schemas alone decide.",
    ),
    language(
        "GW0510",
        "too many combinations",
        "Schemas that apply to the same value are merged, once for each combination of them that can meet. Recursive schemas of different rhythm, or parts that combine anew at every level, meet in more combinations than anybody could read.",
    ),
    language(
        "GW0612",
        "a limit by client where nobody is authenticated",
        "A public operation has no client to count by; limits by client that it inherits are not charged there. A limit by address is.",
    ),
    language(
        "GW0613",
        "a finding that was allowed",
        "An `x-gateway-allow` accepts this finding, with a reason. It is listed so that it is not forgotten.",
    ),
    language(
        "GW0701",
        "described, but not exposed",
        "Webhooks and callbacks are requests that the upstream makes, and `servers` tell clients where to go. The gateway makes no route of them and enforces nothing for them.",
    ),
    language(
        "GW0702",
        "the base path and the servers disagree",
        "`x-gateway.basePath` is what the gateway serves. `servers` is what clients are told; none of them has this path.",
    ),
    language("GW0703", "a foreign extension", "An extension of another tool. It enforces nothing here."),
    language(
        "GW0704",
        "responses are documentation for now",
        "What the upstream answers is passed on without being compared with the document.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_explained() {
        let mut codes: Vec<_> = all().map(|rule| rule.code).collect();
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count);
        assert!(all().all(|rule| rule.explanation.len() > 40 && !rule.title.is_empty()));
    }
}
