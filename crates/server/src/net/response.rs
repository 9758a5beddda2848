//! What goes back to a client: bytes and slices of segment files, sent in order without copying record bytes.

use std::io;

use bytes::Bytes;
use rustix::net::SendFlags;
use storage::LogSlice;
use tokio::io::Interest;
use tokio::net::TcpStream;

use crate::metrics::requests::RequestStamp;

/// Below this, copying a slice into the response costs less than a `sendfile` call.
const SENDFILE_MIN: usize = 16 << 10;

/// A part of a response.
#[derive(Debug)]
pub enum Part {
    Bytes(Bytes),
    Slice(LogSlice),
}

/// One response frame, its size field included.
#[derive(Debug, Default)]
pub struct Response {
    pub parts: Vec<Part>,
    /// Of the request that it answers; `None` for one that is not counted.
    pub stamp: Option<RequestStamp>,
}

impl Response {
    pub fn from_bytes(bytes: Bytes) -> Self {
        Self { parts: vec![Part::Bytes(bytes)], stamp: None }
    }

    /// In bytes.
    pub fn len(&self) -> usize {
        let lens = self.parts.iter().map(|part| match part {
            Part::Bytes(bytes) => bytes.len(),
            Part::Slice(slice) => slice.len(),
        });
        lens.sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Sends the whole frame. When this returns `Ok`, the kernel has taken every byte.
    ///
    /// # Errors
    /// What the socket or the segment file reports; the frame is then incomplete and the connection must close.
    pub async fn send(self, stream: &TcpStream) -> io::Result<()> {
        let mut parts = self.parts.into_iter().peekable();
        while let Some(part) = parts.next() {
            let more = parts.peek().is_some();
            match part {
                Part::Bytes(bytes) => send_bytes(stream, &bytes, more).await?,
                Part::Slice(slice) if slice.len() >= SENDFILE_MIN => send_file(stream, &slice).await?,
                Part::Slice(slice) => {
                    let mut bytes = Vec::with_capacity(slice.len());
                    slice.read_to(&mut bytes)?;
                    send_bytes(stream, &bytes, more).await?;
                }
            }
        }
        Ok(())
    }
}

async fn send_bytes(stream: &TcpStream, mut bytes: &[u8], more: bool) -> io::Result<()> {
    // MSG_MORE lets a header leave in one packet with the records behind it.
    let flags = SendFlags::NOSIGNAL | if more { SendFlags::MORE } else { SendFlags::empty() };
    while !bytes.is_empty() {
        let send = || rustix::net::send(stream, bytes, flags).map_err(io::Error::from);
        let sent = match stream.try_io(Interest::WRITABLE, send) {
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => {
                stream.async_io(Interest::WRITABLE, send).await?
            }
            other => other?,
        };
        bytes = &bytes[sent..];
    }
    Ok(())
}

async fn send_file(stream: &TcpStream, slice: &LogSlice) -> io::Result<()> {
    let file = slice.file();
    let mut position = slice.position();
    let end = position + slice.len() as u64;
    while position < end {
        let left = usize::try_from(end - position).unwrap_or(usize::MAX);
        let send = || {
            let mut from = position;
            rustix::fs::sendfile(stream, file, Some(&mut from), left).map_err(io::Error::from)
        };
        let sent = match stream.try_io(Interest::WRITABLE, send) {
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => {
                stream.async_io(Interest::WRITABLE, send).await?
            }
            other => other?,
        };
        if sent == 0 {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "segment file is shorter than the slice",
            ));
        }
        position += sent as u64;
    }
    Ok(())
}
