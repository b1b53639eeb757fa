//! `gateway.lock`: the policy in a few lines per operation, for the reviewer of a change.

use crate::model::Product;

/// The text of the lock.
pub fn text(product: &Product) -> String {
    format!("product {}\n", product.name)
}

/// The first difference between a committed lock and the computed one; `None` when they are equal.
pub fn compare(committed: &str, computed: &str) -> Option<String> {
    (committed != computed).then(|| format!("- {committed}\n+ {computed}"))
}
