//! The access-log line: what happened to one request, on one line of JSON.

use super::json;
use super::record::{Protocol, Record};
use crate::clock::Moment;
use crate::contract::ProductFacts;

/// The part of a line that depends on the operation alone, written once per operation when the gateway starts.
pub(super) struct AccessLog {
    operations: Box<[Box<[u8]>]>,
    product: &'static ProductFacts,
}

impl AccessLog {
    pub(super) fn new(product: &'static ProductFacts) -> Self {
        let operations = product.operations.iter().map(|operation| {
            let mut part = Vec::new();
            json::member(&mut part, "method", operation.method.as_str());
            json::member(&mut part, "route", operation.path);
            json::member(&mut part, "operation", operation.id);
            part.into_boxed_slice()
        });
        Self { operations: operations.collect(), product }
    }

    /// Appends the line of a request that ended at `now`.
    pub(super) fn write(&self, line: &mut Vec<u8>, record: &Record, now: Moment) {
        line.extend_from_slice(br#"{"log":"access""#);
        json::time(line, record.at);
        json::uuid(line, "request_id", record.request_id);
        json::hexadecimal(line, "trace_id", &record.trace.0.to_be_bytes());
        json::plain(line, "client", record.client);
        if let Some(part) = record.operation.and_then(|operation| self.operations.get(operation.index)) {
            line.extend_from_slice(part);
        } else {
            if let Some(method) = record.method {
                json::member(line, "method", method.as_str());
            }
            if let Some(route) = record.route {
                json::member(line, "route", route);
            }
        }
        json::number(line, "status", u64::from(record.status.as_u16()));
        if let Some(code) = record.code {
            json::member(line, "code", code);
        }
        if let Some((scheme, digest)) = record.principal {
            json::hexadecimal(line, "principal", &digest.to_be_bytes());
            if let Some(scheme) = self.product.schemes.get(scheme.0) {
                json::member(line, "scheme", scheme.name);
            }
        }
        json::number(line, "bytes_in", record.request_bytes);
        json::number(line, "bytes_out", record.response_bytes);
        let duration = u64::try_from(now.since(record.started).as_micros()).unwrap_or(u64::MAX);
        json::number(line, "duration_us", duration);
        json::number(line, "upstream_us", record.upstream_nanos / 1_000);
        json::member(
            line,
            "protocol",
            match record.protocol {
                Protocol::Http1 => "HTTP/1.1",
                Protocol::Http2 => "HTTP/2",
            },
        );
        line.extend_from_slice(b"}\n");
    }
}
