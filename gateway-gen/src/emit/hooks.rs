//! `hooks.rs`: the trait a product implements where its document declares hooks.

use askama::Template;

use super::doc::{code, prose};
use super::name::Name;
use super::operations::method_token;
use super::{Malformed, Place, place_of};
use crate::model::{HookStage, Operation, Product};

#[derive(Template)]
#[template(path = "hooks.rs")]
struct View {
    title: String,
    hooks: Vec<Hook>,
    operations: Vec<Operated>,
}

struct Hook {
    docs: [String; 3],
    method: Name,
    operation: Name,
    const_name: Name,
    stage: &'static str,
}

/// An operation that has a hook.
struct Operated {
    const_name: Name,
    type_name: Name,
}

/// The module's code.
pub(super) fn text(product: &Product, place: Place<'_>) -> Result<String, Malformed> {
    let mut hooks = Vec::new();
    let mut operations = Vec::new();
    for operation in &product.operations {
        let (type_name, const_name) = (Name::new(&operation.type_name)?, const_name(operation)?);
        for stage in stages(operation) {
            hooks.push(hook(operation, stage, place)?);
        }
        if !operation.hooks.is_empty() {
            operations.push(Operated { const_name, type_name });
        }
    }
    Ok(View { title: prose(&product.title), hooks, operations }.render()?)
}

fn hook(operation: &Operation, stage: HookStage, place: Place<'_>) -> Result<Hook, Malformed> {
    let declared = operation.hooks.iter().find(|hook| hook.value.stage == stage);
    let name = declared.map(|hook| code(&hook.value.name)).unwrap_or_default();
    let at = declared.map(|hook| place_of(hook, place)).unwrap_or_default();
    let route = code(&format!("{} {}", method_token(operation.method), operation.path.text));
    let when = match stage {
        HookStage::Authorized => "once it is authorised and valid, before anything is forwarded",
    };
    Ok(Hook {
        docs: [format!("{name}: decides on {route} {when}."), String::new(), format!("Declared at {}.", code(&at))],
        method: method_name(operation, stage)?,
        operation: Name::new(&operation.type_name)?,
        const_name: const_name(operation)?,
        stage: stage_name(stage),
    })
}

/// The stages at which an operation has a hook, each once.
pub(super) fn stages(operation: &Operation) -> impl Iterator<Item = HookStage> {
    let declared = |stage| operation.hooks.iter().any(|hook| hook.value.stage == stage);
    [HookStage::Authorized].into_iter().filter(move |stage| declared(*stage))
}

/// The variant of the contract.
pub(super) fn stage_name(stage: HookStage) -> &'static str {
    match stage {
        HookStage::Authorized => "Authorized",
    }
}

/// The method of the trait: `create_order_authorized`.
pub(super) fn method_name(operation: &Operation, stage: HookStage) -> Result<Name, Malformed> {
    let stage = match stage {
        HookStage::Authorized => "authorized",
    };
    Name::new(&format!("{}_{stage}", operation.method_name.trim_end_matches('_')))
}

/// Method names are unique and in lower case, so these are unique too.
fn const_name(operation: &Operation) -> Result<Name, Malformed> {
    Name::new(&operation.method_name.to_uppercase())
}
