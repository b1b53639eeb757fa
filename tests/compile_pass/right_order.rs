//! Must compile: every policy in its order, from outside the runtime. What fails in `compile_fail` fails for what it
//! changes in this, not for a name that cannot be reached.

use gateway_runtime::core::Core;
use gateway_runtime::operation::{Call, Decision};
use gateway_runtime::policy::admit::admit;
use gateway_runtime::policy::approve::approve;
use gateway_runtime::policy::authenticate::authenticate;
use gateway_runtime::policy::authorize::authorize;
use gateway_runtime::policy::canonicalize::canonicalize;
use gateway_runtime::policy::forward::forward;
use gateway_runtime::policy::meter::meter;
use gateway_runtime::policy::receive::receive;
use gateway_runtime::policy::route::route;
use gateway_runtime::policy::shape::shape;
use gateway_runtime::policy::throttle::throttle;
use gateway_runtime::policy::validate::validate;
use gateway_runtime::refusal::Refusal;
use gateway_runtime::snapshot::Snapshot;
use gateway_runtime::stage::{Received, Shaped};
use gateway_runtime::telemetry::Record;
use orders::hooks::Hooks;
use orders::operations::CreateOrder;

/// The life of a request, top to bottom.
pub(crate) async fn pass(
    received: Received,
    core: &Core,
    snapshot: &Snapshot,
    record: &mut Record,
) -> Result<Shaped, Refusal> {
    let received = receive(received)?;
    let canonical = canonicalize(received, snapshot, record)?;
    let throttled = throttle(canonical, snapshot, record)?;
    let routed = route(throttled, core, snapshot, record)?;
    let authenticated = authenticate(routed, core, snapshot, record).await?;
    let authorized = authorize(authenticated, core, snapshot, record)?;
    let metered = meter(authorized, core, snapshot, record)?;
    let validated = validate(metered, core, snapshot, record).await?;
    let approved = approve(validated, core, snapshot, record).await?;
    let admitted = admit(approved, snapshot, record)?;
    let answered = forward(admitted, core, snapshot, record).await?;
    Ok(shape(answered, record))
}

/// A product with the one hook its document declares, about a field it has.
#[derive(Debug)]
pub(crate) struct Rules;

impl Hooks for Rules {
    async fn create_order_authorized(&self, call: Call<'_, CreateOrder>) -> Decision {
        if call.input().body.items.is_empty() {
            return Decision::Refused("order-empty");
        }
        Decision::Admitted
    }
}
