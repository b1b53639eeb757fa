//! What gateways on loopback have in common, whatever is tested of them.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::time::Duration;

use gateway_runtime::config::{Bounds, Listen, Settings};
use gateway_runtime::contract::HookStage;
use gateway_runtime::operation::{Deciding, Dispatch, Inputs};
use gateway_runtime::principal::Principal;

/// A product without hooks.
pub(crate) struct NoHooks;

impl Dispatch for NoHooks {
    fn dispatch<'a>(&'a self, _: HookStage, _: usize, _: Inputs<'a>, _: &'a [Principal]) -> Deciding<'a> {
        Box::pin(async { None })
    }
}

/// Two workers on ports of the machine's choice, without TLS, for `api.example`.
pub(crate) fn settings() -> Settings {
    Settings {
        listen: Listen {
            data: SocketAddr::from(([127, 0, 0, 1], 0)),
            health: SocketAddr::from(([127, 0, 0, 1], 0)),
            hosts: Box::new(["api.example".into()]),
            plaintext: true,
            trusted_hops: 0,
            workers: NonZeroUsize::MIN.saturating_add(1),
        },
        tls: None,
        bounds: Bounds {
            head_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(10),
            least_body_rate: 240,
            body_memory: 1 << 20,
            spool: std::env::temp_dir(),
            idle_timeout: Duration::from_mins(1),
            handshake_timeout: Duration::from_secs(10),
            max_connections: 100,
            shutdown_delay: Duration::ZERO,
            drain: Duration::from_secs(10),
        },
        upstreams: BTreeMap::new(),
        auth: BTreeMap::new(),
        stores: BTreeMap::new(),
        operations: BTreeMap::new(),
        limits: BTreeMap::new(),
    }
}
