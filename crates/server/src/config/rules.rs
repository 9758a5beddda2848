//! What values must be to each other. Each rule is a function that names the keys, their places and what would do.

use super::error::Problem;
use super::{Config, Listener, SecurityProtocol, Value, keys, listeners};

/// All rules that `config` breaks.
pub(super) fn check(config: &Config) -> Vec<Problem> {
    let mut problems = Vec::new();
    node_id_matches_broker_id(config, &mut problems);
    roles_are_known(config, &mut problems);
    node_is_a_voter(config, &mut problems);
    listeners_fit(config, &mut problems);
    metrics_listener_is_an_address(config, &mut problems);
    waits_fit_timeouts(config, &mut problems);
    compaction_lags_are_ordered(config, &mut problems);
    nothing_is_promised_in_vain(config, &mut problems);
    problems
}

/// `key = value (place)`, as problems name what they are about.
fn named(config: &Config, key: &'static str) -> String {
    format!("{key} = {} ({})", config.value(key), config.origin(key))
}

fn node_id_matches_broker_id(config: &Config, problems: &mut Vec<Problem>) {
    let both = config.static_value(keys::NODE_ID).is_some() && config.get_int(keys::BROKER_ID) >= 0;
    if both && config.get_int(keys::BROKER_ID) != config.get_int(keys::NODE_ID) {
        problems.push(Problem::with_remedy(
            format!("{} differs from {}", named(config, keys::BROKER_ID), named(config, keys::NODE_ID)),
            "remove broker.id: it is the old name of node.id",
        ));
    }
}

fn roles_are_known(config: &Config, problems: &mut Vec<Problem>) {
    if config.get_list(keys::PROCESS_ROLES).is_empty() {
        problems.push(Problem::with_remedy(
            format!("{} names no role", named(config, keys::PROCESS_ROLES)),
            "use broker, controller, or broker,controller",
        ));
    }
}

/// A controller must be among the voters, an ordinary broker must not.
fn node_is_a_voter(config: &Config, problems: &mut Vec<Problem>) {
    let voters = config.get_list(keys::CONTROLLER_QUORUM_VOTERS);
    let mut ids = Vec::new();
    for voter in &voters {
        match parse_voter(voter) {
            Some(id) => ids.push(id),
            None => problems.push(Problem::with_remedy(
                format!("{}: {voter} is not id@host:port", named(config, keys::CONTROLLER_QUORUM_VOTERS)),
                "write each voter as id@host:port, for example 1@kafka-1:9093",
            )),
        }
    }
    let is_controller = config.has_role("controller");
    if voters.is_empty() {
        if !is_controller && config.get_list(keys::CONTROLLER_QUORUM_BOOTSTRAP_SERVERS).is_empty() {
            problems.push(Problem::with_remedy(
                format!("{} needs a controller, and none is named", named(config, keys::PROCESS_ROLES)),
                "set controller.quorum.bootstrap.servers or controller.quorum.voters, or add the role controller",
            ));
        }
    } else if is_controller && !ids.contains(&config.node_id()) {
        problems.push(Problem::with_remedy(
            format!(
                "{} does not contain this node, node.id = {}",
                named(config, keys::CONTROLLER_QUORUM_VOTERS),
                config.node_id()
            ),
            format!("add {}@host:port to the voters, or remove the role controller", config.node_id()),
        ));
    } else if !is_controller && ids.contains(&config.node_id()) {
        problems.push(Problem::with_remedy(
            format!(
                "{} contains this node, node.id = {}, which is no controller",
                named(config, keys::CONTROLLER_QUORUM_VOTERS),
                config.node_id()
            ),
            "add the role controller, or give this node an id that is not among the voters",
        ));
    }
}

fn parse_voter(voter: &str) -> Option<i32> {
    let (id, address) = voter.split_once('@')?;
    let (host, port) = address.rsplit_once(':')?;
    port.parse::<u16>().ok()?;
    if host.is_empty() { None } else { id.parse().ok() }
}

