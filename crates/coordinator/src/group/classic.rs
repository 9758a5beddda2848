//! Classic groups: their members choose a leader that assigns, and the broker passes the assignment on.
//!
//! ```text
//!                        a member joins: initial delay starts
//!           ┌───────┐ ──────────────────────────────────────▶ ┌────────────────────┐ ◀──┐ a member joins,
//!   (new) ─▶│ Empty │                                         │ PreparingRebalance │ ───┘ leaves, or expires;
//!           └───────┘ ◀────────────────────────────────────── └────────────────────┘      time is left
//!             │   ▲      time to join is over, nobody is left:      │     ▲    ▲
//!             │   │      generation + 1, recorded                   │     │    │
//!             │   │                                                 │     │    │ a member joins, leaves, expires,
//!             │   │      all members joined, or time to join is     │     │    │ or says something new of itself;
//!             │   │      over: generation + 1, joins are answered   │     │    │ the leader joins again
//!             │   │                                                 │     │    │
//!             │   │                   ┌─────────────────────┐ ◀─────┘     │    │
//!             │   │                   │ CompletingRebalance │ ────────────┘    │
//!             │   │                   └─────────────────────┘  a member joins, leaves, expires, or says something new
//!             │   │                             │              of itself; time to sync is over; the record failed
//!             │   │   the leader's SyncGroup is │                              │
//!             │   │   recorded and replayed;    │                              │
//!             │   │   syncs are answered when   ▼                              │
//!             │   │   it is committed       ┌────────┐ ────────────────────────┘
//!             │   │                         │ Stable │ ◀─┐ a follower joins again unchanged; a static member restarts
//!             │   │                         └────────┘ ──┘ (its new id is recorded); late syncs
//!             │   │                             ▲
//!             │   └─ replay of a record ────────┘ replay of a record
//!             │      without members              with members
//!             ▼
//!           (gone)  deleted; or without offsets and members when offsets expire: tombstone replayed.
//!                   A group that was never recorded also goes when its last pending member does.
//! ```
//!
//! Hard: what the last GroupMetadata record says: generation, protocol, leader, members with the metadata of that
//! protocol and their assignments. A record is written when the leader brings an assignment, when the last member is
//! gone, and when a static member gets a new id. Soft, and lost when the leadership moves: a generation that nobody
//! assigned yet, pending members, who waits, deadlines, what else members can speak. Members then find the generation
//! of the last record, or none, and join again.
//!
//! Where Kafka does otherwise, on purpose:
//! - Kafka keeps and records an empty group for a JoinGroup that it refuses or answers with an id. Here a group is
//!   recorded with its first assignment, and one that nobody is in or on the way to is not there.
//! - A request that a later one of the same member replaces is answered with REBALANCE_IN_PROGRESS; Kafka never answers.
//! - Metadata of a consumer that is no subscription can keep a group of Kafka's from ever completing a rebalance.
//! - When the member that the others wait for is refused since the group is full, they wait no longer.
//!
//! One file per request; what they share is in [`group`] and [`rebalance`].

pub(super) mod check;
pub(super) mod deadlines;
pub(super) mod describe;
pub(super) mod group;
pub(super) mod heartbeat;
pub(super) mod join;
pub(super) mod leave;
pub(super) mod member;
pub(super) mod rebalance;
pub(super) mod replay;
pub(super) mod state;
pub(super) mod static_member;
pub(super) mod subscription;
pub(super) mod sync;

pub(super) use group::ClassicGroup;
pub(super) use join::Join;
pub(super) use state::State;
