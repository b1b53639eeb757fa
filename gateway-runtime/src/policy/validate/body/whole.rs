//! Bodies that are read whole before they are judged.

use gateway_cursor::Padded;

use crate::decoded::Decoded;
use crate::fault::Fault;
use crate::memory::{BodyMemory, Reserved};
use crate::refusal::Refusal;

/// A stated length is a promise of the client: memory is set aside for it only as far as this.
const TRUSTED: u64 = 64 * 1024;

/// Joins what is read, once copied to where validators read it and from where it is forwarded.
pub(super) async fn collect(reader: &mut Decoded, memory: &BodyMemory) -> Result<(Padded, Reserved), Refusal> {
    let expected = usize::try_from(reader.length().unwrap_or(0).min(TRUSTED)).unwrap_or(0);
    let max_bytes = reader.bounds().max_bytes;
    let mut room = 0;
    let mut reserved = memory.reserve();
    let mut joined = Padded::new();
    while let Some(data) = reader.next().await? {
        let length = joined.len() + data.len();
        if length > room {
            // To the length that was stated, then by doubling, never beyond the cap.
            room = if length <= expected { expected } else { length.next_power_of_two().min(max_bytes) };
            reserved.grow(room).map_err(|_| Fault::Overloaded)?;
            joined.reserve(room);
        }
        joined.extend(&data);
    }
    Ok((joined, reserved))
}