fn metrics_listener_is_an_address(config: &Config, problems: &mut Vec<Problem>) {
    if !config.get_str(keys::OTTLA_METRICS_LISTENER).trim().is_empty() && config.metrics_listener().is_none()
    {
        problems.push(Problem::with_remedy(
            format!("{} is not host:port", named(config, keys::OTTLA_METRICS_LISTENER)),
            "write it as localhost:9644 or 0.0.0.0:9644, or leave it empty to serve no metrics",
        ));
    }
}

fn listeners_fit(config: &Config, problems: &mut Vec<Problem>) {
    let all = match listeners::listeners(config) {
        Ok(all) => all,
        Err(reason) => {
            problems.push(Problem::general(format!("{}: {reason}", named(config, keys::LISTENERS))));
            return;
        }
    };
    let advertised = match listeners::advertised(config) {
        Ok(advertised) => advertised,
        Err(reason) => {
            problems
                .push(Problem::general(format!("{}: {reason}", named(config, keys::ADVERTISED_LISTENERS))));
            return;
        }
    };
    listeners_are_distinct(config, &all, problems);
    let controllers = config.get_list(keys::CONTROLLER_LISTENER_NAMES);
    let is_set = config.static_value(keys::CONTROLLER_LISTENER_NAMES).is_some();
    let missing = controllers.iter().find(|name| !all.iter().any(|listener| listener.name == **name));
    if let Some(name) = missing.filter(|_| is_set && config.has_role("controller")) {
        problems.push(Problem::with_remedy(
            format!(
                "{}: {name} is not among {}",
                named(config, keys::CONTROLLER_LISTENER_NAMES),
                named(config, keys::LISTENERS)
            ),
            format!("add {name}://host:port to listeners"),
        ));
    }
    let of_the_broker: Vec<&Listener> = all.iter().filter(|l| !controllers.contains(&l.name)).collect();
    if config.has_role("broker") && of_the_broker.is_empty() {
        problems.push(Problem::with_remedy(
            format!("{} leaves no listener for the broker", named(config, keys::LISTENERS)),
            "add one whose name is not in controller.listener.names, such as PLAINTEXT://localhost:9092",
        ));
    }
    if let Some(advertised) = advertised {
        advertised_fit(config, &all, &advertised, problems);
    }
    inter_broker_listener_exists(config, &of_the_broker, problems);
}

fn listeners_are_distinct(config: &Config, all: &[Listener], problems: &mut Vec<Problem>) {
    for (index, listener) in all.iter().enumerate() {
        let earlier = &all[..index];
        let same_name = earlier.iter().any(|other| other.name == listener.name);
        let same_port = listener.port != 0
            && earlier.iter().any(|other| other.port == listener.port && other.host == listener.host);
        if same_name || same_port {
            let what = if same_name { "name" } else { "port" };
            problems.push(Problem::with_remedy(
                format!("{}: {listener} has the {what} of another listener", named(config, keys::LISTENERS)),
                format!("Each listener must have a different {what}"),
            ));
        }
    }
}

fn advertised_fit(config: &Config, all: &[Listener], advertised: &[Listener], problems: &mut Vec<Problem>) {
    let controllers = config.get_list(keys::CONTROLLER_LISTENER_NAMES);
    let key = keys::ADVERTISED_LISTENERS;
    if !config.has_role("broker") {
        problems.push(Problem::with_remedy(
            format!("{} on a node that is a controller only", named(config, key)),
            "remove advertised.listeners: clients do not connect to a controller",
        ));
        return;
    }
    for listener in advertised {
        if controllers.contains(&listener.name) {
            problems.push(Problem::with_remedy(
                format!("{}: {} is a listener of the controller", named(config, key), listener.name),
                format!("remove {listener}, or take {} out of controller.listener.names", listener.name),
            ));
        } else if !all.iter().any(|other| other.name == listener.name) {
            problems.push(Problem::with_remedy(
                format!(
                    "{}: {} is not among {}",
                    named(config, key),
                    listener.name,
                    named(config, keys::LISTENERS)
                ),
                format!("add {}://host:port to listeners, or remove it here", listener.name),
            ));
        } else if listener.host == "0.0.0.0" || listener.host == "::" {
            problems.push(Problem::with_remedy(
                format!("{}: clients cannot connect to {}", named(config, key), listener.host),
                "advertise a host name or address that clients reach this node by",
            ));
        }
    }
}

