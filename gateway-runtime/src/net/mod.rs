//! Everything between the wire and the pipeline: listeners, TLS, the strict front check, connections.

pub mod connection;
pub mod drain;
pub mod front;
pub mod http2;
pub mod listener;
pub mod tls;
