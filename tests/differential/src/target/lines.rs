//! Dividing any bytes into items.

use gateway_runtime::body::lines::{Division, Items, LinesFlaw};

const MAX_ITEMS: usize = 100;

/// Divides `data` both ways.
///
/// # Panics
/// Where the items, joined as they were divided, are not what they were divided from.
pub fn lines(data: &[u8]) {
    for (division, before, ends) in [
        (Division::Lines, b"".as_slice(), [b"\n".as_slice(), b"\r\n", b"\r", b""].as_slice()),
        (Division::Sequence, b"\x1e", &[b"\n"]),
    ] {
        let read: Result<Vec<_>, LinesFlaw> = Items::new(division, data, MAX_ITEMS).collect();
        let Ok(items) = read else { continue };
        assert!(items.len() <= MAX_ITEMS, "more than the limit");
        let mut rest = data;
        for item in &items {
            let found = rest.strip_prefix(before).and_then(|rest| rest.strip_prefix(item.text));
            let position = data.len() - found.map_or(0, <[u8]>::len) - item.text.len();
            assert_eq!(item.offset, position, "{division:?}");
            let next = found.and_then(|found| ends.iter().find_map(|end| found.strip_prefix(*end)));
            rest = next.unwrap_or_default();
        }
        assert!(rest.is_empty(), "{division:?}: something is in no item");
    }
}

/// The texts as one line each, and as sequences.
pub(super) fn seeds(texts: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let lines = texts.chunks(3).map(|texts| texts.join(b"\n".as_slice()));
    let records =
        texts.chunks(2).map(|texts| texts.iter().flat_map(|text| [b"\x1e", text.as_slice(), b"\n"].concat()).collect());
    lines.chain(records).collect()
}
