//! Which connections exist, how many are allowed, and which have been silent for too long.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use arc_swap::ArcSwap;
use parking_lot::Mutex;
use slab::Slab;
use tokio::sync::Notify;
use tokio::time::Instant;

/// How often silent connections are looked for.
const REAP_INTERVAL: Duration = Duration::from_secs(1);
/// A started frame must arrive within this time plus one second per KiB of it.
pub const FRAME_GRACE: Duration = Duration::from_secs(30);
/// A peer that takes no byte of a response for this long is closed.
pub const WRITE_STALL: Duration = Duration::from_secs(60);

/// Limits from the configuration; `usize::MAX` stands for none.
#[derive(Clone, Debug)]
pub struct ConnectionLimits {
    pub connections_max: usize,
    pub connections_per_ip_max: usize,
    pub per_ip_overrides: HashMap<IpAddr, usize>,
    pub idle_max: Duration,
}

/// All connections of the broker.
#[derive(Debug)]
pub struct ConnectionRegistry {
    limits: ArcSwap<ConnectionLimits>,
    started: Instant,
    inner: Mutex<Inner>,
    slot_freed: Notify,
}

#[derive(Debug, Default)]
struct Inner {
    entries: Slab<Arc<ConnectionEntry>>,
    per_ip: HashMap<IpAddr, usize>,
}

/// What the registry knows of one connection. Times are milliseconds since the registry was made; 0 stands for never.
#[derive(Debug)]
pub struct ConnectionEntry {
    ip: IpAddr,
    /// The connection is closed if it makes no progress until then.
    deadline_ms: AtomicU64,
    /// Told to close.
    pub closing: Notify,
}

/// Gives the slot back when the connection ends.
#[derive(Debug)]
pub struct ConnectionSlot {
    registry: Arc<ConnectionRegistry>,
    key: usize,
    entry: Arc<ConnectionEntry>,
}

impl ConnectionRegistry {
    pub fn new(limits: ConnectionLimits) -> Arc<Self> {
        Arc::new(Self {
            limits: ArcSwap::from_pointee(limits),
            started: Instant::now(),
            inner: Mutex::default(),
            slot_freed: Notify::new(),
        })
    }

    /// New limits count for new connections. Nobody is thrown out.
    pub fn set_limits(&self, limits: ConnectionLimits) {
        self.limits.store(Arc::new(limits));
        self.slot_freed.notify_waiters();
    }

    pub fn len(&self) -> usize {
        self.inner.lock().entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Waits until there are fewer connections than `max.connections`.
    pub async fn wait_for_slot(&self) {
        loop {
            let freed = self.slot_freed.notified();
            if self.len() < self.limits.load().connections_max {
                return;
            }
            freed.await;
        }
    }

    /// A slot for a new connection, or `None` if `ip` has all that `max.connections.per.ip` allows.
    pub fn register(self: &Arc<Self>, ip: IpAddr) -> Option<ConnectionSlot> {
        let ip = ip.to_canonical();
        let limits = self.limits.load();
        let allowed = limits.per_ip_overrides.get(&ip).copied().unwrap_or(limits.connections_per_ip_max);
        let mut inner = self.inner.lock();
        let used = inner.per_ip.entry(ip).or_default();
        if *used >= allowed {
            return None;
        }
        *used += 1;
        let entry = Arc::new(ConnectionEntry { ip, deadline_ms: AtomicU64::new(0), closing: Notify::new() });
        let key = inner.entries.insert(entry.clone());
        drop(inner);
        let slot = ConnectionSlot { registry: self.clone(), key, entry };
        slot.expect_within(limits.idle_max);
        Some(slot)
    }

    /// Closes connections that are past their deadline, for ever. One task of the broker runs this.
    pub async fn reap(self: Arc<Self>) {
        loop {
            tokio::time::sleep(REAP_INTERVAL).await;
            let now_ms = self.elapsed_ms();
            for (_, entry) in &self.inner.lock().entries {
                if entry.deadline_ms.load(Ordering::Relaxed) < now_ms {
                    entry.closing.notify_one();
                }
            }
        }
    }

    fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl ConnectionSlot {
    pub fn entry(&self) -> &Arc<ConnectionEntry> {
        &self.entry
    }

    /// Between requests: the idle timeout counts.
    pub fn expect_request(&self) {
        self.expect_within(self.registry.limits.load().idle_max);
    }

    /// The connection is closed unless it says otherwise within `span`.
    pub fn expect_within(&self, span: Duration) {
        let span_ms = u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        self.entry.deadline_ms.store(self.registry.elapsed_ms().saturating_add(span_ms), Ordering::Relaxed);
    }

    /// A request is being worked on: that is not idleness, however long it takes.
    pub fn expect_nothing(&self) {
        self.entry.deadline_ms.store(u64::MAX, Ordering::Relaxed);
    }
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        let mut inner = self.registry.inner.lock();
        inner.entries.try_remove(self.key);
        if let Some(used) = inner.per_ip.get_mut(&self.entry.ip) {
            *used -= 1;
            if *used == 0 {
                inner.per_ip.remove(&self.entry.ip);
            }
        }
        drop(inner);
        self.registry.slot_freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registry(connections_max: usize, connections_per_ip_max: usize) -> Arc<ConnectionRegistry> {
        let per_ip_overrides = HashMap::from([("10.0.0.1".parse().unwrap(), 0)]);
        let idle_max = Duration::from_secs(600);
        ConnectionRegistry::new(ConnectionLimits {
            connections_max,
            connections_per_ip_max,
            per_ip_overrides,
            idle_max,
        })
    }

    #[tokio::test]
    async fn an_address_gets_as_many_slots_as_it_is_allowed() {
        let registry = registry(9, 1);
        let local = "127.0.0.1".parse().unwrap();
        let slot = registry.register(local).expect("first");
        assert!(registry.register(local).is_none(), "second of the same address");
        assert!(registry.register("::ffff:127.0.0.1".parse().unwrap()).is_none(), "the same address, mapped");
        assert!(registry.register("10.0.0.1".parse().unwrap()).is_none(), "override of 0");
        drop(slot);
        assert!(registry.register(local).is_some(), "given back");
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_connection_is_told_to_close() {
        let registry = registry(9, 9);
        let slot = registry.register("127.0.0.1".parse().unwrap()).unwrap();
        tokio::spawn(registry.clone().reap());
        slot.expect_within(Duration::from_secs(5));
        slot.entry().closing.notified().await;
    }
}
