//! Schemas that are deep, shared or recursive cost no more than they are long.

use gateway_gen::emit;
use gateway_gen::model::{Hook, HookStage, Operation, Product, SchemaId, TypeSet};

use crate::products::{self, INTEGER, list, object, schema};

/// A product whose only body has the last of the schemas `grow` adds, and its file of types.
fn types(grow: impl FnOnce(&mut Product) -> SchemaId) -> String {
    let mut product = products::product("deep", "Deep", "Deep");
    let root = grow(&mut product);
    let operation = products::operation("put", "Put", "put", gateway_gen::model::Method::Put, "/");
    let hook = Hook { name: "look".to_owned(), stage: HookStage::Authorized };
    let hooks = vec![products::stated(hook, 1)];
    product.operations = vec![Operation { body: Some(products::body(root)), hooks, ..operation }];
    let files = emit::files(&product, &products::place).unwrap();
    files.into_iter().find(|file| file.name == "types.rs").unwrap().text
}

#[test]
fn a_shared_schema_is_looked_at_once() {
    let text = types(|product| {
        let mut last = product.schemas.push(schema("leaf", "Leaf", INTEGER));
        for level in 0..200 {
            let name = format!("level_{level}");
            last = product.schemas.push(object(&name, &name, &[("a", "a", last, true), ("b", "b", last, true)]));
        }
        last
    });
    assert_eq!(text.matches("pub struct ").count(), 200);
}

#[test]
fn a_list_of_lists_without_end_is_json_text() {
    let text = types(|product| {
        let mut last = product.schemas.push(schema("leaf", "Leaf", INTEGER));
        for level in 0..1_000 {
            last = product.schemas.push(list(&format!("level_{level}"), "Level", last));
        }
        product.schemas.push(object("root", "Root", &[("lists", "lists", last, true)]))
    });
    let lists = format!("pub lists: {}Json<'a>{}", "Vec<".repeat(8), ">".repeat(8));
    assert!(text.contains(&lists), "{text}");
}

#[test]
fn what_contains_itself_is_json_text_and_what_contains_that_borrows() {
    let text = types(|product| {
        let tree = product.schemas.push(schema("tree", "Tree", TypeSet { null: true, ..INTEGER }));
        let trees = product.schemas.push(list("trees", "Trees", tree));
        *product.schemas.at_mut(tree) = object("tree", "Tree", &[("children", "children", trees, false)]);
        let inner = product.schemas.push(object("inner", "Inner", &[("tree", "tree", tree, true)]));
        product.schemas.push(object("outer", "Outer", &[("inner", "inner", inner, true)]))
    });
    assert!(text.contains("pub tree: Json<'a>") && text.contains("pub inner: Inner<'a>"), "{text}");
    assert!(!text.contains("struct Tree"), "{text}");
}
