//! `x-gateway-require`: what must hold of a caller beyond scopes. The lists of all levels add up.

use super::Refused;
use super::scheme::claim_path;
use super::security::Schemes;
use crate::diagnostic::{Diagnostic, suggestion};
use crate::load::tree::Node;
use crate::model::{
    Alternative, Body, Composition, Constant, ContentKind, Operand, Operation, Parameter, ParameterLocation, Predicate,
    Reading, Rule, SchemaId, Schemas, SchemeKind, Test, Unmet, pointer,
};
use crate::resolve::inherit::Scope;
use crate::span::{Sourced, Span};
use crate::vocabulary::quantity;

/// The fields that compare a claim.
const TESTS: [&str; 8] = ["exists", "equals", "contains", "in", "atLeast", "atMost", "maxAge", "future"];

/// Where the rules of one operation find what they refer to.
pub(super) struct Within<'w> {
    pub(super) security: &'w [Alternative],
    pub(super) parameters: &'w [Parameter],
    pub(super) body: Option<&'w Body>,
}

impl Schemes<'_> {
    /// The rules of an operation; `None` and an error where one cannot be enforced.
    pub(super) fn rules(
        &self,
        scope: &Scope<'_>,
        within: &Within<'_>,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Vec<Sourced<Rule>>> {
        let mut rules = Vec::new();
        let mut is_sound = true;
        for (level, node) in scope.accumulated("x-gateway-require") {
            let mut reader = Reader { schemes: self, within, step_up: None, findings };
            let Some(predicate) = reader.predicate(node) else {
                is_sound = false;
                continue;
            };
            let unmet = reader.step_up.take().unwrap_or(Unmet::Forbid);
            for (position, alternative) in within.security.iter().enumerate() {
                if !self.can_hold(&predicate, alternative) {
                    impossible(scope, node, position, alternative, self, findings);
                    is_sound = false;
                }
            }
            let rule = Rule { predicate, unmet, span: node.span.clone() };
            rules.push(Sourced { value: rule, level, span: Some(node.span.clone()) });
        }
        is_sound.then_some(rules)
    }

    /// Whether somebody who satisfied this alternative could meet a predicate: only tokens have claims.
    fn can_hold(&self, predicate: &Predicate, alternative: &Alternative) -> bool {
        let has = |scheme: usize| alternative.0.iter().any(|required| required.scheme == scheme);
        let has_claims = |scheme: usize| {
            has(scheme) && matches!(self.at(scheme).map(|one| &one.kind), Some(SchemeKind::Bearer { .. }))
        };
        match predicate {
            Predicate::All(all) => all.iter().all(|one| self.can_hold(one, alternative)),
            Predicate::Any(any) => any.iter().any(|one| self.can_hold(one, alternative)),
            Predicate::Scheme(scheme) => has(*scheme),
            Predicate::Claim { scheme: Some(scheme), .. } => has_claims(*scheme),
            Predicate::Claim { scheme: None, .. } => alternative.0.iter().any(|required| has_claims(required.scheme)),
        }
    }
}

fn impossible(
    scope: &Scope<'_>,
    node: &Node,
    position: usize,
    alternative: &Alternative,
    schemes: &Schemes<'_>,
    findings: &mut Vec<Diagnostic>,
) {
    let names: Vec<_> =
        alternative.0.iter().filter_map(|required| schemes.at(required.scheme)).map(|one| one.name.as_str()).collect();
    let who = if names.is_empty() { "anybody".to_owned() } else { names.join(" and ") };
    let message = format!("nobody who comes by alternative {} of `security` ({who}) can meet this rule", position + 1);
    findings.push(
        Diagnostic::error("GW0107", &node.span, message, "can never hold")
            .related(&scope.operation.key, "in this operation")
            .help("only tokens have claims: write `anyOf` with `{ scheme: NAME }` for callers without, or drop the alternative"),
    );
}

