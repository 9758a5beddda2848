//! Reused receive buffers.
//!
//! A first touch of fresh memory costs as much as the whole produce path, so frames are read into buffers that
//! are given back when the last slice of the frame is dropped. What the pool keeps is bounded; an idle
//! connection owns nothing.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use parking_lot::Mutex;

/// One size of buffers and how many of them are kept for reuse.
#[derive(Debug)]
struct Class {
    len: usize,
    kept_max: usize,
    free: Mutex<Vec<Box<[u8]>>>,
}

/// Buffers by size class. A batch of 64 KiB, 256 KiB or 1 MiB fits its class with room for the request around it.
#[derive(Debug)]
pub struct BufferPool {
    classes: [Class; 4],
}

impl BufferPool {
    /// The pool of the process.
    pub fn shared() -> &'static Arc<Self> {
        static POOL: OnceLock<Arc<BufferPool>> = OnceLock::new();
        POOL.get_or_init(|| Arc::new(Self::new()))
    }

    fn new() -> Self {
        let class = |len, kept_max| Class { len, kept_max, free: Mutex::new(Vec::new()) };
        Self {
            classes: [
                class(16 << 10, 128),
                class(96 << 10, 64),
                class(320 << 10, 16),
                class((1 << 20) + (96 << 10), 8),
            ],
        }
    }

    /// The largest buffer that is handed out whole. A larger frame grows as its bytes arrive.
    pub const PREPARED_MAX: usize = (1 << 20) + (96 << 10);

    /// A buffer of at least `len` bytes with old content in it. `len` is at most [`Self::PREPARED_MAX`];
    /// a longer one gives a buffer of that size.
    pub fn take(self: &Arc<Self>, len: usize) -> PooledBuffer {
        let index = self.classes.iter().position(|class| class.len >= len).unwrap_or(self.classes.len() - 1);
        let class = &self.classes[index];
        let kept = class.free.lock().pop();
        // Fresh memory comes zeroed from the kernel page by page: what was claimed but never sent costs nothing.
        let bytes = kept.unwrap_or_else(|| vec![0; class.len].into_boxed_slice());
        PooledBuffer { bytes, class: index, pool: Some(self.clone()) }
    }
}

/// A buffer that goes back to its pool when it is dropped, as itself or as the last slice of [`Self::freeze`].
#[derive(Debug)]
pub struct PooledBuffer {
    bytes: Box<[u8]>,
    class: usize,
    pool: Option<Arc<BufferPool>>,
}

impl PooledBuffer {
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }

    pub fn capacity(&self) -> usize {
        self.bytes.len()
    }

    /// Doubles the buffer, keeping the first `filled` bytes, up to `len_max`. Larger than the pool's classes, it is
    /// not kept afterwards.
    pub fn grow(&mut self, filled: usize, len_max: usize) {
        let len = self.bytes.len().saturating_mul(2).min(len_max.max(self.bytes.len()));
        let mut larger = vec![0; len].into_boxed_slice();
        let keep = filled.min(self.bytes.len());
        larger[..keep].copy_from_slice(&self.bytes[..keep]);
        let old = std::mem::replace(&mut self.bytes, larger);
        if let Some(pool) = self.pool.take() {
            drop(Self { bytes: old, class: self.class, pool: Some(pool) });
        }
    }

    /// The first `len` bytes as shared slices.
    pub fn freeze(self, len: usize) -> Bytes {
        let len = len.min(self.bytes.len());
        Bytes::from_owner(self).slice(..len)
    }
}

impl AsRef<[u8]> for PooledBuffer {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for PooledBuffer {
    fn drop(&mut self) {
        let Some(pool) = self.pool.take() else { return };
        let class = &pool.classes[self.class];
        let bytes = std::mem::take(&mut self.bytes);
        let mut free = class.free.lock();
        if free.len() < class.kept_max {
            free.push(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::BufferPool;

    #[test]
    fn a_buffer_comes_back_when_its_last_slice_is_dropped() {
        let pool = Arc::new(BufferPool::new());
        let mut buffer = pool.take(100);
        buffer.bytes_mut()[..3].copy_from_slice(b"abc");
        let whole = buffer.freeze(3);
        let part = whole.slice(1..);
        drop(whole);
        assert_eq!(pool.classes[0].free.lock().len(), 0);
        assert_eq!(&part[..], b"bc");
        drop(part);
        assert_eq!(pool.classes[0].free.lock().len(), 1);
    }

    #[test]
    fn a_large_buffer_grows_as_bytes_arrive_and_is_not_kept() {
        let pool = Arc::new(BufferPool::new());
        let mut buffer = pool.take(50 << 20);
        assert_eq!(buffer.capacity(), BufferPool::PREPARED_MAX);
        buffer.bytes_mut()[0] = 7;
        buffer.grow(1, 50 << 20);
        assert_eq!((buffer.capacity(), buffer.bytes_mut()[0]), (2 * BufferPool::PREPARED_MAX, 7));
        drop(buffer);
        assert_eq!(pool.classes[3].free.lock().len(), 1, "only the first, right-sized buffer is kept");
    }
}
