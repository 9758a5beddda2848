//! Reads frames (int32 size, then that many bytes) off a socket, without ever trusting the size.
//!
//! Cancel-safe: all progress is in [`FrameReader`], so a caller may drop the future and call again.

use std::io;

use bytes::{Bytes, BytesMut};
use tokio::net::TcpStream;

use super::buffer::{BufferPool, PooledBuffer};

/// Bytes of the size field before each frame.
const SIZE_LEN: usize = 4;
/// What one read takes while the next frame's size is unknown: several small requests, or a batch's first page.
const SCRATCH_LEN: usize = 4096;
/// After a frame longer than this, the next is expected to be long too: only its head is read into scratch.
const LONG_FRAME: usize = 16 << 10;
const HEAD_LEN: usize = 64;

#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    #[error("frame size {size} is {}", if *.size < 0 { "negative".to_owned() } else { format!("over the limit of {limit} bytes") })]
    Size { size: i32, limit: usize },
    #[error("frame of {0} bytes is too short for a request header")]
    Short(usize),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Where a connection is within its stream of frames. Owns no buffer between frames.
#[derive(Debug, Default)]
pub struct FrameReader {
    /// Bytes that were read beyond the last frame; shorter than one frame's head or a small frame.
    ahead: BytesMut,
    current: Option<Partial>,
    last_was_long: bool,
}

#[derive(Debug)]
struct Partial {
    buffer: PooledBuffer,
    filled: usize,
    len: usize,
}

/// A request header is at least key, version and correlation id.
const FRAME_LEN_MIN: usize = 8;

impl FrameReader {
    /// True between frames: nothing of the next one has arrived.
    pub fn is_idle(&self) -> bool {
        self.current.is_none() && self.ahead.is_empty()
    }

    /// The next frame's body, or `None` when the peer closed between frames.
    ///
    /// # Errors
    /// A size that is negative, too short or over `limit`, and whatever the socket reports; a peer that closes in
    /// the middle of a frame is `UnexpectedEof`.
    pub async fn next(&mut self, stream: &TcpStream, limit: usize) -> Result<Option<Bytes>, FrameError> {
        loop {
            if let Some(frame) = self.take_buffered(limit)? {
                return Ok(Some(frame));
            }
            stream.readable().await?;
            match self.read_some(stream) {
                Ok(0) if self.is_idle() => return Ok(None),
                Ok(0) => return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
                Ok(_) => {}
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
                Err(e) => return Err(e.into()),
            }
        }
    }

    /// A frame that is complete in what was already read.
    fn take_buffered(&mut self, limit: usize) -> Result<Option<Bytes>, FrameError> {
        if self.current.is_none() && self.ahead.len() >= SIZE_LEN {
            let size = i32::from_be_bytes([self.ahead[0], self.ahead[1], self.ahead[2], self.ahead[3]]);
            let len = match usize::try_from(size) {
                Ok(len) if len <= limit => len,
                _ => return Err(FrameError::Size { size, limit }),
            };
            if len < FRAME_LEN_MIN {
                return Err(FrameError::Short(len));
            }
            self.last_was_long = len > LONG_FRAME;
            if self.ahead.len() >= SIZE_LEN + len {
                let mut frame = self.ahead.split_to(SIZE_LEN + len);
                return Ok(Some(frame.split_off(SIZE_LEN).freeze()));
            }
            let mut buffer = BufferPool::shared().take(len);
            let filled = self.ahead.len() - SIZE_LEN;
            buffer.bytes_mut()[..filled].copy_from_slice(&self.ahead[SIZE_LEN..]);
            self.ahead = BytesMut::new();
            self.current = Some(Partial { buffer, filled, len });
        }
        match self.current.take_if(|partial| partial.filled == partial.len) {
            Some(partial) => Ok(Some(partial.buffer.freeze(partial.len))),
            None => Ok(None),
        }
    }

    fn read_some(&mut self, stream: &TcpStream) -> io::Result<usize> {
        let Some(partial) = &mut self.current else {
            let mut scratch = [0u8; SCRATCH_LEN];
            let len = if self.last_was_long { HEAD_LEN } else { SCRATCH_LEN };
            let read = stream.try_read(&mut scratch[..len])?;
            self.ahead.extend_from_slice(&scratch[..read]);
            return Ok(read);
        };
        if partial.filled == partial.buffer.capacity() {
            partial.buffer.grow(partial.filled, partial.len);
        }
        let end = partial.len.min(partial.buffer.capacity());
        let read = stream.try_read(&mut partial.buffer.bytes_mut()[partial.filled..end])?;
        partial.filled += read;
        Ok(read)
    }
}
