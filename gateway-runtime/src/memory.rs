//! The memory that request bodies may take, all together.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What is left for request bodies; shared by all workers.
#[derive(Debug, Clone)]
pub struct BodyMemory(Arc<AtomicUsize>);

/// Memory set aside for one body; given back when it is dropped.
#[derive(Debug)]
pub struct Reserved {
    memory: BodyMemory,
    bytes: usize,
}

/// There is no memory left for this body at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exhausted;

impl BodyMemory {
    /// So many bytes for all bodies together.
    pub fn new(bytes: usize) -> Self {
        Self(Arc::new(AtomicUsize::new(bytes)))
    }

    /// Nothing yet, for one body.
    pub fn reserve(&self) -> Reserved {
        Reserved { memory: self.clone(), bytes: 0 }
    }

    /// How much is left.
    pub fn left(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Reserved {
    /// Sets aside what is missing to `bytes`. Costs one atomic operation where something is.
    ///
    /// # Errors
    /// [`Exhausted`]; what was set aside before stays.
    pub fn grow(&mut self, bytes: usize) -> Result<(), Exhausted> {
        let missing = bytes.saturating_sub(self.bytes);
        if missing > 0 {
            let taken =
                self.memory.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(missing));
            taken.map_err(|_| Exhausted)?;
            self.bytes = bytes;
        }
        Ok(())
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        self.memory.0.fetch_add(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_share_what_there_is() {
        let memory = BodyMemory::new(100);
        let mut first = memory.reserve();
        let mut second = memory.reserve();
        assert_eq!(first.grow(60), Ok(()));
        assert_eq!(second.grow(41), Err(Exhausted));
        assert_eq!(second.grow(40), Ok(()));
        assert_eq!(first.grow(10), Ok(()), "less than it has is no request");
        assert_eq!(first.grow(61), Err(Exhausted));
        drop(second);
        assert_eq!((first.grow(100), memory.left()), (Ok(()), 0));
        drop(first);
        assert_eq!(memory.left(), 100);
    }
}
