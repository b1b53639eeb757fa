//! Inflating any bytes as a gzip member.

use std::io::Write as _;

use flate2::{Compression, GzBuilder};
use gateway_runtime::body::gzip::{Gunzip, GzipFlaw, GzipLimits};

const LIMITS: GzipLimits = GzipLimits { max_bytes: 1 << 20, max_ratio: 100 };

/// Inflates `data`; its first byte says how it is cut.
///
/// # Panics
/// Where the cut changes the outcome, or where more comes out than the limit.
pub fn gzip(data: &[u8]) {
    let Some((size, member)) = data.split_first() else { return };
    let whole = inflate(member, usize::MAX);
    for size in [usize::from(*size).max(1), 1] {
        let cut = inflate(member, size);
        // Near its limit a ratio may count as either.
        let is_ratio = [&whole, &cut].into_iter().any(|outcome| *outcome == Err(GzipFlaw::Ratio));
        assert!(cut == whole || is_ratio, "{:?} in pieces of {size}, {:?} whole", cut.map(drop), whole.map(drop));
    }
}

fn inflate(member: &[u8], size: usize) -> Result<Vec<u8>, GzipFlaw> {
    let mut reader = Gunzip::new(LIMITS);
    let mut inflated = Vec::new();
    for mut piece in member.chunks(size) {
        while let Some(step) = reader.read(&mut piece)? {
            inflated.extend_from_slice(step);
            assert!(inflated.len() as u64 <= LIMITS.max_bytes, "more than the limit");
        }
        assert!(piece.is_empty(), "not all was read");
    }
    reader.finish().map(|()| inflated)
}

/// Members that hold the texts, with and without the optional fields.
pub(super) fn seeds(texts: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let member = |(position, text): (usize, &Vec<u8>)| {
        let builder = if position % 2 == 0 { GzBuilder::new() } else { GzBuilder::new().filename("a").extra("bc") };
        let level = u32::try_from(position % 10).unwrap_or_default();
        let mut encoder = builder.write(vec![7], Compression::new(level));
        encoder.write_all(text).and_then(|()| encoder.finish()).unwrap_or_default()
    };
    texts.iter().enumerate().map(member).collect()
}
