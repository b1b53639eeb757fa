//! Must not compile: a hook that the document does not declare would never run.

use gateway_runtime::operation::{Call, Decision};
use orders::hooks::Hooks;
use orders::operations::{CreateOrder, GetOrder};

struct Rules;

impl Hooks for Rules {
    async fn create_order_authorized(&self, _: Call<'_, CreateOrder>) -> Decision {
        Decision::Admitted
    }

    async fn get_order_authorized(&self, _: Call<'_, GetOrder>) -> Decision {
        Decision::Refused("never-shown")
    }
}

fn main() {}
