//! One blocking client connection.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use bytes::Bytes;
use protocol::{ApiKey, Decoder, Message, ResponseHeader};

use crate::frame;

/// A peer that is silent for this long has failed the measurement.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Small responses are read with one call, many at once when they are there.
const BUFFER_LEN: usize = 16 << 10;
const SIZE_LEN: usize = 4;

/// Writes whole frames, reads whole responses.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// What of the buffer has been received and not been handed out.
    start: usize,
    end: usize,
}

impl Connection {
    /// # Errors
    /// When nobody accepts.
    pub fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        stream.set_write_timeout(Some(TIMEOUT))?;
        Ok(Self::on(stream))
    }

    fn on(stream: TcpStream) -> Self {
        Self { stream, buffer: vec![0; BUFFER_LEN], start: 0, end: 0 }
    }

    /// A second handle for the thread that only sends; this one is then for receiving.
    ///
    /// # Errors
    /// When there is no descriptor left.
    pub fn sender(&self) -> io::Result<Self> {
        Ok(Self::on(self.stream.try_clone()?))
    }

    /// # Errors
    /// When the peer has closed or does not read for too long.
    pub fn send(&mut self, frame: &[u8]) -> io::Result<()> {
        self.stream.write_all(frame)
    }

    /// The next response without its size, whole.
    ///
    /// # Errors
    /// When the peer has closed or is silent for too long.
    pub fn receive(&mut self) -> io::Result<&[u8]> {
        let len = self.receive_size()?;
        self.fill(len)?;
        let body = self.start..self.start + len;
        self.start = body.end;
        Ok(&self.buffer[body])
    }

    /// The first `head_len` bytes of the next response (fewer if it is shorter); the rest is read and thrown away.
    /// Also returns the length of the whole response.
    ///
    /// # Errors
    /// When the peer has closed or is silent for too long.
    pub fn receive_head(
        &mut self,
        head_len: usize,
        head: &mut Vec<u8>,
        discard: &mut [u8],
    ) -> io::Result<usize> {
        let len = self.receive_size()?;
        let head_len = head_len.min(len);
        self.fill(head_len)?;
        head.clear();
        head.extend_from_slice(&self.buffer[self.start..self.start + head_len]);
        self.start += head_len;
        let mut left = len - head_len;
        let buffered = left.min(self.end - self.start);
        self.start += buffered;
        left -= buffered;
        while left > 0 {
            let chunk = left.min(discard.len());
            match self.stream.read(&mut discard[..chunk]) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(read) => left -= read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(len)
    }

    /// Sends one request and decodes its response.
    ///
    /// # Errors
    /// When either is not possible.
    pub fn call<Q: Message, R: Message>(&mut self, version: i16, request: &Q) -> anyhow::Result<R> {
        self.send(&frame::request(version, request)?)?;
        let api_key = ApiKey::from_code(Q::API_KEY).context("a request")?;
        let mut input = Decoder::new(Bytes::copy_from_slice(self.receive()?));
        let header = ResponseHeader::read(&mut input, api_key.response_header_version(version))?;
        ensure!(header.correlation_id == 0, "a response to another request");
        Ok(R::read(&mut input, version)?)
    }

    fn receive_size(&mut self) -> io::Result<usize> {
        self.fill(SIZE_LEN)?;
        let size = read_i32(&self.buffer, self.start);
        self.start += SIZE_LEN;
        usize::try_from(size).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "negative size"))
    }

    /// Receives until `len` bytes are in the buffer.
    fn fill(&mut self, len: usize) -> io::Result<()> {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        }
        if self.buffer.len() - self.start < len {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
            let wished = self.buffer.len().max(len);
            self.buffer.resize(wished, 0);
        }
        while self.end - self.start < len {
            match self.stream.read(&mut self.buffer[self.end..]) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(read) => self.end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Four bytes at `at`; 0 where there are none.
#[must_use]
pub fn read_i32(bytes: &[u8], at: usize) -> i32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |bytes| i32::from_be_bytes(*bytes))
}

/// Two bytes at `at`; 0 where there are none.
#[must_use]
pub fn read_i16(bytes: &[u8], at: usize) -> i16 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |bytes| i16::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn responses_are_told_apart_however_they_arrive() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut connection = Connection::open(listener.local_addr().unwrap()).unwrap();
        let (mut peer, _) = listener.accept().unwrap();
        let long = vec![7u8; 100_000];
        let sender = std::thread::spawn(move || {
            for body in [&b"abc"[..], b"", &long, b"de", &long, b"z"] {
                peer.write_all(&(body.len() as u32).to_be_bytes()).unwrap();
                peer.write_all(body).unwrap();
            }
        });
        assert_eq!(connection.receive().unwrap(), b"abc");
        assert_eq!(connection.receive().unwrap(), b"");
        assert_eq!(connection.receive().unwrap().len(), 100_000);
        let (mut head, mut discard) = (Vec::new(), vec![0; 1000]);
        assert_eq!(connection.receive_head(4, &mut head, &mut discard).unwrap(), 2);
        assert_eq!(head, b"de");
        assert_eq!(connection.receive_head(4, &mut head, &mut discard).unwrap(), 100_000);
        assert_eq!(head, [7; 4]);
        assert_eq!(connection.receive().unwrap(), b"z");
        assert!(connection.receive().is_err(), "the peer has closed");
        sender.join().unwrap();
    }
}
