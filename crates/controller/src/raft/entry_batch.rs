//! A raft entry as a record batch, and back.
//!
//! ```text
//! base offset             index
//! partition leader epoch  term
//! attributes              control, unless it holds metadata records
//! record                  Normal      no key · the metadata records
//!                         Blank       key type 2 (LeaderChange) · LeaderChangeMessage
//!                         Membership  key type 6 (KRaftVoters)  · VotersRecord
//! ```
//!
//! The voters of a membership stand in the VotersRecord as Kafka's tools expect them. What Kafka has no word for, joint
//! configurations and learners, stands in its tagged field 20000.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use bytes::{BufMut, Bytes, BytesMut};
use model::batch::{CRC_FROM, MAGIC, crc};
use model::{
    Attributes, BATCH_HEADER_LEN, BatchHeader, BrokerId, Headers, LOG_OVERHEAD, LeaderEpoch, Millis, Record,
    Records, Uuid,
};
use openraft::entry::RaftEntry as _;
use openraft::vote::RaftLeaderId as _;
use openraft::{EntryPayload, Membership};
use protocol::Message as _;
use protocol::records::data::leader_change_message::LeaderChangeMessage;
use protocol::records::data::voters_record::{Voter, VotersRecord};

use super::types::{Entry, LogId, Meta, MetadataBatch, ReplicaKey, VoterInfo};

type Members = Membership<ReplicaKey, VoterInfo>;

const CONTROL_LEADER_CHANGE: i16 = 2;
const CONTROL_VOTERS: i16 = 6;
const MEMBERSHIP_TAG: u32 = 20_000;
const REPLICA_KEY_BYTES: usize = 20;

/// The batch that holds `entry`.
///
/// # Errors
/// `InvalidInput` when the index, the term or the size is beyond what a batch can say.
pub(super) fn encode(entry: &Entry, now: Millis) -> io::Result<Bytes> {
    let log_id = entry.log_id();
    let (key, value) = match entry.payload.clone() {
        EntryPayload::Normal(batch) => (None, batch.0),
        EntryPayload::Blank => {
            let message = LeaderChangeMessage { leader_id: -1, ..LeaderChangeMessage::default() };
            (Some(control_key(CONTROL_LEADER_CHANGE)), message.to_bytes(0).map_err(invalid)?)
        }
        EntryPayload::Membership(members) => (Some(control_key(CONTROL_VOTERS)), encode_members(&members)?),
    };
    let mut record = Vec::with_capacity(value.len() + 32);
    let fields = Record {
        offset_delta: 0,
        timestamp_delta: 0,
        key: key.as_ref().map(|key| &key[..]),
        value: Some(&value),
        headers: Headers::default(),
    };
    fields.encode(&mut record);
    let index = i64::try_from(log_id.index()).map_err(invalid)?;
    let term = i32::try_from(term(&log_id)).map_err(invalid)?;
    let length = i32::try_from(BATCH_HEADER_LEN - LOG_OVERHEAD + record.len()).map_err(invalid)?;
    let mut batch = BytesMut::with_capacity(BATCH_HEADER_LEN + record.len());
    batch.put_i64(index);
    batch.put_i32(length);
    batch.put_i32(term);
    batch.put_i8(MAGIC);
    batch.put_u32(0);
    batch.put_i16(Attributes(0).with_control(key.is_some()).0);
    batch.put_i32(0);
    batch.put_i64(now.0);
    batch.put_i64(now.0);
    batch.put_i64(-1);
    batch.put_i16(-1);
    batch.put_i32(-1);
    batch.put_i32(1);
    batch.put_slice(&record);
    let sum = crc(&batch[CRC_FROM..]);
    batch[CRC_FROM - 4..CRC_FROM].copy_from_slice(&sum.to_be_bytes());
    Ok(batch.freeze())
}

/// The entry that `batch` holds; its CRC was checked when it was written or recovered.
///
/// # Errors
/// `InvalidData` when it is not a batch that [`encode`] wrote.
pub(super) fn decode(header: &BatchHeader, batch: &[u8]) -> io::Result<Entry> {
    let records = batch.get(BATCH_HEADER_LEN..).unwrap_or_default();
    let record = Records::new(records, header.records_count).next().ok_or_else(|| damaged("no record"))?;
    let record = record.map_err(|error| damaged(&error.to_string()))?;
    let value = Bytes::copy_from_slice(record.value.ok_or_else(|| damaged("no value"))?);
    let kind = record.key.and_then(|key| key.get(2..4)).map(|kind| i16::from_be_bytes([kind[0], kind[1]]));
    let payload = match (header.attributes.is_control(), kind) {
        (false, _) => EntryPayload::Normal(MetadataBatch(value)),
        (true, Some(CONTROL_LEADER_CHANGE)) => EntryPayload::Blank,
        (true, Some(CONTROL_VOTERS)) => EntryPayload::Membership(decode_members(value)?),
        (true, kind) => return Err(damaged(&format!("control record type {kind:?}"))),
    };
    let log_id = log_id(header.partition_leader_epoch, header.base_offset.0)?;
    Ok(Entry::new(log_id, payload))
}

