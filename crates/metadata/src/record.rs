//! Metadata records and their frame.
//!
//! ```text
//! record  = frame version (unsigned varint, 1) · type (unsigned varint) · version (unsigned varint) · body
//! value   = record+          the value of one Kafka record: all that one command decided
//! ```
//!
//! The frame is Kafka's (`MetadataRecordSerde`); a value with one record in it is exactly what Kafka writes.

use bytes::Bytes;
use protocol::records::metadata::{
    abort_transaction_record::AbortTransactionRecord, access_control_entry_record::AccessControlEntryRecord,
    begin_transaction_record::BeginTransactionRecord,
    broker_registration_change_record::BrokerRegistrationChangeRecord, clear_elr_record::ClearElrRecord,
    client_quota_record::ClientQuotaRecord, config_record::ConfigRecord,
    delegation_token_record::DelegationTokenRecord, end_transaction_record::EndTransactionRecord,
    feature_level_record::FeatureLevelRecord, fence_broker_record::FenceBrokerRecord,
    no_op_record::NoOpRecord, partition_change_record::PartitionChangeRecord,
    partition_record::PartitionRecord, producer_ids_record::ProducerIdsRecord,
    register_broker_record::RegisterBrokerRecord, register_controller_record::RegisterControllerRecord,
    remove_access_control_entry_record::RemoveAccessControlEntryRecord,
    remove_delegation_token_record::RemoveDelegationTokenRecord, remove_topic_record::RemoveTopicRecord,
    remove_user_scram_credential_record::RemoveUserScramCredentialRecord, topic_record::TopicRecord,
    unfence_broker_record::UnfenceBrokerRecord, unregister_broker_record::UnregisterBrokerRecord,
    user_scram_credential_record::UserScramCredentialRecord,
    zk_migration_state_record::ZkMigrationStateRecord,
};
use protocol::{Decoder, Encoder, Message};

/// The only frame version that Kafka has ever written.
const FRAME_VERSION: u32 = 1;

/// Why bytes are not metadata records, or a record cannot become bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    #[error("frame version {0} is not {FRAME_VERSION}")]
    FrameVersion(u32),
    #[error("metadata record type {0} is not known to this version of the program")]
    Type(u32),
    #[error("{record} version {version} is not known to this version of the program")]
    Version { record: &'static str, version: u32 },
    #[error(transparent)]
    Wire(#[from] protocol::Error),
}

macro_rules! metadata_records {
    ($($variant:ident($record:ident),)*) => {
        /// One fact about the cluster. Bodies are the schemas of [`protocol::records::metadata`].
        #[derive(Clone, Debug, PartialEq)]
        pub enum MetadataRecord { $($variant($record),)* }

        impl MetadataRecord {
            /// Kafka's name of the record.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => $record::NAME,)* }
            }

            /// Appends the framed record, in the newest version.
            ///
            /// # Errors
            /// When a string or array is longer than its length field can say.
            pub fn encode(&self, out: &mut Encoder) -> Result<(), RecordError> {
                match self { $(Self::$variant(body) => encode(body, out),)* }
            }

            fn decode_body(kind: u32, version: u32, input: &mut Decoder) -> Result<Self, RecordError> {
                $(if i64::from(kind) == i64::from($record::API_KEY) {
                    return decode(version, input).map(Self::$variant);
                })*
                Err(RecordError::Type(kind))
            }
        }

        $(impl From<$record> for MetadataRecord {
            fn from(record: $record) -> Self { Self::$variant(record) }
        })*
    };
}

metadata_records! {
    RegisterBroker(RegisterBrokerRecord),
    UnregisterBroker(UnregisterBrokerRecord),
    Topic(TopicRecord),
    Partition(PartitionRecord),
    Config(ConfigRecord),
    PartitionChange(PartitionChangeRecord),
    FenceBroker(FenceBrokerRecord),
    UnfenceBroker(UnfenceBrokerRecord),
    RemoveTopic(RemoveTopicRecord),
    DelegationToken(DelegationTokenRecord),
    UserScramCredential(UserScramCredentialRecord),
    FeatureLevel(FeatureLevelRecord),
    ClientQuota(ClientQuotaRecord),
    ProducerIds(ProducerIdsRecord),
    BrokerRegistrationChange(BrokerRegistrationChangeRecord),
    AccessControlEntry(AccessControlEntryRecord),
    RemoveAccessControlEntry(RemoveAccessControlEntryRecord),
    NoOp(NoOpRecord),
    ZkMigrationState(ZkMigrationStateRecord),
    RemoveUserScramCredential(RemoveUserScramCredentialRecord),
    BeginTransaction(BeginTransactionRecord),
    EndTransaction(EndTransactionRecord),
    AbortTransaction(AbortTransactionRecord),
    RemoveDelegationToken(RemoveDelegationTokenRecord),
    RegisterController(RegisterControllerRecord),
    ClearElr(ClearElrRecord),
}

