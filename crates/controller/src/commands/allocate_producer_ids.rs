//! AllocateProducerIds: a block of producer ids for a broker.

use metadata::{MetadataImage, PRODUCER_ID_BLOCK_SIZE};
use model::{ApiError, BrokerEpoch, BrokerId, ErrorCode};
use protocol::records::metadata::producer_ids_record::ProducerIdsRecord;

use crate::controller::Decision;

/// The response is the first id of the block.
pub(crate) fn decide(
    image: &MetadataImage,
    broker_id: BrokerId,
    broker_epoch: BrokerEpoch,
) -> Decision<Result<i64, ApiError>> {
    let refused = |code: ErrorCode| Decision { records: Vec::new(), answer: Err(code.into()) };
    let Some(broker) = image.broker(broker_id) else { return refused(ErrorCode::BrokerIdNotRegistered) };
    if broker.epoch != broker_epoch {
        return refused(ErrorCode::StaleBrokerEpoch);
    }
    let first = image.next_producer_id();
    let Some(next_producer_id) = first.checked_add(PRODUCER_ID_BLOCK_SIZE) else {
        return refused(ErrorCode::UnknownServerError);
    };
    let record = ProducerIdsRecord {
        broker_id: broker_id.0,
        broker_epoch: broker_epoch.0,
        next_producer_id,
        ..ProducerIdsRecord::default()
    };
    Decision { records: vec![record.into()], answer: Ok(first) }
}
