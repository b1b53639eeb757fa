//! Stage 4: is this a good policy? One file per rule, each over the effective policy.
//!
//! A rule may be accepted where `x-gateway-allow` gives a reason; its finding is then listed as a note.

mod contradictory_text;
mod judged;
mod nothing_accepted;
mod open_object;
mod public_operation;
mod reached;
mod unbounded_array;
mod unbounded_body;
mod unbounded_string;
mod undeclared_required;
mod unlimited_operation;
mod unreachable_branch;
mod unreachable_value;
mod untyped_schema;
mod unused_hook;
mod unused_limit;
mod unused_permit;
mod unused_scope;
mod unused_upstream;

use crate::bounds::Accepted;
use crate::diagnostic::{Diagnostic, Severity};
use crate::lower::{Declared, Permit};
use crate::model::{Operation, Product, Profile, Schema, SchemaId};
use crate::rule::Rule;

/// A rule and the function that applies it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lint {
    pub(crate) rule: &'static Rule,
    judge: fn(&mut Review<'_>),
    /// Whether it judges what is absent: then a product that is not whole, or an annotation that was refused, would
    /// only be reported twice.
    needs_whole: bool,
}

/// Every rule, by code, except the last: it judges what the others left.
pub(crate) const LINTS: &[Lint] = &[
    Lint { rule: &public_operation::RULE, judge: public_operation::judge, needs_whole: false },
    Lint { rule: &unbounded_body::RULE, judge: unbounded_body::judge, needs_whole: true },
    Lint { rule: &unbounded_string::RULE, judge: unbounded_string::judge, needs_whole: false },
    Lint { rule: &unbounded_array::RULE, judge: unbounded_array::judge, needs_whole: false },
    Lint { rule: &open_object::RULE, judge: open_object::judge, needs_whole: false },
    Lint { rule: &unlimited_operation::RULE, judge: unlimited_operation::judge, needs_whole: true },
    Lint { rule: &unused_scope::RULE, judge: unused_scope::judge, needs_whole: true },
    Lint { rule: &unused_limit::RULE, judge: unused_limit::judge, needs_whole: true },
    Lint { rule: &unused_upstream::RULE, judge: unused_upstream::judge, needs_whole: true },
    Lint { rule: &untyped_schema::RULE, judge: untyped_schema::judge, needs_whole: false },
    Lint { rule: &unused_hook::RULE, judge: unused_hook::judge, needs_whole: true },
    Lint { rule: &nothing_accepted::RULE, judge: nothing_accepted::judge, needs_whole: false },
    Lint { rule: &undeclared_required::RULE, judge: undeclared_required::judge, needs_whole: false },
    Lint { rule: &unreachable_branch::RULE, judge: unreachable_branch::judge, needs_whole: false },
    Lint { rule: &contradictory_text::RULE, judge: contradictory_text::judge, needs_whole: false },
    Lint { rule: &unreachable_value::RULE, judge: unreachable_value::judge, needs_whole: false },
    Lint { rule: &unused_permit::RULE, judge: unused_permit::judge, needs_whole: true },
];

/// Judges a product by every rule.
pub fn lint(product: &Product, declared: &Declared, findings: &mut Vec<Diagnostic>) {
    let used = vec![false; declared.permits.len()];
    let judged = judged::judged(product);
    let reached = reached::reached(product);
    let accepted = Accepted::of(&product.schemas);
    let mut review = Review { product, declared, judged, reached, accepted, findings, used };
    let is_whole = !review.findings.iter().any(|finding| finding.severity == Severity::Error);
    for lint in LINTS.iter().filter(|lint| is_whole || !lint.needs_whole) {
        (lint.judge)(&mut review);
    }
}

/// What the rules see, and where their findings go.
struct Review<'a> {
    product: &'a Product,
    declared: &'a Declared,
    judged: Vec<SchemaId>,
    reached: Vec<SchemaId>,
    accepted: Accepted,
    findings: &'a mut Vec<Diagnostic>,
    used: Vec<bool>,
}

impl<'a> Review<'a> {
    /// The operations with their pointers.
    fn operations(&self) -> impl Iterator<Item = (&'a Operation, &'a str)> + use<'a> {
        self.product.operations.iter().zip(self.declared.operations.iter().map(String::as_str))
    }

    /// The schemas that say what a value of a request may be.
    fn judged(&self) -> Vec<&'a Schema> {
        self.judged.iter().map(|id| self.product.schemas.at(*id)).collect()
    }

    /// The schemas that must accept a value somewhere in a request, or one of which must; not those that only decide
    /// whether others apply.
    fn reached(&self) -> Vec<(SchemaId, &'a Schema)> {
        self.reached.iter().map(|id| (*id, self.product.schemas.at(*id))).collect()
    }

    /// How bad it is to leave something open.
    const fn severity(&self) -> Severity {
        match self.product.profile {
            Profile::Strict => Severity::Error,
            Profile::Standard => Severity::Warning,
            Profile::Permissive => Severity::Note,
        }
    }

    /// Reports a finding at a pointer, unless it is permitted there.
    fn find(&mut self, pointer: &str, mut finding: Diagnostic) {
        let permits = self.declared.permits.iter().zip(&mut self.used);
        let permit = permits.into_iter().find(|(permit, _)| permit.rule == finding.code && permit.covers(pointer));
        if let Some((permit, used)) = permit {
            *used = true;
            let owner = permit.owner.as_deref().map(|owner| format!(", {owner}")).unwrap_or_default();
            let until = permit.until.as_deref().map(|until| format!(", until {until}")).unwrap_or_default();
            finding = Diagnostic::note(
                "GW0613",
                &finding.span,
                format!("{} ({}) is allowed: {}{owner}{until}", finding.message, finding.code, permit.reason),
                "allowed here",
            )
            .related(&permit.span, "by this entry");
        }
        self.findings.push(finding);
    }

    /// The permits that covered no finding.
    fn unused(&self) -> Vec<&'a Permit> {
        let permits = self.declared.permits.iter().zip(&self.used);
        permits.filter(|(_, used)| !**used).map(|(permit, _)| permit).collect()
    }
}
