//! Compiling any text as a document.

use gateway_gen::source::Sources;
use gateway_gen::{compile, emit, explain, lock, render};

/// Compiles `data`: as JSON where it begins with `{`, as YAML otherwise. A sound product is emitted too.
///
/// # Panics
/// Where the generator does, or emits what is no Rust.
pub fn document(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let name = if text.trim_start().starts_with('{') { "document.json" } else { "document.yaml" };
    let compiled = compile(Sources::from_texts([(name, text)]));
    for diagnostic in &compiled.diagnostics {
        render::human(diagnostic, &compiled.sources, false);
    }
    if let Some(product) = compiled.sound() {
        lock::text(product);
        let place = |span: &_| compiled.sources.exact_place(span);
        for operation in &product.operations {
            explain::policy(product, operation, &place);
        }
        let emitted = emit::files(product, &place);
        assert!(emitted.is_ok(), "{emitted:?}");
    }
}