fn inter_broker_listener_exists(config: &Config, brokers: &[&Listener], problems: &mut Vec<Problem>) {
    let Some(name) = config.get_optional_str(keys::INTER_BROKER_LISTENER_NAME) else { return };
    if config.has_role("broker") && !brokers.iter().any(|listener| listener.name.eq_ignore_ascii_case(&name))
    {
        problems.push(Problem::with_remedy(
            format!(
                "{} is not among the broker's listeners, {}",
                named(config, keys::INTER_BROKER_LISTENER_NAME),
                named(config, keys::LISTENERS)
            ),
            format!("add {name}://host:port to listeners"),
        ));
    }
}

fn waits_fit_timeouts(config: &Config, problems: &mut Vec<Problem>) {
    let wait = keys::REPLICA_FETCH_WAIT_MAX_MS;
    for limit in [keys::REPLICA_SOCKET_TIMEOUT_MS, keys::REPLICA_LAG_TIME_MAX_MS] {
        if config.get_long(wait) > config.get_long(limit) {
            problems.push(Problem::with_remedy(
                format!("{} exceeds {}", named(config, wait), named(config, limit)),
                format!(
                    "make {wait} smaller: else followers without new records fall out of the in-sync replicas"
                ),
            ));
        }
    }
    let (heartbeat, session) = (keys::BROKER_HEARTBEAT_INTERVAL_MS, keys::BROKER_SESSION_TIMEOUT_MS);
    if config.get_long(heartbeat) >= config.get_long(session) {
        problems.push(Problem::with_remedy(
            format!("{} is not below {}", named(config, heartbeat), named(config, session)),
            format!("make {heartbeat} smaller: at most half of {session}"),
        ));
    }
}

fn compaction_lags_are_ordered(config: &Config, problems: &mut Vec<Problem>) {
    let (min, max) = (keys::LOG_CLEANER_MIN_COMPACTION_LAG_MS, keys::LOG_CLEANER_MAX_COMPACTION_LAG_MS);
    if config.value(min) != Value::Null && config.get_long(min) > config.get_long(max) {
        problems.push(Problem::with_remedy(
            format!("{} exceeds {}", named(config, min), named(config, max)),
            format!("make {min} smaller or {max} larger"),
        ));
    }
}

/// What would change who may do what, or where data is kept, must not be accepted without effect.
fn nothing_is_promised_in_vain(config: &Config, problems: &mut Vec<Problem>) {
    for listener in config.listeners() {
        if listener.protocol != SecurityProtocol::Plaintext {
            problems.push(Problem::with_remedy(
                format!(
                    "{}: {} speaks {}, and only PLAINTEXT is served yet",
                    named(config, keys::LISTENERS),
                    listener.name,
                    listener.protocol.name()
                ),
                "use PLAINTEXT on a network that you trust",
            ));
        }
    }
    if !config.get_str(keys::AUTHORIZER_CLASS_NAME).is_empty() {
        problems.push(Problem::with_remedy(
            format!("{}: there is no authorizer yet", named(config, keys::AUTHORIZER_CLASS_NAME)),
            "remove it: everyone who reaches this node may do everything",
        ));
    }
    let is_alone = config.has_role("broker")
        && config.has_role("controller")
        && config.get_list(keys::CONTROLLER_QUORUM_VOTERS).len() <= 1;
    if !is_alone {
        problems.push(Problem::with_remedy(
            format!(
                "{} and {}: several nodes in a cluster are not served yet",
                named(config, keys::PROCESS_ROLES),
                named(config, keys::CONTROLLER_QUORUM_VOTERS)
            ),
            "run one node with process.roles = broker,controller",
        ));
    }
}
