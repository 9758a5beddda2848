"""What the tests of other clients need done first.

admin.py BOOTSTRAP create TOPIC PARTITIONS [KEY=VALUE...]
admin.py BOOTSTRAP produce TOPIC VALUE TIMESTAMP         one record to partition 0
admin.py BOOTSTRAP committed GROUP TOPIC                 prints "PARTITION OFFSET" for each committed offset
admin.py BOOTSTRAP fill TOPIC                            3.5 MB of every kind of batch to partition 0
"""

import os
import random
import sys

from confluent_kafka import ConsumerGroupTopicPartitions, Producer
from confluent_kafka.admin import AdminClient, NewTopic


def create(bootstrap, name, partitions, *configs):
    admin = AdminClient({"bootstrap.servers": bootstrap})
    topic = NewTopic(name, num_partitions=int(partitions), replication_factor=1, config=dict(c.split("=", 1) for c in configs))
    admin.create_topics([topic])[name].result(30)
    # The broker may answer before a client's metadata shows the topic; the tests should not have to care.
    while len(admin.list_topics(name, timeout=30).topics[name].partitions) != int(partitions):
        pass


def committed(bootstrap, group, topic):
    admin = AdminClient({"bootstrap.servers": bootstrap})
    offsets = admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group)])[group].result(30)
    for p in sorted(offsets.topic_partitions, key=lambda p: p.partition):
        assert p.topic == topic and p.error is None, p
        print(p.partition, p.offset)


def must_arrive(error, message):
    if error is not None:
        print(f"not delivered: {error}", file=sys.stderr)
        os._exit(1)


def produce(bootstrap, topic, value, timestamp):
    producer = Producer({"bootstrap.servers": bootstrap})
    producer.produce(topic, value, partition=0, timestamp=int(timestamp), on_delivery=must_arrive)
    assert producer.flush(30) == 0


def fill(bootstrap, topic):
    chance = random.Random(topic)
    settings = {"bootstrap.servers": bootstrap, "enable.idempotence": True, "linger.ms": 20, "batch.num.messages": 20}
    for codec in ["none", "gzip", "snappy", "lz4", "zstd"]:
        producer = Producer(settings | {"compression.type": codec})
        for i in range(300):
            value = None if i % 50 == 0 else "".join(chance.choices("abcdefghijklmnop", k=chance.randrange(5000)))
            key = None if i % 7 == 0 else f"{codec}-{i}"
            headers = {"codec": codec} if i % 3 else None
            producer.produce(topic, value, key=key, partition=0, headers=headers, timestamp=1700000000000 + i, on_delivery=must_arrive)
            producer.poll(0)
        assert producer.flush(60) == 0


bootstrap, action, *arguments = sys.argv[1:]
{"create": create, "produce": produce, "committed": committed, "fill": fill}[action](bootstrap, *arguments)
