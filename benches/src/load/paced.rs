//! Open loop: requests are sent when they are due, whether or not earlier ones have been answered, and latency counts
//! from when a request was due. So a server that stalls is charged for everything that queued up meanwhile.
//!
//! One thread sends for all connections; each connection has a thread that waits for its answers.

use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::ensure;

use super::{Peer, Report, join, latencies, record};
use crate::batch::BatchShape;
use crate::clock;
use crate::connection::{Connection, read_i16};
use crate::frame;

/// What to send, and how often.
#[derive(Clone, Debug)]
pub struct PacedLoad {
    pub address: SocketAddr,
    pub peer: Peer,
    pub topic: String,
    pub partitions: i32,
    pub acks: i16,
    pub shape: BatchShape,
    pub connections: u32,
    pub requests_per_second: u64,
    pub duration: Duration,
    /// Answers to requests that were due earlier than this are not counted.
    pub warm_up: Duration,
}

impl PacedLoad {
    /// # Errors
    /// When a connection breaks or a partition answers with an error.
    pub fn run(&self) -> anyhow::Result<Report> {
        ensure!(self.acks != 0 && self.requests_per_second > 0, "a paced load needs answers and a rate");
        let batch = self.shape.build(clock::unix_ms());
        let mut frame = frame::produce(&self.topic, self.acks, &batch.bytes)?;
        let error_at = frame::produce_error_at(&self.topic)?;
        let interval = Duration::from_nanos(1_000_000_000 / self.requests_per_second);
        let per_connection = self.requests_of_each_connection();
        let started = clock::now();
        let mut senders = Vec::new();
        let mut threads = Vec::new();
        for _ in 0..self.connections {
            let connection = Connection::open(self.address)?;
            let (due, dues) = mpsc::channel();
            senders.push((connection.sender()?, due));
            let error_at = (self.peer == Peer::Kafka).then_some(error_at);
            let receiver = Receiver { connection, dues, error_at, count_from: started + self.warm_up };
            threads.push(receiver.spawn(per_connection, batch.bytes.len() as u64));
        }
        set_timer_slack();
        let mut due = clock::now();
        'sending: for request in 0..per_connection {
            for (partition, (sender, dues)) in (0..self.partitions).cycle().zip(&mut senders) {
                sleep_until(due);
                frame.set_correlation(request as i32);
                frame.set_partition(partition);
                // A receiver that has ended has found an error, which joining it gives.
                if dues.send(due).is_err() {
                    break 'sending;
                }
                sender.send(&frame.bytes)?;
                due += interval;
            }
        }
        let report = join(threads)?;
        Ok(Report { elapsed: self.duration, ..report })
    }

    fn requests_of_each_connection(&self) -> u64 {
        let seconds = (self.warm_up + self.duration).as_secs_f64();
        (seconds * self.requests_per_second as f64 / f64::from(self.connections)) as u64
    }
}

struct Receiver {
    connection: Connection,
    /// When the requests sent so far were due, in their order.
    dues: mpsc::Receiver<Instant>,
    error_at: Option<usize>,
    count_from: Instant,
}

impl Receiver {
    fn spawn(mut self, requests: u64, batch_len: u64) -> JoinHandle<anyhow::Result<Report>> {
        std::thread::spawn(move || {
            let mut report =
                Report { requests: 0, bytes: 0, elapsed: Duration::ZERO, latencies: latencies()? };
            for _ in 0..requests {
                // Waits here and never for the sender, so that an answer costs one wake-up: when the request was
                // due is in the channel before the request is sent.
                let response = self.connection.receive()?;
                let now = clock::now();
                if let Some(at) = self.error_at {
                    let code = read_i16(response, at);
                    ensure!(code == 0, "produce answered with error {code}");
                }
                let due = self.dues.recv()?;
                if due >= self.count_from {
                    record(&mut report.latencies, now.saturating_duration_since(due));
                    report.requests += 1;
                    report.bytes += batch_len;
                }
            }
            Ok(report)
        })
    }
}

fn sleep_until(due: Instant) {
    let left = due.saturating_duration_since(clock::now());
    if !left.is_zero() {
        std::thread::sleep(left);
    }
}

/// The kernel rounds sleeps up by 50 µs unless told otherwise, half of the interval between two requests. Best effort.
fn set_timer_slack() {
    let Ok(link) = std::fs::read_link("/proc/thread-self") else { return };
    let Some(thread) = link.file_name().and_then(|name| name.to_str()) else { return };
    std::fs::write(format!("/proc/{thread}/timerslack_ns"), "1").ok();
}
