//! Whether a broker can do its work, and if not, why.

use crate::broker::Broker;

/// What keeps the broker from being ready; empty if nothing does.
pub(super) fn reasons(broker: Option<&Broker>) -> Vec<String> {
    let Some(broker) = broker else { return vec!["the broker is starting".to_owned()] };
    let mut reasons = Vec::new();
    if broker.shutdown.is_cancelled() {
        reasons.push("the broker is stopping".to_owned());
    }
    if !broker.controller.is_active() {
        reasons.push("no active controller is known".to_owned());
    }
    if broker.image().broker(broker.node_id).is_none_or(|registered| registered.fenced) {
        reasons.push("the broker is fenced".to_owned());
    }
    for dir in broker.log_manager.dirs().iter().filter(|dir| dir.is_offline()) {
        reasons.push(format!("log directory {} is offline", dir.path().display()));
    }
    reasons
}
