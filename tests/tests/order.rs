//! The order of the policies is a property of the types: the right one compiles, and a policy that is skipped, swapped
//! or forged does not.
//!
//! Each file in `compile_fail` breaks one rule, and the compiler's message next to it names the state that is missing.
//! The messages are those of stable Rust 1.95; where another compiler words them differently, write them again with
//! `TRYBUILD=overwrite` and read what changed.

/// Compiled with this test instead of by `trybuild`, which would have to build, not only check, every dependency.
#[path = "../compile_pass/right_order.rs"]
mod right_order;

#[test]
fn the_right_order_compiles() {
    let _ = right_order::pass;
    let _ = orders::hooks::Dispatcher(right_order::Rules);
}

#[test]
fn every_other_order_does_not_compile() {
    trybuild::TestCases::new().compile_fail("compile_fail/*.rs");
}
