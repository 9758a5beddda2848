//! Receives a frame and answers at once: what a request costs at the least, wake-ups and all.

use std::net::TcpListener;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::answer;

const THREADS: usize = 2;
const BUFFER_LEN: usize = 8 << 10;

pub(super) fn serve(listener: TcpListener) -> anyhow::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(THREADS).enable_io().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            tokio::spawn(connection(stream));
        }
    })
}

/// A small frame takes one read; a longer one is read on until it is whole.
async fn connection(mut stream: TcpStream) -> std::io::Result<()> {
    let mut buffer = vec![0; BUFFER_LEN];
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..]).await?;
        if read == 0 {
            return Ok(());
        }
        filled += read;
        while let Some(len) = frame_len(&buffer[..filled]) {
            if buffer.len() < len {
                buffer.resize(len, 0);
            }
            if filled < len {
                break;
            }
            stream.write_all(&answer(&buffer[4..len])).await?;
            buffer.copy_within(len..filled, 0);
            filled -= len;
        }
    }
}

/// Of the frame at the front, its size included.
fn frame_len(buffer: &[u8]) -> Option<usize> {
    buffer.first_chunk().map(|size| u32::from_be_bytes(*size) as usize + 4)
}
