//! Incremental fetch sessions (KIP-227): a consumer names its partitions once and then only what changed.
//!
//! Pure: no clock, no partition, no I/O. The handler asks [`FetchSessionCache::begin`] what a request means, reads the
//! partitions, and asks [`FetchContext::finish`] which of them belong into the response.
//!
//! ```text
//! request (id, epoch)   meaning
//! (0, -1)               sessionless: all partitions in, all partitions out
//! (0,  0)               full fetch that opens a session, if the cache has room
//! (n,  0)               closes session n and opens another
//! (n, -1)               closes session n, sessionless
//! (n,  e)               incremental; e must be one more than the last
//! ```

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;
use model::{ErrorCode, Millis, Offset, Uuid};
use parking_lot::Mutex;

/// A session that was not used for this long gives way to any new one.
const EVICTION_MS: i64 = 120_000;

pub const INITIAL_EPOCH: i32 = 0;
pub const FINAL_EPOCH: i32 = -1;
const INVALID_SESSION_ID: i32 = 0;

/// A partition as fetch requests name it: by topic id from version 13 on, by name before. The other half is empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FetchKey {
    pub topic_id: Uuid,
    pub topic: Arc<str>,
    pub partition: i32,
}

/// What is asked of one partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FetchWish {
    pub fetch_offset: Offset,
    pub log_start_offset: Offset,
    pub max_bytes: i32,
    pub current_leader_epoch: i32,
    pub last_fetched_epoch: i32,
}

/// What decides whether a partition is part of an incremental response.
#[derive(Clone, Copy, Debug)]
pub struct FetchOutcome {
    pub error: ErrorCode,
    pub has_records: bool,
    pub has_diverging_epoch: bool,
    pub has_preferred_replica: bool,
    pub high_watermark: Offset,
    pub log_start_offset: Offset,
}

#[derive(Clone, Copy, Debug)]
struct Cached {
    wish: FetchWish,
    high_watermark: Offset,
    log_start_offset: Offset,
}

#[derive(Debug)]
struct FetchSession {
    /// The epoch that the next request must carry.
    epoch: i32,
    uses_topic_ids: bool,
    privileged: bool,
    last_used: Millis,
    size: usize,
    partitions: IndexMap<FetchKey, Cached, foldhash::fast::RandomState>,
}

/// The head of a fetch request.
#[derive(Clone, Copy, Debug)]
pub struct FetchMetadata {
    pub session_id: i32,
    pub epoch: i32,
    pub uses_topic_ids: bool,
    pub is_from_follower: bool,
}

/// The sessions of a broker, at most `max.incremental.fetch.session.cache.slots`.
#[derive(Debug)]
pub struct FetchSessionCache {
    slots_max: usize,
    sessions: Mutex<HashMap<i32, Arc<Mutex<FetchSession>>, foldhash::fast::RandomState>>,
}

/// How one request is answered.
#[derive(Debug)]
pub struct FetchContext {
    kind: Kind,
    /// The partitions to read, in the order in which they may fill the response.
    pub wishes: Vec<(FetchKey, FetchWish)>,
    /// The session id that the response carries; 0 for none.
    pub session_id: i32,
}

#[derive(Debug)]
enum Kind {
    Full(Option<Arc<Mutex<FetchSession>>>),
    Incremental(Arc<Mutex<FetchSession>>),
}

impl FetchSessionCache {
    pub fn new(slots_max: usize) -> Self {
        Self { slots_max, sessions: Mutex::default() }
    }

    pub fn len(&self) -> usize {
        self.sessions.lock().len()
    }

