//! The floor: programs that move the same bytes as a broker and do nothing else. No broker on this machine can be
//! cheaper, so a broker is judged by its ratio to them, measured in the same minutes.
//!
//! They accept the load generator's own frames. An answer is a size, the request's correlation id, and for fetch the bytes.

mod echo;
mod fdatasync;
mod fetch;
mod flushed;
mod produce;

use std::io::{self, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;

use rustix::net::{RecvFlags, recv};

pub use fdatasync::measure as measure_fdatasync;

/// What the floor does with a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Mode {
    /// Receive, CRC, append with pwrite, answer.
    Produce,
    /// The same, but answer when it is flushed; one fdatasync at a time covers everything written before it.
    Flushed,
    /// Answer with a part of a file by sendfile.
    Fetch,
    /// Receive and answer at once, on a runtime with two threads, as a broker's connections are served.
    Echo,
}

impl Mode {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Produce => "produce",
            Self::Flushed => "flushed",
            Self::Fetch => "fetch",
            Self::Echo => "echo",
        }
    }
}

/// Serves `mode` on a free loopback port until the process is killed. Prints the address as a broker does.
///
/// # Errors
/// When the port or the file in `dir` cannot be had.
pub fn serve(mode: Mode, dir: &Path, fetch_bytes: usize) -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    match mode {
        Mode::Produce => announce(listener.local_addr()?).and_then(|()| produce::serve(&listener, dir)),
        Mode::Flushed => announce(listener.local_addr()?).and_then(|()| flushed::serve(&listener, dir)),
        Mode::Fetch => {
            let file = fetch::prepare(dir)?;
            announce(listener.local_addr()?).and_then(|()| fetch::serve(&listener, &file, fetch_bytes))
        }
        Mode::Echo => announce(listener.local_addr()?).and_then(|()| echo::serve(listener)),
    }
}

fn announce(address: SocketAddr) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", serde_json::json!({ "kafka": address.to_string() }))?;
    Ok(out.flush()?)
}

/// Receives one frame into `buffer`, which grows to the longest frame and is then reused. `None` when the peer closed.
fn receive_frame<'a>(stream: &TcpStream, buffer: &'a mut Vec<u8>) -> io::Result<Option<&'a [u8]>> {
    let mut size = [0; 4];
    if !receive_exact(stream, &mut size)? {
        return Ok(None);
    }
    let len = u32::from_be_bytes(size) as usize;
    if buffer.len() < len {
        buffer.resize(len, 0);
    }
    let body = &mut buffer[..len];
    Ok(receive_exact(stream, body)?.then_some(&*body))
}

/// One system call where the bytes are there, and no wake-up before all of them are.
fn receive_exact(stream: &TcpStream, bytes: &mut [u8]) -> io::Result<bool> {
    let mut filled = 0;
    while filled < bytes.len() {
        match recv(stream, &mut bytes[filled..], RecvFlags::WAITALL) {
            Ok((0, _)) => return Ok(false),
            Ok((read, _)) => filled += read,
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(true)
}

/// Behind API key and version.
fn correlation_id(frame: &[u8]) -> [u8; 4] {
    frame.get(4..).and_then(<[u8]>::first_chunk).copied().unwrap_or_default()
}

/// An answer that holds nothing but the correlation id.
fn answer(frame: &[u8]) -> [u8; 8] {
    let [a, b, c, d] = correlation_id(frame);
    [0, 0, 0, 4, a, b, c, d]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::BatchShape;
    use crate::load::Peer;
    use crate::load::produce::ProduceLoad;

    fn load(address: SocketAddr) -> ProduceLoad {
        ProduceLoad {
            address,
            peer: Peer::Floor,
            topic: "bench".into(),
            partitions: 1,
            acks: 1,
            shape: BatchShape { record_bytes: 100, batch_bytes: 4000 },
            connections: 2,
            in_flight: 3,
            requests: 20,
        }
    }

    #[test]
    fn the_load_generator_and_the_floor_understand_each_other() {
        for mode in [Mode::Produce, Mode::Flushed, Mode::Echo] {
            let dir = tempfile::tempdir().unwrap();
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap();
            let path = dir.path().to_owned();
            std::thread::spawn(move || match mode {
                Mode::Produce => produce::serve(&listener, &path),
                Mode::Flushed => flushed::serve(&listener, &path),
                _ => echo::serve(listener),
            });
            let report = load(address).run().unwrap();
            assert_eq!((report.requests, report.bytes), (20, 20 * 4000), "{mode:?}");
            assert_eq!(report.latencies.len(), 20);
            if mode != Mode::Echo {
                let files = std::fs::read_dir(dir.path()).unwrap();
                let written: u64 = files.map(|file| file.unwrap().metadata().unwrap().len()).sum();
                assert!(written > 20 * 4000, "{mode:?} wrote {written} bytes");
            }
        }
    }
}