struct Reader<'r, 'a> {
    schemes: &'r Schemes<'a>,
    within: &'r Within<'r>,
    step_up: Option<Unmet>,
    findings: &'r mut Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    fn refuse<T>(&mut self, span: &Span, message: String, label: &str, help: &str) -> Option<T> {
        self.findings.push(Diagnostic::error("GW0106", span, message, label.to_owned()).help(help));
        None
    }

    fn predicate(&mut self, node: &Node) -> Option<Predicate> {
        let kinds = ["anyOf", "allOf", "claim"].into_iter().filter(|name| node.get(name).is_some()).count();
        if kinds > 1 || (kinds == 0 && node.get("scheme").is_none()) {
            let help = "write one of `claim`, `scheme`, `anyOf` and `allOf` per entry";
            return self.refuse(&node.span, "a rule says exactly one thing".to_owned(), "not one rule", help);
        }
        for (name, all) in [("anyOf", false), ("allOf", true)] {
            if let Some(list) = node.get(name) {
                let several: Vec<_> =
                    list.as_array().unwrap_or_default().iter().map(|one| self.predicate(one)).collect();
                let several = several.into_iter().collect::<Option<Vec<_>>>()?;
                return Some(if all { Predicate::All(several) } else { Predicate::Any(several) });
            }
        }
        let scheme = match node.get("scheme") {
            None => None,
            Some(name) => match self.scheme(name).ok()? {
                Some(scheme) => Some(scheme),
                // Nobody comes by a scheme that this operation does not accept.
                None => return Some(Predicate::Any(Vec::new())),
            },
        };
        match (node.get("claim"), scheme) {
            (Some(claim), scheme) => self.claim(node, claim, scheme),
            (None, Some(scheme)) => Some(Predicate::Scheme(scheme)),
            (None, None) => None,
        }
    }

    /// The position of a scheme; `None` where the operation does not accept it.
    fn scheme(&mut self, node: &Node) -> Result<Option<usize>, Refused> {
        let name = node.as_str().ok_or(Refused)?;
        if !self.schemes.is_declared(name) {
            let near = suggestion(name, self.schemes.names()).unwrap_or_else(|| "name a security scheme".to_owned());
            return self
                .refuse(&node.span, format!("there is no security scheme `{name}`"), "unknown", &near)
                .ok_or(Refused);
        }
        let accepted = self.within.security.iter().flat_map(|alternative| &alternative.0);
        let position = accepted
            .map(|required| required.scheme)
            .find(|scheme| self.schemes.at(*scheme).is_some_and(|known| known.name == name));
        Ok(position)
    }

    fn claim(&mut self, node: &Node, claim: &Node, scheme: Option<usize>) -> Option<Predicate> {
        let stated = claim.as_str()?;
        let Some(path) = claim_path(stated) else {
            let help = "write `sub`, or `/realm_access/roles` for a claim inside of another";
            return self.refuse(&claim.span, format!("`{stated}` leads to no claim"), "no claim", help);
        };
        let named: Vec<_> = TESTS.into_iter().filter(|name| node.get(name).is_some()).collect();
        let [kind] = named.as_slice() else {
            let message = format!("a claim is compared in exactly one way, and here in {}", named.len());
            return self.refuse(&node.span, message, "not one test", &format!("write one of {}", TESTS.join(", ")));
        };
        let operand = node.get(kind)?;
        let test = self.test(kind, operand)?;
        if node.get("else").and_then(Node::as_str) == Some("step-up") {
            self.step_up(node, &path, &test)?;
        }
        Some(Predicate::Claim { scheme, claim: path, test })
    }

    fn test(&mut self, name: &str, node: &Node) -> Option<Test> {
        Some(match name {
            "exists" => Test::Exists,
            "future" => Test::Future,
            "equals" => Test::Equals(self.operand(node)?),
            "contains" => Test::Contains(self.operand(node)?),
            "in" => Test::In(node.as_array().unwrap_or_default().iter().map(constant).collect::<Option<_>>()?),
            "atLeast" => Test::AtLeast(integer(node)?),
            "atMost" => Test::AtMost(integer(node)?),
            _ => Test::NoOlderThan(node.as_str().and_then(quantity::milliseconds)? / 1_000),
        })
    }

    /// What a client should authenticate by, which is said of the two claims RFC 9470 knows.
    fn step_up(&mut self, node: &Node, claim: &[String], test: &Test) -> Option<()> {
        let (values, age) = match (claim, test) {
            ([name], Test::In(values)) if name == "acr" => (texts(values), None),
            ([name], Test::Equals(Operand::Constant(value))) if name == "acr" => {
                (texts(core::slice::from_ref(value)), None)
            }
            ([name], Test::NoOlderThan(seconds)) if name == "auth_time" => (Vec::new(), Some(*seconds)),
            _ => {
                let help = "write it beside `claim: acr` with `in` or `equals`, or `claim: auth_time` with `maxAge`";
                let message = "`else: step-up` tells the client how to authenticate, which this rule does not say";
                return self.refuse(&node.span, message.to_owned(), "no step up", help);
            }
        };
        match &mut self.step_up {
            Some(Unmet::StepUp { acr_values, max_age_seconds }) => {
                acr_values.extend(values);
                *max_age_seconds = age.or(*max_age_seconds);
            }
            Some(Unmet::Forbid) | None => {
                self.step_up = Some(Unmet::StepUp { acr_values: values, max_age_seconds: age });
            }
        }
        Some(())
    }

    /// A constant, or `path:NAME`, `query:NAME`, `header:NAME`, `cookie:NAME`, `body:/pointer`.
    fn operand(&mut self, node: &Node) -> Option<Operand> {
        let Some((place, name)) = node.as_str().and_then(|text| text.split_once(':')) else {
            return constant(node).map(Operand::Constant);
        };
        let location = match place {
            "path" => ParameterLocation::Path,
            "query" => ParameterLocation::Query,
            "header" => ParameterLocation::Header,
            "cookie" => ParameterLocation::Cookie,
            "body" => return self.member(node, name),
            _ => return constant(node).map(Operand::Constant),
        };
        let is_it = |parameter: &&Parameter| {
            let is_named = if location == ParameterLocation::Header {
                parameter.name.eq_ignore_ascii_case(name)
            } else {
                parameter.name == name
            };
            parameter.location == location && is_named
        };
        let found = self.within.parameters.iter().find(is_it);
        let Some(parameter) = found else {
            let names = self.within.parameters.iter().filter(|one| one.location == location);
            let near = suggestion(name, names.map(|one| one.name.as_str()));
            let help = near.unwrap_or_else(|| {
                "declare the parameter; a text that only looks like one belongs in `in: [...]`".to_owned()
            });
            return self.refuse(
                &node.span,
                format!("the operation has no {place} parameter `{name}`"),
                "unknown",
                &help,
            );
        };
        let is_comparable = matches!(&parameter.carried.composition, Composition::Single(single)
            if single.readings.iter().all(|reading| matches!(reading, Reading::String | Reading::Integer | Reading::Boolean)));
        if !is_comparable || !parameter.required || parameter.allow_empty {
            let help = "a claim is compared with a required parameter that is one string, integer or boolean";
            return self.refuse(
                &node.span,
                format!("`{name}` cannot be compared with a claim"),
                "another kind of value",
                help,
            );
        }
        self.within.parameters.iter().position(|one| core::ptr::eq(one, parameter)).map(Operand::Parameter)
    }

    /// A member of the body. Its schema is looked at when all schemas are known.
    fn member(&mut self, node: &Node, pointer: &str) -> Option<Operand> {
        let path = claim_path(pointer).filter(|_| pointer.starts_with('/'));
        match (path, self.within.body) {
            (Some(path), Some(body)) if body.required => Some(Operand::Body(path)),
            (None, _) => {
                let help = "write `body:/owner/id`";
                self.refuse(
                    &node.span,
                    format!("`{pointer}` is no JSON Pointer to a member (RFC 6901)"),
                    "no pointer",
                    help,
                )
            }
            (Some(_), _) => {
                let help = "make the body required, or compare with a parameter";
                self.refuse(
                    &node.span,
                    "the operation can be called without a body".to_owned(),
                    "nothing to compare with",
                    help,
                )
            }
        }
    }
}

