//! Receive, CRC, pwrite, fdatasync, answer: what a durable acknowledgement costs at the least.
//!
//! One thread flushes: it takes everything that was written since it last looked, flushes once, and answers all of it.

use std::fs::File;
use std::io::{self, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use super::{answer, receive_frame};

struct Written {
    stream: Arc<TcpStream>,
    answer: [u8; 8],
}

/// One thread for each connection, one file and one flusher for all.
pub(super) fn serve(listener: &TcpListener, dir: &Path) -> anyhow::Result<()> {
    let file = Arc::new(File::create(dir.join("flushed.log"))?);
    let end = Arc::new(AtomicU64::new(0));
    let (written, to_flush) = channel();
    let flushed_file = Arc::clone(&file);
    std::thread::spawn(move || flush(&flushed_file, &to_flush));
    for stream in listener.incoming() {
        let stream = Arc::new(stream?);
        stream.set_nodelay(true)?;
        let (file, end, written) = (Arc::clone(&file), Arc::clone(&end), written.clone());
        std::thread::spawn(move || connection(&stream, &file, &end, &written));
    }
    Ok(())
}

fn connection(
    stream: &Arc<TcpStream>,
    file: &File,
    end: &AtomicU64,
    written: &Sender<Written>,
) -> io::Result<()> {
    let mut buffer = Vec::new();
    while let Some(frame) = receive_frame(stream, &mut buffer)? {
        std::hint::black_box(crc32c::crc32c(frame));
        let position = end.fetch_add(frame.len() as u64, Ordering::Relaxed);
        file.write_all_at(frame, position)?;
        let sent = written.send(Written { stream: Arc::clone(stream), answer: answer(frame) });
        sent.map_err(|_| io::Error::other("the flusher has ended"))?;
    }
    Ok(())
}

fn flush(file: &File, to_flush: &Receiver<Written>) {
    while let Ok(first) = to_flush.recv() {
        let all: Vec<Written> = std::iter::once(first).chain(to_flush.try_iter()).collect();
        if file.sync_data().is_err() {
            return;
        }
        for one in all {
            // A client that has gone needs no answer.
            (&*one.stream).write_all(&one.answer).ok();
        }
    }
}
