//! Which topic names there may be, and which topics are the broker's own.

/// Longest topic name, in bytes: with `-<partition>` and a suffix it must fit into a file name.
const TOPIC_NAME_LEN_MAX: usize = 249;
/// Topics that clients may read but not write.
const INTERNAL: [&str; 3] = [CONSUMER_OFFSETS, "__transaction_state", "__share_group_state"];

/// The topic of groups and their committed offsets.
pub const CONSUMER_OFFSETS: &str = "__consumer_offsets";
/// The controllers' topic, which nobody else has a part in.
pub const CLUSTER_METADATA: &str = "__cluster_metadata";

#[must_use]
pub fn is_internal(name: &str) -> bool {
    INTERNAL.contains(&name)
}

/// # Errors
/// What is wrong with the name, in Kafka's words.
pub fn validate_topic_name(name: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err("Topic name is invalid: the empty string is not allowed".to_owned());
    }
    if name == "." || name == ".." {
        return Err(format!("Topic name is invalid: '{name}' is not allowed"));
    }
    if name.len() > TOPIC_NAME_LEN_MAX {
        return Err(format!(
            "Topic name is invalid: the length of '{name}' is longer than the max allowed length {TOPIC_NAME_LEN_MAX}"
        ));
    }
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)) {
        return Err(format!(
            "Topic name is invalid: '{name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::validate_topic_name;

    #[test]
    fn names_are_checked_as_kafka_checks_them() {
        let long = "x".repeat(250);
        assert!(["a", "a.b_c-D9", &long[1..]].into_iter().all(|name| validate_topic_name(name).is_ok()));
        assert!(
            ["", ".", "..", "a b", "ä", "a/b", &long]
                .into_iter()
                .all(|name| validate_topic_name(name).is_err())
        );
    }
}
