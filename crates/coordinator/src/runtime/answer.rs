//! What a request comes to: an answer at once, or one that is waited for.

use std::fmt;
use std::sync::Arc;

use model::{ErrorCode, Offset};
use tokio::sync::oneshot;

use crate::PartitionWriter;

/// The outcome of [`Runtime::submit`](super::Runtime::submit).
#[derive(Debug)]
pub enum Submitted<Response> {
    /// Final: what it rests on is committed.
    Done(Result<Response, ErrorCode>),
    Later(Pending<Response>),
}

/// An answer, and the end of the log that must be committed before it is given.
pub(super) type Answer<Response> = (Response, Option<Offset>);
pub(super) type AnswerSender<Response> = oneshot::Sender<Result<Answer<Response>, ErrorCode>>;
type AnswerReceiver<Response> = oneshot::Receiver<Result<Answer<Response>, ErrorCode>>;

/// An answer that waits for the shard, for the replicas, or for both.
pub struct Pending<Response> {
    writer: Arc<dyn PartitionWriter>,
    state: State<Response>,
}

enum State<Response> {
    /// The shard has not answered.
    Asked(AnswerReceiver<Response>),
    /// It has; its records are not committed yet.
    Answered(Response, Offset),
}

impl<Response> Pending<Response> {
    pub(super) fn asked(writer: Arc<dyn PartitionWriter>, receiver: AnswerReceiver<Response>) -> Self {
        Self { writer, state: State::Asked(receiver) }
    }

    pub(super) fn answered(writer: Arc<dyn PartitionWriter>, response: Response, end: Offset) -> Self {
        Self { writer, state: State::Answered(response, end) }
    }

    /// The answer, once everything that it rests on is committed. The shard may take as long as it likes; its replicas
    /// have `commit_timeout_ms`.
    ///
    /// # Errors
    /// What the client is to be told instead: the shard was dropped, the records did not get into the log, or they are
    /// not committed in time.
    pub async fn outcome(self, commit_timeout_ms: u64) -> Result<Response, ErrorCode> {
        let (response, end) = match self.state {
            State::Answered(response, end) => (response, Some(end)),
            // The shard was dropped with the leadership.
            State::Asked(receiver) => receiver.await.map_err(|_| ErrorCode::NotCoordinator)??,
        };
        if let Some(end) = end {
            let waited = self.writer.wait_until_committed(end, commit_timeout_ms).await;
            waited.map_err(crate::WriteError::coordinator_error)?;
        }
        Ok(response)
    }
}

impl<Response> Submitted<Response> {
    /// As [`Pending::outcome`].
    ///
    /// # Errors
    /// As [`Pending::outcome`].
    pub async fn outcome(self, commit_timeout_ms: u64) -> Result<Response, ErrorCode> {
        match self {
            Self::Done(done) => done,
            Self::Later(pending) => pending.outcome(commit_timeout_ms).await,
        }
    }
}

impl<Response> fmt::Debug for Pending<Response> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Asked(_) => "asked",
            State::Answered(..) => "answered",
        };
        f.debug_struct("Pending").field("state", &state).finish_non_exhaustive()
    }
}
