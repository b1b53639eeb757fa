//! How far a run of bytes of one kind goes, in bytes that nothing follows.

use crate::{Block, Scan};

/// How many bytes there are before the first one that `member` does not mark, at most all. What `member` says of a byte
/// must depend on that byte alone. Costs one step for each sixteen bytes.
#[inline(always)]
pub fn run(bytes: &[u8], member: impl Fn(Block) -> u32) -> usize {
    if let Some(mut scan) = Scan::new(bytes) {
        return scan.take_while(member).len();
    }
    let marks = if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        let both = u128::from(u64::from_le_bytes(*first)) | u128::from(u64::from_le_bytes(*last)) << 64;
        let marks = member(Block::new(&both.to_le_bytes()));
        marks & 0xff | marks >> 8 << (bytes.len() - 8)
    } else {
        let padded = bytes.iter().rev().fold(0, |padded, byte| padded << 8 | u128::from(*byte));
        member(Block::new(&padded.to_le_bytes()))
    };
    bytes.len().min(marks.trailing_ones() as usize)
}
