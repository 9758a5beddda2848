"""A member of a group with aiokafka. aiokafka_member.py BOOTSTRAP GROUP TOPIC      (prints as confluent_member.py does)"""

import asyncio
import signal
import sys

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener
from aiokafka.errors import KafkaError

bootstrap, group, topic = sys.argv[1:]


class Listener(ConsumerRebalanceListener):
    async def on_partitions_assigned(self, assigned):
        print("assigned", *sorted(p.partition for p in assigned), flush=True)

    async def on_partitions_revoked(self, revoked):
        print("assigned", flush=True)


async def main():
    leaving = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, leaving.set)
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False, auto_offset_reset="earliest",
        session_timeout_ms=6000, heartbeat_interval_ms=500, retry_backoff_ms=100)
    consumer.subscribe([topic], listener=Listener())
    await consumer.start()
    try:
        while not leaving.is_set():
            batches = await consumer.getmany(timeout_ms=200, max_records=20)
            for partition, records in batches.items():
                for record in records:
                    print("read", partition.partition, record.offset, flush=True)
            if batches:
                try:
                    await consumer.commit()
                except KafkaError as error:
                    print(error, file=sys.stderr)
    finally:
        await consumer.stop()


asyncio.run(main())
