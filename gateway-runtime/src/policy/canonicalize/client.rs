//! Whose address limits and events use.

use core::net::IpAddr;

use http::HeaderMap;

/// The client address from socket, PROXY header and trusted hops: the only place that decides it.
///
/// With `hops` trusted proxies in front, each appending its peer to `X-Forwarded-For`, the client is the `hops`-th entry
/// from the right; entries further left are whatever a stranger wrote. `proxied` is the source address of a PROXY header
/// on a listener that has one. Where the entry is missing or no address, the socket's address counts. An IPv4-mapped
/// IPv6 address is the IPv4 address it maps.
pub(super) fn address(peer: IpAddr, proxied: Option<IpAddr>, headers: &HeaderMap, hops: usize) -> IpAddr {
    let socket = proxied.unwrap_or(peer).to_canonical();
    let Some(from_right) = hops.checked_sub(1) else { return socket };
    headers
        .get_all("x-forwarded-for")
        .iter()
        .rev()
        .flat_map(|field| field.as_bytes().rsplit(|byte| *byte == b','))
        .nth(from_right)
        .and_then(|entry| core::str::from_utf8(entry.trim_ascii()).ok()?.parse::<IpAddr>().ok())
        .map_or(socket, |address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn check(fields: &[&str], hops: usize, expected: &str) {
        let mut headers = HeaderMap::new();
        for field in fields {
            headers.append("x-forwarded-for", HeaderValue::from_str(field).unwrap());
        }
        let found = address("192.0.2.1".parse().unwrap(), None, &headers, hops);
        assert_eq!(found, expected.parse::<IpAddr>().unwrap(), "{fields:?} {hops}");
    }

    #[test]
    fn only_trusted_hops_are_believed() {
        check(&["127.0.0.1"], 0, "192.0.2.1");
        check(&["203.0.113.9"], 1, "203.0.113.9");
        check(&["127.0.0.1, 203.0.113.9"], 1, "203.0.113.9");
        check(&["127.0.0.1, 203.0.113.9, 10.0.0.1"], 2, "203.0.113.9");
        check(&["127.0.0.1", "203.0.113.9", "10.0.0.1"], 2, "203.0.113.9");
        check(&["::ffff:203.0.113.9"], 1, "203.0.113.9");
    }

    #[test]
    fn what_is_no_address_is_not_believed() {
        for garbage in ["", "unknown", "127.1", "0177.0.0.1", "2130706433", "1.2.3.4.", "[::1]:80", "fe80::1%eth0"] {
            check(&[garbage], 1, "192.0.2.1");
        }
        check(&["203.0.113.9"], 2, "192.0.2.1");
    }

    #[test]
    fn a_proxy_header_replaces_the_socket() {
        let proxied =
            address("192.0.2.1".parse().unwrap(), Some("::ffff:198.51.100.7".parse().unwrap()), &HeaderMap::new(), 0);
        assert_eq!(proxied.to_string(), "198.51.100.7");
    }
}
