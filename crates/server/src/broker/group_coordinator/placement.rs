//! Which partition of `__consumer_offsets` a group belongs to. Tools and migrations rely on it.

/// Java's `String.hashCode` without its sign, modulo the partitions.
#[must_use]
pub fn partition_of(group_id: &str, partitions: i32) -> i32 {
    let hash =
        group_id.encode_utf16().fold(0i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)));
    (hash & i32::MAX) % partitions.max(1)
}

#[cfg(test)]
mod tests {
    use super::partition_of;

    #[test]
    fn groups_lie_where_apache_kafka_puts_them() {
        let all = i32::MAX;
        assert_eq!(partition_of("", 50), 0);
        assert_eq!(partition_of("a", all), 97);
        assert_eq!(partition_of("my-group", all), 240_985_886);
        // Its hash is −2³¹. The last one is two units to Java.
        assert_eq!(partition_of("polygenelubricants", all), 0);
        assert_eq!(partition_of("console-consumer-12345", 50), 6);
        assert_eq!(partition_of("𝄞", all), 0xd834 * 31 + 0xdd1e);
    }
}
