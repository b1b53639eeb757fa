//! Must not compile: the document declares a hook on `createOrder`, and a product without it would admit every order.

use orders::hooks::Hooks;

struct Rules;

impl Hooks for Rules {}

fn main() {}