    /// Of all sessions.
    pub fn partition_count(&self) -> usize {
        let sessions: Vec<_> = self.sessions.lock().values().cloned().collect();
        sessions.iter().map(|session| session.lock().size).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Merges a request into its session.
    ///
    /// `next_id` gives random positive ids for a session that is opened.
    ///
    /// # Errors
    /// `FETCH_SESSION_ID_NOT_FOUND`, `INVALID_FETCH_SESSION_EPOCH`, `FETCH_SESSION_TOPIC_ID_ERROR`: top-level, with no partitions.
    pub fn begin(
        &self,
        request: FetchMetadata,
        wishes: Vec<(FetchKey, FetchWish)>,
        forgotten: &[FetchKey],
        now: Millis,
        next_id: impl FnMut() -> i32,
    ) -> Result<FetchContext, ErrorCode> {
        if request.epoch == INITIAL_EPOCH || request.epoch == FINAL_EPOCH {
            if request.session_id != INVALID_SESSION_ID {
                self.sessions.lock().remove(&request.session_id);
            }
            if request.epoch == FINAL_EPOCH || wishes.is_empty() {
                return Ok(FetchContext { kind: Kind::Full(None), wishes, session_id: INVALID_SESSION_ID });
            }
            return Ok(self.open(request, wishes, now, next_id));
        }
        let session = self.sessions.lock().get(&request.session_id).cloned();
        let session = session.ok_or(ErrorCode::FetchSessionIdNotFound)?;
        let wishes = session.lock().merge(request, wishes, forgotten, now)?;
        let closed = session.lock().partitions.is_empty();
        if closed {
            // A session without partitions is of no use to anybody: the client starts over with a full fetch.
            self.sessions.lock().remove(&request.session_id);
            return Ok(FetchContext { kind: Kind::Full(None), wishes, session_id: INVALID_SESSION_ID });
        }
        Ok(FetchContext { kind: Kind::Incremental(session), wishes, session_id: request.session_id })
    }

    fn open(
        &self,
        request: FetchMetadata,
        wishes: Vec<(FetchKey, FetchWish)>,
        now: Millis,
        mut next_id: impl FnMut() -> i32,
    ) -> FetchContext {
        let mut sessions = self.sessions.lock();
        if !make_room(&mut sessions, self.slots_max, wishes.len(), request.is_from_follower, now) {
            return FetchContext { kind: Kind::Full(None), wishes, session_id: INVALID_SESSION_ID };
        }
        let session_id = loop {
            let id = next_id();
            if id > 0 && !sessions.contains_key(&id) {
                break id;
            }
        };
        let session = Arc::new(Mutex::new(FetchSession {
            epoch: 1,
            uses_topic_ids: request.uses_topic_ids,
            privileged: request.is_from_follower,
            last_used: now,
            size: wishes.len(),
            partitions: wishes.iter().map(|(key, wish)| (key.clone(), Cached::new(*wish))).collect(),
        }));
        sessions.insert(session_id, session.clone());
        FetchContext { kind: Kind::Full(Some(session)), wishes, session_id }
    }
}

/// Evicts a session that is stale, or worth less than the new one. False if there is none.
fn make_room(
    sessions: &mut HashMap<i32, Arc<Mutex<FetchSession>>, foldhash::fast::RandomState>,
    slots_max: usize,
    size: usize,
    privileged: bool,
    now: Millis,
) -> bool {
    if sessions.len() < slots_max {
        return true;
    }
    let victim = sessions
        .iter()
        .map(|(id, session)| {
            let session = session.lock();
            let stale = now.0.saturating_sub(session.last_used.0) > EVICTION_MS;
            (!stale, session.privileged, session.size, session.last_used, *id)
        })
        .min();
    match victim {
        Some((fresh, other_privileged, other_size, _, id))
            if !fresh || (privileged, size) > (other_privileged, other_size) =>
        {
            // A session in use is never taken from somebody who is worth as much.
            if fresh && (!privileged || other_privileged) {
                return false;
            }
            sessions.remove(&id);
            true
        }
        _ => false,
    }
}

impl Cached {
    fn new(wish: FetchWish) -> Self {
        Self { wish, high_watermark: Offset::NONE, log_start_offset: Offset::NONE }
    }
}

impl FetchSession {
    fn merge(
        &mut self,
        request: FetchMetadata,
        wishes: Vec<(FetchKey, FetchWish)>,
        forgotten: &[FetchKey],
        now: Millis,
    ) -> Result<Vec<(FetchKey, FetchWish)>, ErrorCode> {
        if request.epoch != self.epoch {
            return Err(ErrorCode::InvalidFetchSessionEpoch);
        }
        if request.uses_topic_ids != self.uses_topic_ids {
            return Err(ErrorCode::FetchSessionTopicIdError);
        }
        self.epoch = self.epoch.checked_add(1).unwrap_or(1);
        self.last_used = now;
        for (key, wish) in wishes {
            match self.partitions.get_mut(&key) {
                Some(cached) => cached.wish = wish,
                None => {
                    self.partitions.insert(key, Cached::new(wish));
                }
            }
        }
        for key in forgotten {
            self.partitions.shift_remove(key);
        }
        self.size = self.partitions.len();
        Ok(self.partitions.iter().map(|(key, cached)| (key.clone(), cached.wish)).collect())
    }

