//! A shard and a partition to test the runtime with.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use bytes::{Bytes, BytesMut};
use model::{Batches, ErrorCode, Millis, Offset};
use parking_lot::Mutex;
use tokio::sync::watch;

use crate::shard::{Effects, ReplayContent};
use crate::{CoordinatorRecord, Effect, PartitionWriter, Replay, Shard, Ticket, Write, WriteError};

/// Keys and values, and whoever waits for a time.
#[derive(Debug, Default)]
pub(super) struct Store {
    pub(super) values: BTreeMap<String, String>,
    /// Of transactions that have not ended.
    pending: BTreeMap<i64, Vec<(String, String)>>,
    waiting: Vec<(Millis, Ticket)>,
    failed: Vec<&'static str>,
    loaded_at: Option<Millis>,
}

pub(super) enum Ask {
    Ping,
    Get(&'static str),
    Put(&'static str, &'static str),
    /// One write that answers everybody who waits, too.
    PutAndWake(&'static str),
    WaitUntil(Millis),
    /// A write whose failure leads to another write.
    PutAgain,
    Failed,
    LoadedAt,
}

pub(super) type Said = Option<String>;

fn write(
    key: &str,
    value: Option<&str>,
    replies: Vec<(Ticket, Said)>,
    tag: &'static str,
) -> Effect<Said, &'static str> {
    let value = value.map(|value| Bytes::copy_from_slice(value.as_bytes()));
    let records = vec![CoordinatorRecord { key: Bytes::copy_from_slice(key.as_bytes()), value }];
    Effect::Write(Write { records, producer: None, replies, tag })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Shard for Store {
    type Request = Ask;
    type Response = Said;
    type Tag = &'static str;

    fn handle(&mut self, _: Millis, ticket: Ticket, request: Ask) -> Effects<Self> {
        vec![match request {
            Ask::Ping => Effect::Reply(ticket, None),
            Ask::Get(key) => Effect::ReplyWhenCommitted(ticket, self.values.get(key).cloned()),
            Ask::Put(key, value) => write(key, Some(value), vec![(ticket, Some(value.to_owned()))], "put"),
            Ask::PutAndWake(key) => {
                let woken = self.waiting.drain(..).map(|(_, ticket)| (ticket, Some("woken".to_owned())));
                let replies = woken.chain([(ticket, None)]).collect();
                write(key, Some(""), replies, "wake")
            }
            Ask::WaitUntil(time) => {
                self.waiting.push((time, ticket));
                return Vec::new();
            }
            Ask::PutAgain => write("again", None, vec![(ticket, None)], "again"),
            Ask::Failed => Effect::Reply(ticket, Some(self.failed.join(","))),
            Ask::LoadedAt => Effect::Reply(ticket, self.loaded_at.map(|at| at.to_string())),
        }]
    }

    fn replay(&mut self, _: Millis, record: Replay<'_>) {
        match (record.producer, record.content) {
            (Some((id, _)), ReplayContent::EndTransaction { is_commit }) => {
                let ended = self.pending.remove(&id.0).unwrap_or_default();
                self.values.extend(ended.into_iter().filter(|_| is_commit));
            }
            (producer, ReplayContent::Record { key, value: Some(value) }) => {
                let entry = (text(key), text(value));
                match producer {
                    Some((id, _)) => self.pending.entry(id.0).or_default().push(entry),
                    None => self.values.extend([entry]),
                }
            }
            (_, ReplayContent::Record { key, value: None }) => drop(self.values.remove(&text(key))),
            (None, ReplayContent::EndTransaction { .. }) => {}
        }
    }

    fn loaded(&mut self, now: Millis) -> Effects<Self> {
        self.loaded_at = Some(now);
        Vec::new()
    }

    fn expire(&mut self, now: Millis) -> Effects<Self> {
        let due = self.waiting.extract_if(.., |(time, _)| *time <= now);
        due.map(|(_, ticket)| Effect::Reply(ticket, Some("expired".to_owned()))).collect()
    }

    fn next_deadline(&self) -> Option<Millis> {
        self.waiting.iter().map(|(time, _)| *time).min()
    }

    fn write_failed(&mut self, _: Millis, tag: &'static str) -> Effects<Self> {
        self.failed.push(tag);
        if tag == "again" { vec![write("again", None, Vec::new(), "again")] } else { Vec::new() }
    }
}

/// A partition in memory, committed as far as a test says.
#[derive(Debug)]
pub(super) struct Log {
    batches: Mutex<Vec<Bytes>>,
    start: Offset,
    end: Mutex<Offset>,
    committed: watch::Sender<Offset>,
    pub(super) refuses: Mutex<Option<ErrorCode>>,
}

impl Log {
    /// Everything is committed at once.
    pub(super) fn new() -> Self {
        Self::committed_to(i64::MAX)
    }

    pub(super) fn committed_to(end: i64) -> Self {
        Self {
            batches: Mutex::default(),
            start: Offset(0),
            end: Mutex::new(Offset(0)),
            committed: watch::Sender::new(Offset(end)),
            refuses: Mutex::default(),
        }
    }

    pub(super) fn commit(&self, end: i64) {
        self.committed.send_replace(Offset(end));
    }

    /// Stored as a leader would, at the end; `damage` may change its bytes before.
    pub(super) fn store(&self, batch: &Bytes, damage: impl FnOnce(&mut BytesMut)) -> Offset {
        let (header, _) = Batches::new(batch).next().unwrap().unwrap();
        let mut end = self.end.lock();
        let mut bytes = BytesMut::from(&batch[..]);
        bytes[..8].copy_from_slice(&end.0.to_be_bytes());
        damage(&mut bytes);
        self.batches.lock().push(bytes.freeze());
        end.0 += i64::from(header.last_offset_delta) + 1;
        *end
    }

    pub(super) fn len(&self) -> usize {
        self.batches.lock().len()
    }
}

impl PartitionWriter for Log {
    fn append(&self, batch: Bytes, _: Millis) -> Result<Offset, WriteError> {
        match *self.refuses.lock() {
            Some(error) => Err(WriteError(error)),
            None => Ok(self.store(&batch, |_| {})),
        }
    }

    fn is_committed(&self, end: Offset) -> bool {
        *self.committed.borrow() >= end
    }

    fn wait_until_committed(
        &self,
        end: Offset,
        timeout_ms: u64,
    ) -> Pin<Box<dyn Future<Output = Result<(), WriteError>> + Send + '_>> {
        Box::pin(async move {
            let mut committed = self.committed.subscribe();
            let waited = committed.wait_for(|committed| *committed >= end);
            match tokio::time::timeout(std::time::Duration::from_millis(timeout_ms), waited).await {
                Ok(_) => Ok(()),
                Err(_) => Err(WriteError(ErrorCode::RequestTimedOut)),
            }
        })
    }

    fn read(&self, from: Offset, _: usize, _: Millis) -> Result<Bytes, WriteError> {
        let batches = self.batches.lock();
        let holds = |batch: &&Bytes| Batches::new(batch).next().unwrap().unwrap().0.next_offset() > from;
        Ok(batches.iter().find(holds).cloned().unwrap_or_default())
    }

    fn bounds(&self, _: Millis) -> Result<(Offset, Offset), WriteError> {
        match *self.refuses.lock() {
            Some(error) => Err(WriteError(error)),
            None => Ok((self.start, *self.end.lock())),
        }
    }
}
