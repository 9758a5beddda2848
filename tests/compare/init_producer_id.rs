//! InitProducerId without a transactional id, and with odd ones.

use protocol::messages::init_producer_id::InitProducerIdRequest;

use super::pair::Pair;

pub(super) fn cases(pair: &mut Pair) {
    pair.ask_all("a new producer", |_, _| InitProducerIdRequest::default());
    for timeout in [-1, 0, 60_000, i32::MAX] {
        pair.ask_all(&format!("a time-out of {timeout}"), |_, _| InitProducerIdRequest {
            transaction_timeout_ms: timeout,
            ..InitProducerIdRequest::default()
        });
    }
    for (producer_id, producer_epoch) in [(5, 0), (5, -1), (-1, 3), (0, 0), (-2, -2)] {
        pair.ask_all(&format!("producer {producer_id} in epoch {producer_epoch}"), |_, _| {
            InitProducerIdRequest { producer_id, producer_epoch, ..InitProducerIdRequest::default() }
        });
    }
    pair.ask_all("an empty transactional id", |_, _| InitProducerIdRequest {
        transactional_id: Some("".into()),
        transaction_timeout_ms: 1000,
        ..InitProducerIdRequest::default()
    });
}
