use super::*;

fn problems(pairs: &[(&str, &str)]) -> String {
    Config::from_pairs(pairs).unwrap_err().to_string()
}

#[test]
fn every_default_is_a_valid_value() {
    for key in keys::broker_keys().chain(keys::topic_keys()) {
        if let Some(default) = key.default {
            assert!(Value::parse(key, default).is_ok(), "{}: {default}", key.name);
        }
    }
}

#[test]
fn no_key_is_declared_twice() {
    let mut names: Vec<_> = keys::broker_keys().map(|key| key.name).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn a_single_node_needs_no_configuration() {
    let config = Config::load(&Sources::default()).unwrap();
    assert_eq!(config.node_id(), 1);
    assert!(config.has_role("broker") && config.has_role("controller"));
    let listeners: Vec<_> = config.advertised_listeners().iter().map(ToString::to_string).collect();
    assert_eq!(listeners, ["PLAINTEXT://localhost:9092"]);
    assert_eq!(config.log_dirs(), [PathBuf::from("ottla-data")]);
    assert_eq!(config.get_long(keys::LOG_FLUSH_INTERVAL_MESSAGES), 1);
    assert_eq!(config.origin(keys::LISTENERS), &Origin::Default);
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let said = problems(&[("log.segment.bytes", "5"), ("num.partitions", "many"), ("log.retentoin.ms", "1")]);
    assert_eq!(
        said,
        "error: --override: log.segment.bytes = 5: Value must be at least 1048576\n    \
         log.segment.bytes takes a 32-bit number of at least 1048576\n\
         error: --override: num.partitions = many: Not a number of type INT\n    \
         num.partitions takes a 32-bit number of at least 1\n\
         error: --override: unknown key log.retentoin.ms; did you mean log.retention.ms?"
    );
}

#[test]
fn combinations_that_cannot_work_are_refused() {
    for (pairs, reason) in [
        (&[("advertised.listeners", "OTHER://h:1")][..], "No security protocol defined for listener OTHER"),
        (&[("advertised.listeners", "SSL://h:1")][..], "SSL is not among listeners"),
        (&[("controller.quorum.voters", "2@h:1")][..], "does not contain this node, node.id = 1"),
        (&[("controller.listener.names", "CONTROLLER")][..], "CONTROLLER is not among listeners"),
        (&[("process.roles", "broker")][..], "needs a controller"),
        (&[("broker.id", "2"), ("node.id", "3")][..], "differs from node.id = 3"),
        (&[("listeners", "SSL://:1")][..], "only PLAINTEXT is served yet"),
        (&[("authorizer.class.name", "a.b.C")][..], "there is no authorizer yet"),
        (&[("controller.quorum.voters", "1@a:1,2@b:1,3@c:1")][..], "several nodes in a cluster"),
        (&[("listeners", "PLAINTEXT://:1,PLAINTEXT://:2")][..], "has the name of another listener"),
    ] {
        let said = problems(pairs);
        assert!(said.contains(reason), "{pairs:?}: {said}");
    }
}