/// The id of the entry with this term and index.
pub(super) fn log_id(term: LeaderEpoch, index: i64) -> io::Result<LogId> {
    let term = u64::try_from(term.0).map_err(invalid)?;
    let index = u64::try_from(index).map_err(invalid)?;
    // Only the term of a committed leader is kept.
    let leader = openraft::alias::LeaderIdOf::<Meta>::new(term, ReplicaKey::default());
    Ok(LogId::new(leader.to_committed(), index))
}

pub(super) fn term(log_id: &LogId) -> u64 {
    **log_id.committed_leader_id()
}

fn control_key(kind: i16) -> [u8; 4] {
    let [high, low] = kind.to_be_bytes();
    [0, 0, high, low]
}

fn encode_members(members: &Members) -> io::Result<Bytes> {
    let voter = |key: ReplicaKey| Voter {
        voter_id: key.id.0,
        voter_directory_id: key.directory_id,
        ..Voter::default()
    };
    let mut record =
        VotersRecord { voters: members.voter_ids().map(voter).collect(), ..VotersRecord::default() };
    let mut exact = BytesMut::new();
    let configs = members.get_joint_config();
    exact.put_u16(u16::try_from(configs.len()).map_err(invalid)?);
    for config in configs {
        put_keys(&mut exact, config.iter())?;
    }
    put_keys(&mut exact, members.nodes().map(|(key, _)| key))?;
    record.unknown_tags.push(MEMBERSHIP_TAG, exact.freeze());
    record.to_bytes(0).map_err(invalid)
}

fn decode_members(value: Bytes) -> io::Result<Members> {
    let record = VotersRecord::from_bytes(value, 0).map_err(|error| damaged(&error.to_string()))?;
    let Some(exact) = record.unknown_tags.get(MEMBERSHIP_TAG) else {
        let key = |v: &Voter| ReplicaKey { id: BrokerId(v.voter_id), directory_id: v.voter_directory_id };
        let voters: BTreeSet<_> = record.voters.iter().map(key).collect();
        let nodes = voters.iter().map(|key| (*key, VoterInfo)).collect();
        return members(vec![voters], nodes);
    };
    let mut rest = &exact[..];
    let configs = take_u16(&mut rest)?;
    let configs =
        (0..configs).map(|_| Ok(take_keys(&mut rest)?.into_iter().collect())).collect::<io::Result<_>>()?;
    let nodes = take_keys(&mut rest)?.into_iter().map(|key| (key, VoterInfo)).collect();
    members(configs, nodes)
}

fn members(
    configs: Vec<BTreeSet<ReplicaKey>>,
    nodes: BTreeMap<ReplicaKey, VoterInfo>,
) -> io::Result<Members> {
    Members::new(configs, nodes).map_err(|error| damaged(&error.to_string()))
}

fn put_keys<'a>(out: &mut BytesMut, keys: impl Iterator<Item = &'a ReplicaKey>) -> io::Result<()> {
    let keys: Vec<&ReplicaKey> = keys.collect();
    out.put_u16(u16::try_from(keys.len()).map_err(invalid)?);
    for key in keys {
        out.put_i32(key.id.0);
        out.put_slice(&key.directory_id.0);
    }
    Ok(())
}

fn take_keys(rest: &mut &[u8]) -> io::Result<Vec<ReplicaKey>> {
    let count = usize::from(take_u16(rest)?);
    let (keys, behind) =
        rest.split_at_checked(count * REPLICA_KEY_BYTES).ok_or_else(|| damaged("membership is cut short"))?;
    *rest = behind;
    let key = |bytes: &[u8]| {
        let (id, directory) = bytes.split_first_chunk::<4>()?;
        let directory_id = Uuid(*directory.first_chunk::<16>()?);
        Some(ReplicaKey { id: BrokerId(i32::from_be_bytes(*id)), directory_id })
    };
    keys.chunks_exact(REPLICA_KEY_BYTES).map(|bytes| key(bytes).ok_or_else(|| damaged("key"))).collect()
}

fn take_u16(rest: &mut &[u8]) -> io::Result<u16> {
    let (bytes, behind) = rest.split_first_chunk::<2>().ok_or_else(|| damaged("membership is cut short"))?;
    *rest = behind;
    Ok(u16::from_be_bytes(*bytes))
}

fn invalid(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, error)
}

fn damaged(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("not an entry of the metadata log: {reason}"))
}
