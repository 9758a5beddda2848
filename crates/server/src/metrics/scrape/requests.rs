//! Requests, connections, and what waits.

use model::{ErrorCode, Millis};

use super::super::catalog;
use super::super::families::Families;
use super::super::histogram::Counted;
use super::super::waiting::Operation;
use super::Memory;
use crate::broker::Broker;

pub(super) fn collect(broker: &Broker, memory: &mut Memory, now: Millis, families: &mut Families) {
    let metrics = &broker.metrics;
    for (kind, counted) in metrics.requests.counted() {
        let name = kind.name();
        for (version, count) in counted.by_version.iter().enumerate().filter(|(_, count)| **count > 0) {
            families.set(catalog::REQUESTS, &[name, &version.to_string()], *count);
        }
        let recent = memory.request_times.entry(kind).or_default().look(now, &counted.times);
        families.quantiles(catalog::REQUEST_TOTAL_TIME_MS, &[name], &recent);
        families.set(catalog::REQUEST_TOTAL_TIME_COUNT, &[name], counted.times.count());
        families.histogram(catalog::REQUEST_SECONDS, &[name], &counted.times);
    }
    for (kind, code, count) in metrics.requests.errors() {
        let error = ErrorCode::from_code(code).to_string();
        families.set(catalog::REQUEST_ERRORS, &[kind.name(), &error], count);
    }
    families.set(catalog::REQUEST_QUEUE_SIZE, &[], 0);
    for operation in Operation::ALL {
        let count = metrics.waiting.count(operation);
        families.set(catalog::PURGATORY_SIZE, &[operation.name()], count);
        families.set(catalog::DELAYED_OPERATIONS, &[operation.name()], count);
    }
    for listener in &metrics.listeners {
        let (labels, counted) = ([&*listener.name], listener.counted());
        families.set(catalog::CONNECTIONS, &labels, counted.opened - counted.closed);
        families.set(catalog::CONNECTIONS_CREATED, &labels, counted.opened);
        families.set(catalog::CONNECTIONS_CLOSED, &labels, counted.closed);
        families.set(catalog::NETWORK_BYTES_IN, &labels, counted.bytes_in);
        families.set(catalog::NETWORK_BYTES_OUT, &labels, counted.bytes_out);
    }
    families.set(catalog::FETCH_SESSIONS, &[], broker.fetch_sessions.len());
    families.set(catalog::FETCH_SESSION_PARTITIONS, &[], broker.fetch_sessions.partition_count());
    let mut flushes = Counted::default();
    metrics.flushes.0.add_to(&mut flushes);
    let recent = memory.flush_times.look(now, &flushes);
    families.quantiles(catalog::FLUSH_TIME_MS, &[], &recent);
    families.set(catalog::FLUSH_COUNT, &[], flushes.count());
    families.histogram(catalog::FLUSH_SECONDS, &[], &flushes);
}
