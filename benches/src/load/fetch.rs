//! Fetches one partition from its beginning, over and over, one request in flight for each connection. Record bytes are
//! received into one small buffer and thrown away.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::ensure;

use super::{Peer, Report, join, latencies, record};
use crate::clock;
use crate::connection::{Connection, read_i16, read_i32};
use crate::frame::{self, FetchHead};

const DISCARD_LEN: usize = 256 << 10;

/// What to fetch. The partition is full of batches of one size with one number of records, as
/// [`super::produce::ProduceLoad`] leaves it, behind `first_offset`.
#[derive(Clone, Debug)]
pub struct FetchLoad {
    pub address: SocketAddr,
    pub peer: Peer,
    pub topic: String,
    pub connections: u32,
    pub fetch_bytes: i32,
    pub batch_bytes: usize,
    pub batch_records: i32,
    pub first_offset: i64,
    /// Where to begin anew.
    pub end_offset: i64,
    /// Bytes to receive in all.
    pub bytes: u64,
}

impl FetchLoad {
    /// # Errors
    /// When a connection breaks, or the partition answers with an error or without a whole batch.
    pub fn run(&self) -> anyhow::Result<Report> {
        let started = clock::now();
        let threads = (0..self.connections)
            .map(|_| {
                let load = self.clone();
                std::thread::spawn(move || load.run_one())
            })
            .collect();
        let report = join(threads)?;
        Ok(Report { elapsed: started.elapsed(), ..report })
    }

    fn run_one(&self) -> anyhow::Result<Report> {
        let mut connection = Connection::open(self.address)?;
        let mut frame = frame::fetch(&self.topic, 1, self.fetch_bytes)?;
        let head_at = FetchHead::new(&self.topic)?;
        let head_len = if self.peer == Peer::Kafka { head_at.len() } else { 4 };
        let (mut head, mut discard) = (Vec::new(), vec![0; DISCARD_LEN]);
        let share = self.bytes / u64::from(self.connections);
        let mut report = Report { requests: 0, bytes: 0, elapsed: Duration::ZERO, latencies: latencies()? };
        let mut offset = self.first_offset;
        while report.bytes < share {
            frame.set_correlation(report.requests as i32);
            frame.set_fetch_offset(offset);
            let sent = clock::now();
            connection.send(&frame.bytes)?;
            let len = connection.receive_head(head_len, &mut head, &mut discard)?;
            record(&mut report.latencies, clock::now().duration_since(sent));
            ensure!(read_i32(&head, 0) == report.requests as i32, "an answer to another request");
            report.requests += 1;
            report.bytes += (len - head.len()) as u64;
            if self.peer == Peer::Kafka {
                offset = self.next_offset(offset, &head, head_at)?;
            }
        }
        Ok(report)
    }

    /// Behind the last whole batch of the response.
    fn next_offset(&self, offset: i64, head: &[u8], at: FetchHead) -> anyhow::Result<i64> {
        let (request, partition) =
            (read_i16(head, at.request_error_at), read_i16(head, at.partition_error_at));
        ensure!(request == 0 && partition == 0, "fetch answered with errors {request} and {partition}");
        let records_len = usize::try_from(read_i32(head, at.records_len_at)).unwrap_or(0);
        let batches = records_len / self.batch_bytes;
        ensure!(batches > 0, "fetch at offset {offset} answered with {records_len} bytes of records");
        let next = offset + batches as i64 * i64::from(self.batch_records);
        Ok(if next >= self.end_offset { self.first_offset } else { next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_fetch_begins_behind_the_last_whole_batch() {
        let load = FetchLoad {
            address: SocketAddr::from(([127, 0, 0, 1], 1)),
            peer: Peer::Kafka,
            topic: "t".into(),
            connections: 1,
            fetch_bytes: 1 << 20,
            batch_bytes: 1000,
            batch_records: 10,
            first_offset: 1,
            end_offset: 101,
            bytes: 1,
        };
        let at = FetchHead::new("t").unwrap();
        let mut head = vec![0; at.len()];
        head[at.records_len_at..].copy_from_slice(&2_500i32.to_be_bytes());
        assert_eq!(load.next_offset(1, &head, at).unwrap(), 21);
        assert_eq!(load.next_offset(81, &head, at).unwrap(), 1, "begins anew at the end");
        head[at.partition_error_at + 1] = 1;
        assert!(load.next_offset(1, &head, at).is_err());
        head[at.partition_error_at + 1] = 0;
        head[at.records_len_at..].copy_from_slice(&999i32.to_be_bytes());
        assert!(load.next_offset(1, &head, at).is_err(), "no whole batch");
    }
}
