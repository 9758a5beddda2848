"""confluent-kafka, which is librdkafka (bundled in the wheel) with a Python face. confluent.py BOOTSTRAP SCENARIO TOPIC

Each scenario is a function below; an assertion that fails is what the calling test shows.
"""

import sys
import time

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic, OffsetSpec

bootstrap, scenario, topic = sys.argv[1:]
CONSUMER = {"bootstrap.servers": bootstrap, "group.id": "none", "enable.auto.commit": False, "enable.partition.eof": True}


def producer(**settings):
    return Producer({"bootstrap.servers": bootstrap} | {k.replace("_", "."): v for k, v in settings.items()})


def read(offset=OFFSET_BEGINNING, partition=0, **settings):
    """Every record of a partition from `offset` on, by explicit assignment: no group is involved."""
    consumer = Consumer(CONSUMER | {k.replace("_", "."): v for k, v in settings.items()})
    consumer.assign([TopicPartition(topic, partition, offset)])
    records = []
    while True:
        message = consumer.poll(30)
        assert message is not None, "nothing came for thirty seconds"
        if message.error():
            assert message.error().code() == KafkaError._PARTITION_EOF, message.error()
            consumer.close()
            return records
        records.append(message)


def produce(p, values, **arguments):
    """Produces and returns the offsets that were acknowledged, in the order of the values."""
    offsets = {}

    def delivered(i):
        def report(error, message):
            assert error is None, error
            offsets[i] = message.offset()
        return report

    for i, value in enumerate(values):
        while True:
            try:
                p.produce(topic, value, partition=0, on_delivery=delivered(i), **arguments)
                break
            except BufferError:
                p.poll(0.1)
    assert p.flush(60) == 0
    return [offsets[i] for i in range(len(offsets))]


def round_trip():
    headers = [("a", b"1"), ("a", b"2"), ("empty", b""), ("null", None), ("binary", bytes(range(256)))]
    assert produce(producer(), ["value"], key="key", headers=headers, timestamp=1234567890123) == [0]
    assert produce(producer(), [None], key=b"gone") == [1]
    first, second = read()
    assert (first.key(), first.value(), first.offset(), first.partition()) == (b"key", b"value", 0, 0)
    assert first.headers() == headers, first.headers()
    assert first.timestamp() == (1, 1234567890123), first.timestamp()
    assert (second.key(), second.value(), second.headers()) == (b"gone", None, None)


def codecs():
    expected = []
    for codec in ["none", "gzip", "snappy", "lz4", "zstd"]:
        values = [f"{codec}-{i}".encode() * 20 for i in range(1000)]
        produce(producer(compression_type=codec, linger_ms=200), values)
        expected += values
    records = read(check_crcs=True)
    assert [r.value() for r in records] == expected
    assert [r.offset() for r in records] == list(range(len(expected)))
    middle = read(offset=2500)
    assert [r.value() for r in middle] == expected[2500:], "a fetch may start inside a compressed batch"


def offsets_for_times():
    p = producer()
    for timestamp in [1000, 2000, 3000]:
        produce(p, [str(timestamp)], timestamp=timestamp)
    consumer = Consumer(CONSUMER)
    ask = lambda t: consumer.offsets_for_times([TopicPartition(topic, 0, t)], timeout=30)[0].offset
    assert [ask(t) for t in [0, 1000, 1001, 2000, 3000]] == [0, 0, 1, 1, 2]
    assert ask(3001) == -1, "the end, for librdkafka"
    assert consumer.get_watermark_offsets(TopicPartition(topic, 0), timeout=30) == (0, 3)
    consumer.close()
    admin = AdminClient({"bootstrap.servers": bootstrap})
    for spec, expected in [(OffsetSpec.earliest(), 0), (OffsetSpec.latest(), 3), (OffsetSpec.max_timestamp(), 2), (OffsetSpec.for_timestamp(1500), 1)]:
        ((_, future),) = admin.list_offsets({TopicPartition(topic, 0): spec}).items()
        assert future.result(30).offset == expected, spec


def idempotent():
    values = [f"value-{i}".encode() for i in range(20000)]
    offsets = produce(producer(enable_idempotence=True, linger_ms=5, batch_num_messages=100), values)
    assert offsets == list(range(len(values)))
    assert [r.value() for r in read()] == values
    again = produce(producer(enable_idempotence=True), [b"from another producer"])
    assert again == [len(values)]


def admin():
    client = AdminClient({"bootstrap.servers": bootstrap})
    name = topic + "-made"

    def error_of(futures):
        ((_, future),) = futures.items()
        try:
            future.result(30)
        except KafkaException as e:
            return e.args[0].name()

    new = lambda **settings: NewTopic(name, num_partitions=2, replication_factor=1, **settings)
    assert error_of(client.create_topics([new()], validate_only=True)) is None
    assert name not in client.list_topics(timeout=30).topics
    assert error_of(client.create_topics([new(config={"retention.ms": "1000000"})])) is None
    assert error_of(client.create_topics([new()])) == "TOPIC_ALREADY_EXISTS"
    assert error_of(client.create_topics([NewTopic("not/a/name", 1, 1)])) == "TOPIC_EXCEPTION"
    assert error_of(client.create_topics([NewTopic(name + "x", 1, 7)])) == "INVALID_REPLICATION_FACTOR"
    assert error_of(client.create_topics([NewTopic(name + "x", 1, 1, config={"no.such": "1"})])) == "INVALID_CONFIG"
    assert len(client.list_topics(timeout=30).topics[name].partitions) == 2
    assert error_of(client.create_partitions([NewPartitions(name, 5)])) is None
    assert len(client.list_topics(timeout=30).topics[name].partitions) == 5
    assert error_of(client.create_partitions([NewPartitions(name, 3)])) == "INVALID_PARTITIONS"
    ((_, future),) = client.describe_configs([ConfigResource("topic", name)]).items()
    configs = future.result(30)
    assert configs["retention.ms"].value == "1000000" and not configs["retention.ms"].is_default
    assert configs["cleanup.policy"].value == "delete" and configs["cleanup.policy"].is_default
    cluster = client.describe_cluster().result(30)
    assert len(cluster.nodes) == 1 and cluster.controller is not None and cluster.cluster_id
    assert error_of(client.delete_topics([name])) is None
    while name in client.list_topics(timeout=30).topics:
        time.sleep(0.05)
    assert error_of(client.delete_topics([name])) == "UNKNOWN_TOPIC_OR_PART"


def delete_records():
    produce(producer(), [str(i) for i in range(10)])
    client = AdminClient({"bootstrap.servers": bootstrap})
    ((_, future),) = client.delete_records([TopicPartition(topic, 0, 4)]).items()
    assert future.result(30).low_watermark == 4
    assert [r.offset() for r in read()] == list(range(4, 10))


globals()[scenario]()
