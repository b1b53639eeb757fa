//! The effective policy of an operation in words.

use crate::model::{Operation, Product};

/// The policy without places.
pub fn plain(product: &Product, operation: &Operation) -> String {
    format!("{} {}\n  document   {}\n", operation.id, operation.path.text, product.document)
}