fn texts(values: &[Constant]) -> Vec<String> {
    let text = |value: &Constant| match value {
        Constant::Text(text) => Some(text.clone()),
        Constant::Integer(_) | Constant::Boolean(_) => None,
    };
    values.iter().filter_map(text).collect()
}

fn integer(node: &Node) -> Option<i64> {
    node.to_json().as_i64()
}

fn constant(node: &Node) -> Option<Constant> {
    let json = node.to_json();
    match json.as_str() {
        Some(text) => Some(Constant::Text(text.to_owned())),
        None => json.as_i64().map(Constant::Integer).or_else(|| json.as_bool().map(Constant::Boolean)),
    }
}

/// Reports rules that compare with a member of the body that may be absent, or is no single value.
pub(super) fn check(operations: &[Operation], schemas: &Schemas, findings: &mut Vec<Diagnostic>) {
    for operation in operations {
        let Some(body) = &operation.body else { continue };
        for rule in &operation.rules {
            for operand in rule.value.predicate.operands() {
                let Operand::Body(path) = operand else { continue };
                for content in &body.contents {
                    let object = match &content.kind {
                        ContentKind::Json(checked) | ContentKind::Form { object: checked, .. } => Some(checked.schema),
                        ContentKind::Binary { .. }
                        | ContentKind::Lines(_)
                        | ContentKind::Multipart(_)
                        | ContentKind::Text(_)
                        | ContentKind::Xml => None,
                    };
                    if object.is_none_or(|object| !has_value(schemas, object, path)) {
                        let at = pointer(path);
                        let message =
                            format!("a body of `{}` need not have a value at `{at}`", content.media_type.text());
                        findings.push(
                            Diagnostic::error("GW0106", &rule.value.span, message, "nothing to compare with")
                                .related(&content.span, "declared here")
                                .help("the schema must declare and require it, as one string, integer or boolean"),
                        );
                    }
                }
            }
        }
    }
}

/// Whether every instance of a schema has one value that can be compared at the end of a path.
fn has_value(schemas: &Schemas, schema: SchemaId, path: &[String]) -> bool {
    let schema = schemas.at(schema);
    let types = &schema.types;
    let Some((first, inner)) = path.split_first() else {
        return !(types.null || types.array || types.object || types.number);
    };
    let is_object = types.object && !(types.null || types.boolean || types.number || types.string || types.array);
    is_object
        && schema.object.properties.get(first).is_some_and(|property| {
            property.required && property.declared && has_value(schemas, property.schema, inner)
        })
}
