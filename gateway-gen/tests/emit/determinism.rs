//! The same model gives the same bytes.

use gateway_gen::emit;

use crate::products;

#[test]
fn two_runs_write_the_same_bytes() {
    let [first, second] =
        [products::orders(), products::orders()].map(|product| emit::files(&product, &products::place));
    assert_eq!(first, second);
}

#[test]
fn nothing_of_this_machine_is_written() {
    let here = env!("CARGO_MANIFEST_DIR");
    for file in emit::files(&products::orders(), &products::place).unwrap() {
        assert!(!file.text.contains(here), "{}", file.name);
    }
}