impl MetadataRecord {
    /// Reads one framed record from the front of `input`.
    ///
    /// # Errors
    /// When the bytes are not a record that this version of the program knows.
    pub fn decode(input: &mut Decoder) -> Result<Self, RecordError> {
        let frame_version = input.unsigned_varint()?;
        if frame_version != FRAME_VERSION {
            return Err(RecordError::FrameVersion(frame_version));
        }
        let kind = input.unsigned_varint()?;
        let version = input.unsigned_varint()?;
        Self::decode_body(kind, version, input)
    }

    /// All records of one command as the value of one Kafka record.
    ///
    /// # Errors
    /// As [`MetadataRecord::encode`].
    pub fn encode_all(records: &[Self]) -> Result<Bytes, RecordError> {
        let mut out = Encoder::with_capacity(64 * records.len());
        records.iter().try_for_each(|record| record.encode(&mut out))?;
        Ok(out.into_bytes())
    }

    /// Reads what [`MetadataRecord::encode_all`] wrote.
    ///
    /// # Errors
    /// When the bytes are not records that this version of the program knows.
    pub fn decode_all(value: Bytes) -> Result<Vec<Self>, RecordError> {
        let mut input = Decoder::new(value);
        let mut records = Vec::new();
        while input.remaining() > 0 {
            records.push(Self::decode(&mut input)?);
        }
        Ok(records)
    }
}

fn encode<R: Message>(body: &R, out: &mut Encoder) -> Result<(), RecordError> {
    out.unsigned_varint(FRAME_VERSION as usize);
    // Types and versions of the schemas are small and not negative.
    out.unsigned_varint(R::API_KEY.unsigned_abs().into());
    out.unsigned_varint(R::VERSION_MAX.unsigned_abs().into());
    Ok(body.write(out, R::VERSION_MAX)?)
}

fn decode<R: Message>(version: u32, input: &mut Decoder) -> Result<R, RecordError> {
    let known = i16::try_from(version).ok().filter(|v| (R::VERSION_MIN..=R::VERSION_MAX).contains(v));
    let known = known.ok_or(RecordError::Version { record: R::NAME, version })?;
    Ok(R::read(input, known)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(name: &str) -> MetadataRecord {
        TopicRecord { name: name.into(), topic_id: model::Uuid([7; 16]), ..Default::default() }.into()
    }

    #[test]
    fn records_of_one_command_are_read_back_as_they_were_written() {
        let records = vec![topic("a"), MetadataRecord::NoOp(NoOpRecord::default()), topic("b")];
        let value = MetadataRecord::encode_all(&records).unwrap();
        assert_eq!(MetadataRecord::decode_all(value).unwrap(), records);
    }

    #[test]
    fn the_frame_is_kafkas() {
        let record = FeatureLevelRecord { name: "x".into(), feature_level: 30, ..Default::default() };
        let value = MetadataRecord::encode_all(&[record.into()]).unwrap();
        assert_eq!(&value[..], [1, 12, 0, 2, b'x', 0, 30, 0]);
    }

    #[test]
    fn what_is_not_known_is_refused() {
        let decode =
            |bytes: &'static [u8]| MetadataRecord::decode_all(Bytes::from_static(bytes)).unwrap_err();
        assert_eq!(decode(&[0, 2, 0]), RecordError::FrameVersion(0));
        assert_eq!(decode(&[1, 99, 0]), RecordError::Type(99));
        assert_eq!(decode(&[1, 20, 1, 0]), RecordError::Version { record: "NoOpRecord", version: 1 });
        assert_eq!(decode(&[1, 20, 0]), RecordError::Wire(protocol::Error::Truncated));
    }
}
