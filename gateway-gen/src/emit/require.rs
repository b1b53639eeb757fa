//! `require.rs`: what must hold of callers beyond scopes.

use core::time::Duration;
use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::doc::{code, prose};
use super::name::{Name, Names, screaming};
use super::{Malformed, Place, quantity};
use crate::model::{Constant, Operand, Operation, Predicate, Product, Rule, Test, Unmet};

/// One constant for each operation with rules.
pub(super) struct Rules {
    /// By the position of the operation.
    names: BTreeMap<usize, Name>,
    items: TokenStream,
}

impl Rules {
    pub(super) fn of(product: &Product, place: Place<'_>) -> Result<Self, Malformed> {
        let mut taken = Names::default();
        let mut rules = Self { names: BTreeMap::new(), items: TokenStream::new() };
        for (index, operation) in product.operations.iter().enumerate().filter(|(_, one)| !one.rules.is_empty()) {
            let name = taken.claim(&[&screaming(&operation.method_name)])?;
            let mut lines = vec![format!(" What must hold of a caller of {}:", code(&operation.id)), String::new()];
            lines.extend(in_words(product, operation).map(|words| format!(" - {}", code(&words))));
            let each = operation.rules.iter().map(|rule| emitted(product, &rule.value, place));
            let each = each.collect::<Result<Vec<_>, _>>()?;
            rules.items.extend(quote!(#(#[doc = #lines])* pub const #name: &[contract::Rule] = &[#(#each),*];));
            rules.names.insert(index, name);
        }
        Ok(rules)
    }

    /// The constant of an operation; nothing without rules.
    pub(super) fn name(&self, operation: usize) -> Option<&Name> {
        self.names.get(&operation)
    }

    /// Whether there is any.
    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The module's code.
    pub(super) fn module(&self, product: &Product) -> String {
        let doc = format!(" What must hold of callers of {} beyond scopes.", prose(&product.title));
        let items = &self.items;
        let text = items.to_string();
        let contract = (!self.is_empty()).then(|| {
            quote!(
                use gateway_runtime::contract;
            )
        });
        let time = text.contains("time ::").then(|| {
            quote!(
                use core::time;
            )
        });
        let schemes = text.contains("schemes ::").then(|| {
            quote!(
                use super::product::schemes;
            )
        });
        quote!(#![doc = #doc] #time #contract #schemes #items).to_string()
    }
}

/// The rules of an operation in words, as reviewers read them.
pub(super) fn in_words<'o>(product: &'o Product, operation: &'o Operation) -> impl Iterator<Item = String> + 'o {
    operation.rules.iter().map(|rule| crate::explain::rule(product, operation, &rule.value))
}

fn emitted(product: &Product, rule: &Rule, place: Place<'_>) -> Result<TokenStream, Malformed> {
    let predicate = predicate(product, &rule.predicate)?;
    let reads_request = rule.predicate.reads_request();
    let unmet = match &rule.unmet {
        Unmet::Forbid => quote!(Forbid),
        Unmet::StepUp { acr_values, max_age_seconds } => {
            let max_age = max_age_seconds.map(seconds_of).transpose()?;
            let max_age = max_age.map_or_else(|| quote!(None), |time| quote!(Some(#time)));
            quote!(StepUp { acr_values: &[#(#acr_values),*], max_age: #max_age })
        }
    };
    let place = place(&rule.span);
    Ok(quote!(contract::Rule {
        predicate: #predicate,
        reads_request: #reads_request,
        unmet: contract::Unmet::#unmet,
        place: #place,
    }))
}

fn predicate(product: &Product, one: &Predicate) -> Result<TokenStream, Malformed> {
    let several = |all: &[Predicate]| all.iter().map(|one| predicate(product, one)).collect::<Result<Vec<_>, _>>();
    let predicate = match one {
        Predicate::All(all) => {
            let all = several(all)?;
            quote!(All(&[#(#all),*]))
        }
        Predicate::Any(any) => {
            let any = several(any)?;
            quote!(Any(&[#(#any),*]))
        }
        Predicate::Scheme(position) => {
            let scheme = scheme(product, *position)?;
            quote!(Scheme(#scheme))
        }
        Predicate::Claim { scheme: position, claim, test: one } => {
            let scheme = match position {
                None => quote!(None),
                Some(position) => {
                    let scheme = scheme(product, *position)?;
                    quote!(Some(#scheme))
                }
            };
            let test = test(one)?;
            quote!(Claim { scheme: #scheme, claim: &[#(#claim),*], test: contract::Test::#test })
        }
    };
    Ok(quote!(contract::Predicate::#predicate))
}

fn scheme(product: &Product, position: usize) -> Result<TokenStream, Malformed> {
    let scheme = product.schemes.get(position);
    let scheme =
        scheme.ok_or_else(|| Malformed { file: "require.rs", reason: "a rule of a scheme there is not".to_owned() })?;
    let name = Name::new(&scheme.const_name)?;
    Ok(quote!(schemes::#name))
}

fn test(test: &Test) -> Result<TokenStream, Malformed> {
    Ok(match test {
        Test::Exists => quote!(Exists),
        Test::Equals(one) => {
            let operand = operand(one);
            quote!(Equals(#operand))
        }
        Test::Contains(one) => {
            let operand = operand(one);
            quote!(Contains(#operand))
        }
        Test::In(values) => {
            let values = values.iter().map(constant);
            quote!(In(&[#(#values),*]))
        }
        Test::AtLeast(least) => {
            let least = Literal::i64_unsuffixed(*least);
            quote!(AtLeast(#least))
        }
        Test::AtMost(most) => {
            let most = Literal::i64_unsuffixed(*most);
            quote!(AtMost(#most))
        }
        Test::NoOlderThan(seconds) => {
            let time = seconds_of(*seconds)?;
            quote!(NoOlderThan(#time))
        }
        Test::Future => quote!(Future),
    })
}

fn operand(operand: &Operand) -> TokenStream {
    match operand {
        Operand::Constant(value) => {
            let constant = constant(value);
            quote!(contract::Operand::Constant(#constant))
        }
        Operand::Parameter(position) => {
            let position = Literal::usize_unsuffixed(*position);
            quote!(contract::Operand::Parameter(#position))
        }
        Operand::Body(path) => quote!(contract::Operand::Body(&[#(#path),*])),
    }
}

fn constant(constant: &Constant) -> TokenStream {
    let (kind, value) = match constant {
        Constant::Text(text) => ("Text", quote!(#text)),
        Constant::Integer(number) => {
            let number = Literal::i64_unsuffixed(*number);
            ("Integer", quote!(#number))
        }
        Constant::Boolean(truth) => ("Boolean", quote!(#truth)),
    };
    let kind = format_ident!("{kind}");
    quote!(contract::Constant::#kind(#value))
}

fn seconds_of(seconds: u64) -> Result<TokenStream, Malformed> {
    let duration = quantity::duration(Duration::from_secs(seconds));
    duration.parse().map_err(|_| Malformed { file: "require.rs", reason: format!("`{duration}` is no Rust") })
}
