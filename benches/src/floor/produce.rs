//! Receive, CRC, pwrite, answer: what produce with `acks=1` costs at the least.

use std::fs::File;
use std::io::{self, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use super::{answer, receive_frame};

/// One thread and one file for each connection.
pub(super) fn serve(listener: &TcpListener, dir: &Path) -> anyhow::Result<()> {
    for (index, stream) in listener.incoming().enumerate() {
        let (stream, file) = (stream?, File::create(dir.join(format!("{index}.log")))?);
        stream.set_nodelay(true)?;
        std::thread::spawn(move || connection(stream, &file));
    }
    Ok(())
}

fn connection(mut stream: TcpStream, file: &File) -> io::Result<()> {
    let (mut buffer, mut position) = (Vec::new(), 0);
    while let Some(frame) = receive_frame(&stream, &mut buffer)? {
        std::hint::black_box(crc32c::crc32c(frame));
        file.write_all_at(frame, position)?;
        position += frame.len() as u64;
        stream.write_all(&answer(frame))?;
    }
    Ok(())
}
