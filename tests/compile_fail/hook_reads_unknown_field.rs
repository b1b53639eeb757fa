//! Must not compile: a hook sees the fields of the document, so a rule about another one cannot be written.

use gateway_runtime::operation::{Call, Decision};
use orders::hooks::Hooks;
use orders::operations::CreateOrder;

struct Rules;

impl Hooks for Rules {
    async fn create_order_authorized(&self, call: Call<'_, CreateOrder>) -> Decision {
        if call.input().body.discount > 50 {
            return Decision::Refused("discount-too-high");
        }
        Decision::Admitted
    }
}

fn main() {}
