//! What a coordinator is to the runtime.
//!
//! ```text
//! request ─▶ handle ─▶ effects ─▶ Write ─▶ appended to the local log ─▶ replay (each record) ─▶ committed ─▶ replies
//!                              └▶ Reply                        └▶ failed: write_failed
//! ```
//! The effects of a call are carried out, in their order, before the next call: what a call wrote, the next one finds
//! replayed, or failed.
//!
//! Replaying after the local append means that there is never anything to undo: what was appended either commits, or
//! the shard is dropped with the leadership. After a restart the same `replay` sees the same records.

use bytes::Bytes;
use model::{Millis, Offset, ProducerEpoch, ProducerId};

/// Who waits for an answer. Unique among those of one shard that are not answered yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// One coordinator of one partition: a pure state machine. Time is passed in; it does no I/O.
pub trait Shard: Send + 'static {
    type Request: Send;
    type Response: Send + 'static;
    /// What the shard wants to hear again if a write of its fails.
    type Tag: Send;

    /// Decides what a request leads to. May change soft state only (who waits, timers); hard state waits for
    /// [`Self::replay`]. Each ticket is answered exactly once, now or later.
    fn handle(&mut self, now: Millis, ticket: Ticket, request: Self::Request) -> Effects<Self>;

    /// The only function that changes hard state. Called for each record once it is in the local log, in its order,
    /// by the leader and after a restart alike. A record that it does not know is skipped.
    fn replay(&mut self, now: Millis, record: Replay<'_>);

    /// Everything was replayed: timers start, with full timeouts.
    fn loaded(&mut self, now: Millis) -> Effects<Self>;

    /// Does what is due by `now`.
    fn expire(&mut self, now: Millis) -> Effects<Self>;

    /// When [`Self::expire`] is to be called next. May be early, never late.
    fn next_deadline(&self) -> Option<Millis>;

    /// A write did not get into the log; its tickets were answered with the error by the runtime.
    fn write_failed(&mut self, now: Millis, tag: Self::Tag) -> Effects<Self>;
}

/// What a shard wants done, in order.
pub type Effects<S> = Vec<Effect<<S as Shard>::Response, <S as Shard>::Tag>>;

/// One act that a shard asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect<Response, Tag> {
    /// Append records.
    Write(Write<Response, Tag>),
    /// Answer at once.
    Reply(Ticket, Response),
    /// Answer when everything that this shard has appended so far is committed.
    ReplyWhenCommitted(Ticket, Response),
}

/// Records that are appended together, as one batch: all of them or none.
#[derive(Clone, Debug, PartialEq)]
pub struct Write<Response, Tag> {
    /// Not empty.
    pub records: Vec<CoordinatorRecord>,
    /// The transaction that the records belong to.
    pub producer: Option<(ProducerId, ProducerEpoch)>,
    /// Given when the records are committed.
    pub replies: Vec<(Ticket, Response)>,
    pub tag: Tag,
}

/// A record of an internal topic, encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoordinatorRecord {
    pub key: Bytes,
    /// None removes what the key stands for.
    pub value: Option<Bytes>,
}

/// A record that is in the local log.
#[derive(Clone, Copy, Debug)]
pub struct Replay<'a> {
    pub offset: Offset,
    /// The transaction that it belongs to; its outcome comes as a control record.
    pub producer: Option<(ProducerId, ProducerEpoch)>,
    pub content: ReplayContent<'a>,
}

#[derive(Clone, Copy, Debug)]
pub enum ReplayContent<'a> {
    /// `value` None: a tombstone.
    Record { key: &'a [u8], value: Option<&'a [u8]> },
    /// The transaction of `Replay::producer` ended.
    EndTransaction { is_commit: bool },
}
