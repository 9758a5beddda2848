//! Produces as fast as the in-flight limit lets it: one thread and one request frame for each connection.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::ensure;

use super::{Latencies, Peer, Report, join, latencies, record};
use crate::batch::BatchShape;
use crate::clock;
use crate::connection::{Connection, read_i16, read_i32};
use crate::frame::{self, Frame};

/// What to produce. Every request carries one batch for one partition.
#[derive(Clone, Debug)]
pub struct ProduceLoad {
    pub address: SocketAddr,
    pub peer: Peer,
    pub topic: String,
    pub partitions: i32,
    pub acks: i16,
    pub shape: BatchShape,
    pub connections: u32,
    /// Unanswered requests of each connection.
    pub in_flight: usize,
    pub requests: u64,
}

impl ProduceLoad {
    /// Sends all requests and waits for all answers.
    ///
    /// # Errors
    /// When a connection breaks or a partition answers with an error.
    pub fn run(&self) -> anyhow::Result<Report> {
        let batch = self.shape.build(clock::unix_ms());
        let frame = frame::produce(&self.topic, self.acks, &batch.bytes)?;
        let last = frame::produce(&self.topic, 1, &batch.bytes)?;
        let error_at = frame::produce_error_at(&self.topic)?;
        let started = clock::now();
        let threads = (0..self.connections)
            .map(|index| {
                let mut producer = Producer {
                    connection: Connection::open(self.address)?,
                    frame: frame.clone(),
                    last: last.clone(),
                    error_at: (self.peer == Peer::Kafka).then_some(error_at),
                    partitions: self.partitions_of(index),
                    in_flight_max: self.in_flight,
                    sent: VecDeque::with_capacity(self.in_flight),
                    answered: 0,
                    latencies: latencies()?,
                };
                let requests = self.requests / u64::from(self.connections);
                let (acks, batch_len) = (self.acks, batch.bytes.len() as u64);
                Ok(std::thread::spawn(move || {
                    producer.run(requests, acks)?;
                    Ok(Report {
                        requests,
                        bytes: requests * batch_len,
                        elapsed: Duration::ZERO,
                        latencies: producer.latencies,
                    })
                }))
            })
            .collect::<anyhow::Result<Vec<_>>>()?;
        let report = join(threads)?;
        Ok(Report { elapsed: started.elapsed(), ..report })
    }

    /// Connections share out the partitions among themselves; with more connections than partitions they share them.
    fn partitions_of(&self, connection: u32) -> Vec<i32> {
        let connections = i32::try_from(self.connections).unwrap_or(i32::MAX);
        let connection = i32::try_from(connection).unwrap_or(0);
        if connections >= self.partitions {
            return vec![connection % self.partitions];
        }
        (0..self.partitions).filter(|partition| partition % connections == connection).collect()
    }
}

struct Producer {
    connection: Connection,
    frame: Frame,
    /// Asks for an answer even where `frame` does not, so that the end of the run is known.
    last: Frame,
    error_at: Option<usize>,
    partitions: Vec<i32>,
    in_flight_max: usize,
    sent: VecDeque<Instant>,
    answered: u64,
    latencies: Latencies,
}

impl Producer {
    fn run(&mut self, requests: u64, acks: i16) -> anyhow::Result<()> {
        for (request, partition) in (0..requests).zip(self.partitions.clone().into_iter().cycle()) {
            let is_last = request + 1 == requests;
            let frame = if is_last && acks == 0 { &mut self.last } else { &mut self.frame };
            frame.set_correlation(request as i32);
            frame.set_partition(partition);
            let now = clock::now();
            self.connection.send(&frame.bytes)?;
            if acks == 0 {
                if is_last {
                    self.sent.push_back(now);
                    self.answered = request;
                }
                continue;
            }
            self.sent.push_back(now);
            while self.sent.len() >= self.in_flight_max {
                self.take_answer()?;
            }
        }
        while !self.sent.is_empty() {
            self.take_answer()?;
        }
        Ok(())
    }

    fn take_answer(&mut self) -> anyhow::Result<()> {
        let response = self.connection.receive()?;
        let correlation_id = read_i32(response, 0);
        ensure!(
            correlation_id == self.answered as i32,
            "answer {correlation_id} instead of {}",
            self.answered
        );
        if let Some(at) = self.error_at {
            let code = read_i16(response, at);
            ensure!(code == 0, "produce answered with error {code}");
        }
        self.answered += 1;
        if let Some(sent) = self.sent.pop_front() {
            record(&mut self.latencies, clock::now().duration_since(sent));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partitions_are_shared_out() {
        let load = |connections, partitions| ProduceLoad {
            address: SocketAddr::from(([127, 0, 0, 1], 1)),
            peer: Peer::Kafka,
            topic: "t".into(),
            partitions,
            acks: 1,
            shape: BatchShape::single(1),
            connections,
            in_flight: 1,
            requests: 1,
        };
        assert_eq!(load(2, 5).partitions_of(1), [1, 3]);
        assert_eq!(load(4, 2).partitions_of(3), [1]);
    }
}
