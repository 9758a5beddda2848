"""aiokafka: pure Python on asyncio, with a wire codec of its own. aiokafka_client.py BOOTSTRAP SCENARIO TOPIC"""

import asyncio
import sys

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic
from aiokafka.errors import OffsetOutOfRangeError, TopicAlreadyExistsError

bootstrap, scenario, topic = sys.argv[1:]
partition = TopicPartition(topic, 0)


async def produce(values, key=None, headers=None, timestamp_ms=None, **settings):
    """Produces and returns the acknowledged offsets, which are None without acknowledgement.

    With acks=1, this client's default, a record may be acknowledged before readers see it.
    """
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, **{"acks": "all", **settings}) as producer:
        acks = [await producer.send(topic, v, key=key, headers=headers, timestamp_ms=timestamp_ms, partition=0) for v in values]
        answers = [await ack for ack in acks]
        return [answer and answer.offset for answer in answers]


async def read(offset=None, **settings):
    """Every record of the partition up to its present end, by explicit assignment."""
    settings |= {"enable_auto_commit": False, "auto_offset_reset": "earliest"}
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap, **settings) as consumer:
        consumer.assign([partition])
        end = (await consumer.end_offsets([partition]))[partition]
        if offset is not None:
            consumer.seek(partition, offset)
        records = []
        while await consumer.position(partition) < end:
            records.append(await asyncio.wait_for(consumer.getone(), 30))
        return records


async def round_trip():
    headers = [("a", b"1"), ("a", b"2"), ("empty", b"")]
    assert await produce([b"value"], key=b"key", headers=headers, timestamp_ms=1234567890123) == [0]
    assert await produce([None], key=b"gone") == [1]
    first, second = await read()
    assert (first.key, first.value, first.offset, first.timestamp) == (b"key", b"value", 0, 1234567890123)
    assert list(first.headers) == headers and first.timestamp_type == 0
    assert (second.key, second.value) == (b"gone", None)


async def codecs():
    expected = []
    for codec in [None, "gzip", "snappy", "lz4", "zstd"]:
        values = [f"{codec}-{i}".encode() * 20 for i in range(1000)]
        await produce(values, compression_type=codec, linger_ms=50)
        expected += values
    records = await read(check_crcs=True)
    assert [r.value for r in records] == expected
    assert [r.offset for r in records] == list(range(len(expected)))
    assert [r.value for r in await read(offset=2500)] == expected[2500:]


async def acks():
    for setting in [1, "all", 0]:
        await produce([f"acks={setting}".encode()], acks=setting)
    records = []
    while len(records) < 3:
        records = await read()
    assert [r.value for r in records] == [b"acks=1", b"acks=all", b"acks=0"]


async def offsets_for_times():
    for timestamp in [1000, 2000, 3000]:
        await produce([str(timestamp).encode()], timestamp_ms=timestamp)
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False) as consumer:
        async def ask(time):
            return (await consumer.offsets_for_times({partition: time}))[partition]
        assert [(await ask(t)).offset for t in [0, 1000, 1001, 2000, 3000]] == [0, 0, 1, 1, 2]
        assert (await ask(1001)).timestamp == 2000
        assert await ask(3001) is None
        assert await consumer.beginning_offsets([partition]) == {partition: 0}
        assert await consumer.end_offsets([partition]) == {partition: 3}


async def idempotent():
    values = [f"value-{i}".encode() for i in range(5000)]
    offsets = await produce(values, enable_idempotence=True, max_batch_size=2000)
    assert offsets == list(range(len(values)))
    assert [r.value for r in await read()] == values


async def out_of_range():
    await produce([b"one", b"two"])
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="none") as consumer:
        consumer.assign([partition])
        consumer.seek(partition, 100)
        try:
            await asyncio.wait_for(consumer.getone(), 30)
            raise AssertionError("nothing is at offset 100")
        except OffsetOutOfRangeError:
            pass


async def admin():
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await client.start()
    name = topic + "-made"
    await client.create_topics([NewTopic(name, num_partitions=2, replication_factor=1)])
    try:
        response = await client.create_topics([NewTopic(name, num_partitions=2, replication_factor=1)])
        assert response.topic_errors[0][1] == 36, response
    except TopicAlreadyExistsError:
        pass
    await client.create_partitions({name: NewPartitions(total_count=4)})
    (described,) = await client.describe_topics([name])
    assert len(described["partitions"]) == 4, described
    cluster = await client.describe_cluster()
    assert len(cluster["brokers"]) == 1, cluster
    await client.delete_topics([name])
    while name in await client.list_topics():
        await asyncio.sleep(0.05)
    await client.close()


asyncio.run(globals()[scenario]())
