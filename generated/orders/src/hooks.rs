//! What the document cannot say: an order above a certain value needs a person.

use gateway_runtime::operation::{Call, Decision};

use crate::hooks::Hooks;
use crate::operations::CreateOrder;

/// The most an order may be worth, in the smallest unit of its currency, unless the caller administers orders.
const MOST: i64 = 5_000_000;

/// The rules of the Orders API.
#[derive(Debug, Clone, Copy)]
pub struct Rules;

impl Hooks for Rules {
    async fn create_order_authorized(&self, call: Call<'_, CreateOrder>) -> Decision {
        // The schema caps quantity, price and the number of items, so the sum stays below 10^12.
        let value: i64 = call.input().body.items.iter().map(|item| item.quantity * item.unit_price).sum();
        let administers = call.principals().iter().any(|principal| principal.has_scope("orders:admin"));
        if value > MOST && !administers {
            return Decision::Refused("order-value-too-high");
        }
        Decision::Admitted
    }
}
