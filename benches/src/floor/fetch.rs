//! Answers with the next part of a file by sendfile: what consuming costs at the least.

use std::fs::File;
use std::io::{self, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;

use rustix::net::{SendFlags, send};

use super::{correlation_id, receive_frame};

/// Of the file that is sent over and over: too large for the caches of a processor, small enough for the page cache.
const FILE_LEN: u64 = 1 << 30;

/// A batch at a time, behind one with a single record, as in the log that brokers send from: how a file was written
/// decides how large the pieces of page cache are that it consists of, and so what sending it costs.
const FIRST_LEN: usize = 78;
const BATCH_LEN: usize = 64 << 10;

/// Writes the file; it stays in the page cache.
pub(super) fn prepare(dir: &Path) -> io::Result<Arc<File>> {
    let path = dir.join("fetch.log");
    let mut file = File::create(&path)?;
    let block = vec![b'a'; BATCH_LEN];
    file.write_all(&block[..FIRST_LEN])?;
    for _ in 0..FILE_LEN / BATCH_LEN as u64 {
        file.write_all(&block)?;
    }
    Ok(Arc::new(File::open(path)?))
}

pub(super) fn serve(listener: &TcpListener, file: &Arc<File>, fetch_bytes: usize) -> anyhow::Result<()> {
    for stream in listener.incoming() {
        let (stream, file) = (stream?, Arc::clone(file));
        stream.set_nodelay(true)?;
        std::thread::spawn(move || connection(&stream, &file, fetch_bytes));
    }
    Ok(())
}

fn connection(stream: &TcpStream, file: &File, fetch_bytes: usize) -> io::Result<()> {
    let (mut buffer, mut position) = (Vec::new(), 0);
    while let Some(frame) = receive_frame(stream, &mut buffer)? {
        let mut head = [0; 8];
        head[..4].copy_from_slice(&(fetch_bytes as u32 + 4).to_be_bytes());
        head[4..].copy_from_slice(&correlation_id(frame));
        send(stream, &head, SendFlags::MORE | SendFlags::NOSIGNAL)?;
        let mut left = fetch_bytes;
        while left > 0 {
            let sent = rustix::fs::sendfile(stream, file, Some(&mut position), left)?;
            if sent == 0 {
                position = 0;
            }
            left -= sent;
        }
    }
    Ok(())
}
