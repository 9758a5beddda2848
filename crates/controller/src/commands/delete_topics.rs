//! Deletes topics, with what was configured for them.

use metadata::{ConfigResource, MetadataImage, MetadataRecord};
use model::{ApiError, ErrorCode, Uuid};
use protocol::records::metadata::remove_topic_record::RemoveTopicRecord;

use super::alter_configs;
use crate::controller::Decision;

pub(crate) fn decide(image: &MetadataImage, topics: &[Uuid]) -> Decision<Vec<Result<(), ApiError>>> {
    let mut records: Vec<MetadataRecord> = Vec::new();
    let mut answer = Vec::with_capacity(topics.len());
    for (index, id) in topics.iter().enumerate() {
        let Some(topic) = image.topic_by_id(*id) else {
            answer.push(Err(ErrorCode::UnknownTopicId.into()));
            continue;
        };
        if topics.iter().take(index).any(|earlier| earlier == id) {
            answer.push(Err(ApiError::new(ErrorCode::InvalidRequest, "Duplicate topic id.")));
            continue;
        }
        records.extend(alter_configs::remove_all(image, &ConfigResource::topic(&*topic.name)));
        records.push(RemoveTopicRecord { topic_id: *id, ..RemoveTopicRecord::default() }.into());
        answer.push(Ok(()));
    }
    Decision { records, answer }
}