    /// Whether the partition is part of the response, and what the client knows of it from now on.
    fn note(&mut self, key: &FetchKey, outcome: &FetchOutcome) -> bool {
        let Some((index, _, cached)) = self.partitions.get_full_mut(key) else { return true };
        let changed = cached.high_watermark != outcome.high_watermark
            || cached.log_start_offset != outcome.log_start_offset;
        let respond = outcome.has_records
            || outcome.error.is_error()
            || outcome.has_diverging_epoch
            || outcome.has_preferred_replica
            || changed;
        cached.log_start_offset = outcome.log_start_offset;
        // After an error the partition is sent again as soon as it is well.
        cached.high_watermark = if outcome.error.is_error() { Offset::NONE } else { outcome.high_watermark };
        if outcome.has_records {
            // Fairness: who has just been served goes to the end.
            self.partitions.move_index(index, self.partitions.len() - 1);
        }
        respond
    }
}

impl FetchContext {
    /// Which of `outcomes` (in the order of `wishes`) belong into the response.
    pub fn finish(&self, outcomes: &[FetchOutcome]) -> Vec<bool> {
        let (session, full) = match &self.kind {
            Kind::Full(None) => return vec![true; outcomes.len()],
            Kind::Full(Some(session)) => (session, true),
            Kind::Incremental(session) => (session, false),
        };
        let mut session = session.lock();
        self.wishes
            .iter()
            .zip(outcomes)
            .map(|((key, _), outcome)| session.note(key, outcome) || full)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(partition: i32) -> FetchKey {
        FetchKey { topic_id: Uuid::from_u128(7), topic: "".into(), partition }
    }

    fn wish(offset: i64) -> FetchWish {
        FetchWish {
            fetch_offset: Offset(offset),
            log_start_offset: Offset::NONE,
            max_bytes: 1024,
            current_leader_epoch: -1,
            last_fetched_epoch: -1,
        }
    }

    fn request(session_id: i32, epoch: i32) -> FetchMetadata {
        FetchMetadata { session_id, epoch, uses_topic_ids: true, is_from_follower: false }
    }

    fn idle(high_watermark: i64) -> FetchOutcome {
        FetchOutcome {
            error: ErrorCode::None,
            has_records: false,
            has_diverging_epoch: false,
            has_preferred_replica: false,
            high_watermark: Offset(high_watermark),
            log_start_offset: Offset(0),
        }
    }

    fn open(cache: &FetchSessionCache) -> FetchContext {
        cache.begin(request(0, 0), vec![(key(0), wish(0)), (key(1), wish(0))], &[], Millis(0), || 5).unwrap()
    }

    #[test]
    fn the_first_response_lists_all_and_the_next_only_what_changed() {
        let cache = FetchSessionCache::new(10);
        let first = open(&cache);
        assert_eq!(first.session_id, 5);
        assert_eq!(first.finish(&[idle(0), idle(0)]), [true, true]);

        let second = cache.begin(request(5, 1), vec![], &[], Millis(1), || 6).unwrap();
        assert_eq!(second.wishes.len(), 2);
        assert_eq!(second.finish(&[idle(0), idle(3)]), [false, true]);

        let failed = FetchOutcome { error: ErrorCode::NotLeaderOrFollower, ..idle(-1) };
        let third = cache.begin(request(5, 2), vec![], &[], Millis(2), || 6).unwrap();
        assert_eq!(third.finish(&[idle(0), failed]), [false, true]);
        let fourth = cache.begin(request(5, 3), vec![], &[], Millis(3), || 6).unwrap();
        assert_eq!(fourth.finish(&[idle(0), idle(3)]), [false, true], "well again after an error");
    }

    #[test]
    fn a_partition_that_was_served_moves_to_the_end() {
        let cache = FetchSessionCache::new(10);
        open(&cache).finish(&[FetchOutcome { has_records: true, ..idle(9) }, idle(0)]);
        let next = cache.begin(request(5, 1), vec![], &[], Millis(1), || 6).unwrap();
        assert_eq!(next.wishes.iter().map(|(key, _)| key.partition).collect::<Vec<_>>(), [1, 0]);
    }

    #[test]
    fn epochs_ids_and_topic_ids_are_checked() {
        let cache = FetchSessionCache::new(10);
        open(&cache);
        let begin = |request| cache.begin(request, vec![], &[], Millis(1), || 6).map(|_| ());
        assert_eq!(begin(request(5, 2)), Err(ErrorCode::InvalidFetchSessionEpoch));
        assert_eq!(begin(request(9, 1)), Err(ErrorCode::FetchSessionIdNotFound));
        let by_name = FetchMetadata { uses_topic_ids: false, ..request(5, 1) };
        assert_eq!(begin(by_name), Err(ErrorCode::FetchSessionTopicIdError));
        assert_eq!(begin(request(5, -1)), Ok(()));
        assert!(cache.is_empty(), "closed");
    }

    #[test]
    fn forgetting_all_partitions_closes_the_session() {
        let cache = FetchSessionCache::new(10);
        open(&cache);
        let context = cache.begin(request(5, 1), vec![], &[key(0), key(1)], Millis(1), || 6).unwrap();
        assert_eq!((context.session_id, cache.len()), (0, 0));
    }

    #[test]
    fn a_full_cache_gives_up_only_stale_sessions() {
        let cache = FetchSessionCache::new(1);
        open(&cache);
        let more = |now| {
            cache.begin(request(0, 0), vec![(key(0), wish(0)); 1], &[], Millis(now), || 6).unwrap().session_id
        };
        assert_eq!(more(1), 0, "no room");
        assert_eq!(more(EVICTION_MS + 1), 6);
    }
}
