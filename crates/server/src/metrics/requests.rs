//! Requests by API: how many in which version, how long they took, which errors they were answered with.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use protocol::ApiKey;
use tokio::time::Instant;

use super::histogram::{Counted, Histogram};
use super::shards::Shards;

/// Fetches of followers count by themselves, behind the keys of all APIs.
const FETCH_FOLLOWER: u8 = 126;
const KINDS: usize = 127;
/// Higher than any that Kafka knows.
const VERSIONS: usize = 24;
/// From −1 on; what is beyond counts as the first, UNKNOWN_SERVER_ERROR.
const ERROR_CODES: usize = 160;

/// What metrics tell requests apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RequestKind(u8);

/// What goes along with a request until it is answered.
#[derive(Clone, Copy, Debug)]
pub struct RequestStamp {
    pub kind: RequestKind,
    pub version: i16,
    pub received: Instant,
}

/// All requests of a broker.
#[derive(Debug)]
pub struct RequestMetrics {
    shards: Shards<Kinds>,
    /// Errors are few: they need no shards.
    errors: Box<[OnceLock<Box<Errors>>]>,
}

type Errors = [AtomicU64; ERROR_CODES];

/// Made for a kind when the first request of it is answered.
#[derive(Debug)]
struct Kinds(Box<[OnceLock<Box<OfKind>>]>);

#[derive(Debug, Default)]
struct OfKind {
    by_version: [AtomicU64; VERSIONS],
    times: Histogram,
}

/// The requests of one kind, at one moment.
#[derive(Clone, Debug, Default)]
pub struct CountedRequests {
    pub by_version: [u64; VERSIONS],
    pub times: Counted,
}

impl RequestKind {
    /// A follower's fetch is [`RequestKind::fetch_of_follower`].
    #[must_use]
    pub fn of(api_key: ApiKey) -> Self {
        Self(u8::try_from(api_key.code()).unwrap_or(FETCH_FOLLOWER - 1))
    }

    #[must_use]
    pub fn fetch_of_follower() -> Self {
        Self(FETCH_FOLLOWER)
    }

    /// As in `request="…"`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match ApiKey::from_code(i16::from(self.0)) {
            Some(ApiKey::Fetch) => "FetchConsumer",
            Some(api_key) => api_key.name(),
            None => "FetchFollower",
        }
    }

    fn all() -> impl Iterator<Item = Self> {
        ApiKey::ALL.iter().map(|api_key| Self::of(*api_key)).chain([Self(FETCH_FOLLOWER)])
    }

    fn index(self) -> usize {
        usize::from(self.0)
    }
}

impl Default for Kinds {
    fn default() -> Self {
        Self(std::iter::repeat_with(OnceLock::new).take(KINDS).collect())
    }
}

impl Default for RequestMetrics {
    fn default() -> Self {
        let errors = std::iter::repeat_with(OnceLock::new).take(KINDS).collect();
        Self { shards: Shards::default(), errors }
    }
}

impl RequestMetrics {
    /// The response has left, or there is none.
    #[inline]
    pub fn answered(&self, stamp: &RequestStamp) {
        let Some(slot) = self.shards.here().0.get(stamp.kind.index()) else { return };
        let of_kind = slot.get_or_init(Box::default);
        let version = usize::try_from(stamp.version).unwrap_or(0).min(VERSIONS - 1);
        if let Some(count) = of_kind.by_version.get(version) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        of_kind.times.record(stamp.received.elapsed());
    }

    /// An error code of a response; 0 is none.
    #[inline]
    pub fn error(&self, kind: RequestKind, code: i16) {
        if code != 0 {
            self.count_error(kind, code);
        }
    }

    #[cold]
    fn count_error(&self, kind: RequestKind, code: i16) {
        let Some(slot) = self.errors.get(kind.index()) else { return };
        let errors = slot.get_or_init(|| Box::new(std::array::from_fn(|_| AtomicU64::new(0))));
        let index =
            usize::try_from(i32::from(code) + 1).ok().filter(|index| *index < ERROR_CODES).unwrap_or(0);
        if let Some(count) = errors.get(index) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The kinds that there were requests of.
    #[must_use]
    pub fn counted(&self) -> Vec<(RequestKind, CountedRequests)> {
        let mut all = Vec::new();
        for kind in RequestKind::all() {
            let mut counted = CountedRequests::default();
            let mut any = false;
            for of_kind in self.shards.iter().filter_map(|kinds| kinds.0.get(kind.index())?.get()) {
                any = true;
                for (sum, count) in counted.by_version.iter_mut().zip(&of_kind.by_version) {
                    *sum += count.load(Ordering::Relaxed);
                }
                of_kind.times.add_to(&mut counted.times);
            }
            if any {
                all.push((kind, counted));
            }
        }
        all
    }

    /// Kind, error code and how often.
    #[must_use]
    pub fn errors(&self) -> Vec<(RequestKind, i16, u64)> {
        let mut all = Vec::new();
        for kind in RequestKind::all() {
            let Some(errors) = self.errors.get(kind.index()).and_then(|slot| slot.get()) else { continue };
            for (code, count) in (-1i16..).zip(errors.iter()) {
                let count = count.load(Ordering::Relaxed);
                if count > 0 {
                    all.push((kind, code, count));
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_errors_are_told_apart_by_kind_version_and_code() {
        let metrics = RequestMetrics::default();
        let stamp = |kind, version| RequestStamp { kind, version, received: Instant::now() };
        metrics.answered(&stamp(RequestKind::of(ApiKey::Fetch), 12));
        metrics.answered(&stamp(RequestKind::of(ApiKey::Fetch), 13));
        metrics.answered(&stamp(RequestKind::of(ApiKey::Fetch), 13));
        metrics.answered(&stamp(RequestKind::fetch_of_follower(), 17));
        let counted: Vec<_> = metrics
            .counted()
            .into_iter()
            .map(|(kind, of_kind)| (kind.name(), of_kind.by_version[13], of_kind.times.count()))
            .collect();
        assert_eq!(counted, [("FetchConsumer", 2, 3), ("FetchFollower", 0, 1)]);
        let produce = RequestKind::of(ApiKey::Produce);
        [0, 6, 6, -1, 9999].into_iter().for_each(|code| metrics.error(produce, code));
        assert_eq!(metrics.errors(), [(produce, -1, 2), (produce, 6, 2)]);
    }

    #[test]
    fn every_api_and_every_version_has_its_place() {
        assert!(ApiKey::ALL.iter().all(|api| api.code() < i16::from(FETCH_FOLLOWER)));
        assert!(ApiKey::ALL.iter().all(|api| usize::try_from(*api.versions().end()).unwrap() < VERSIONS));
    }
}
