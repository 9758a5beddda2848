"""kafka-python: the pure Python client. kafka_python.py BOOTSTRAP SCENARIO TOPIC"""

import sys
import time

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient, NewTopic
from kafka.errors import TopicAlreadyExistsError

bootstrap, scenario, topic = sys.argv[1:]
partition = TopicPartition(topic, 0)


def produce(values, key=None, headers=None, timestamp_ms=None, **settings):
    """Produces and returns the acknowledged offsets."""
    producer = KafkaProducer(bootstrap_servers=bootstrap, **settings)
    futures = [producer.send(topic, v, key=key, headers=headers, timestamp_ms=timestamp_ms, partition=0) for v in values]
    offsets = [f.get(60).offset for f in futures]
    producer.close()
    return offsets


def consumer(**settings):
    c = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, **settings)
    c.assign([partition])
    return c


def read(offset=None, **settings):
    """Every record of the partition up to its present end, by explicit assignment."""
    c = consumer(**settings)
    end = c.end_offsets([partition])[partition]
    c.seek_to_beginning(partition) if offset is None else c.seek(partition, offset)
    records, deadline = [], time.time() + 60
    while c.position(partition) < end:
        assert time.time() < deadline, f"{len(records)} records after a minute"
        for batch in c.poll(timeout_ms=1000).values():
            records += batch
    c.close()
    return records


def round_trip():
    headers = [("a", b"1"), ("a", b"2"), ("empty", b"")]
    assert produce([b"value"], key=b"key", headers=headers, timestamp_ms=1234567890123) == [0]
    assert produce([None], key=b"gone") == [1]
    first, second = read()
    assert (first.key, first.value, first.offset, first.timestamp) == (b"key", b"value", 0, 1234567890123)
    assert list(first.headers) == headers, first.headers
    assert (second.key, second.value) == (b"gone", None)


def codecs():
    expected = []
    for codec in [None, "gzip", "snappy", "lz4", "zstd"]:
        values = [f"{codec}-{i}".encode() * 20 for i in range(1000)]
        produce(values, compression_type=codec, linger_ms=100)
        expected += values
    records = read(check_crcs=True)
    assert [r.value for r in records] == expected
    assert [r.offset for r in records] == list(range(len(expected)))
    assert [r.value for r in read(offset=2500)] == expected[2500:]


def acks():
    for setting in [1, "all", 0]:
        produce([f"acks={setting}".encode()], acks=setting, enable_idempotence=False)
    records = []
    while len(records) < 3:
        records = read()
    assert [r.value for r in records] == [b"acks=1", b"acks=all", b"acks=0"]


def offsets_for_times():
    for timestamp in [1000, 2000, 3000]:
        produce([str(timestamp).encode()], timestamp_ms=timestamp)
    c = consumer()
    ask = lambda t: c.offsets_for_times({partition: t})[partition]
    assert [ask(t).offset for t in [0, 1000, 1001, 2000, 3000]] == [0, 0, 1, 1, 2]
    assert ask(1001).timestamp == 2000 and ask(3001) is None
    assert c.beginning_offsets([partition]) == {partition: 0} and c.end_offsets([partition]) == {partition: 3}


def idempotent():
    values = [f"value-{i}".encode() for i in range(5000)]
    offsets = produce(values, enable_idempotence=True, batch_size=2000)
    assert offsets == list(range(len(values)))
    assert [r.value for r in read()] == values


def admin():
    client = KafkaAdminClient(bootstrap_servers=bootstrap)
    name = topic + "-made"
    new = NewTopic(name, num_partitions=2, replication_factor=1, topic_configs={"retention.ms": "1000000"})
    client.create_topics([new])
    try:
        client.create_topics([new])
        raise AssertionError("the topic exists")
    except TopicAlreadyExistsError:
        pass
    (described,) = client.describe_topics([name])
    assert len(described["partitions"]) == 2, described
    configs = str(client.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)]))
    assert "retention.ms" in configs and "1000000" in configs, configs
    client.delete_topics([name])
    while name in client.list_topics():
        time.sleep(0.05)
    client.close()


globals()[scenario]()
