//! What the handlers of groups have in common: waiting for the coordinator.

use std::sync::Arc;

use coordinator::group::{ClientContext, GroupResponse};
use coordinator::runtime::Submitted;
use futures_util::future::join_all;
use model::ErrorCode;
use protocol::Message;

use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

/// What a shard, or the coordinator in its place, says.
pub(super) type Outcome = Result<GroupResponse, ErrorCode>;

pub(super) fn client(context: &RequestContext) -> ClientContext {
    ClientContext { client_id: context.client_id.clone(), client_host: Arc::clone(&context.client_host) }
}

/// Answers when the coordinator does.
pub(super) fn answer<S: Message>(
    context: RequestContext,
    submitted: Submitted<GroupResponse>,
    respond: impl FnOnce(Outcome) -> S + Send + 'static,
) -> Reply {
    match submitted {
        Submitted::Done(outcome) => context.reply(&respond(outcome)),
        Submitted::Later(pending) => {
            let timeout_ms = context.broker.groups.commit_timeout_ms();
            context.reply_later(async move { respond(pending.outcome(timeout_ms).await) })
        }
    }
}

/// As [`answer`], for a request that is about several groups or shards; the outcomes are in the order of `submitted`.
pub(super) fn answer_all<S: Message>(
    context: RequestContext,
    submitted: Vec<Submitted<GroupResponse>>,
    respond: impl FnOnce(Vec<Outcome>) -> S + Send + 'static,
) -> Reply {
    if submitted.iter().all(|submitted| matches!(submitted, Submitted::Done(_))) {
        let done = submitted.into_iter().filter_map(|submitted| match submitted {
            Submitted::Done(outcome) => Some(outcome),
            Submitted::Later(_) => None,
        });
        return context.reply(&respond(done.collect()));
    }
    let timeout_ms = context.broker.groups.commit_timeout_ms();
    context.reply_later(async move {
        respond(join_all(submitted.into_iter().map(|submitted| submitted.outcome(timeout_ms))).await)
    })
}

/// The shard answered another question: a fault of ours, which the client sees as such.
pub(super) fn unexpected(response: &GroupResponse) -> ErrorCode {
    tracing::error!(?response, "a group shard answered another question");
    ErrorCode::UnknownServerError
}
