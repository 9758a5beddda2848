"""A member of a group with kafka-python. kafka_python_member.py BOOTSTRAP GROUP TOPIC   (prints as confluent_member.py does)"""

import signal
import sys

from kafka import ConsumerRebalanceListener, KafkaConsumer
from kafka.errors import KafkaError

bootstrap, group, topic = sys.argv[1:]
is_leaving = False


def leave(*_):
    global is_leaving
    is_leaving = True


class Listener(ConsumerRebalanceListener):
    def on_partitions_assigned(self, assigned):
        print("assigned", *sorted(p.partition for p in assigned), flush=True)

    def on_partitions_revoked(self, revoked):
        print("assigned", flush=True)


signal.signal(signal.SIGTERM, leave)
consumer = KafkaConsumer(
    bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False, auto_offset_reset="earliest",
    session_timeout_ms=6000, heartbeat_interval_ms=500, reconnect_backoff_max_ms=500)
consumer.subscribe([topic], listener=Listener())
while not is_leaving:
    batches = consumer.poll(timeout_ms=200, max_records=20)
    for partition, records in batches.items():
        for record in records:
            print("read", partition.partition, record.offset, flush=True)
    if batches:
        try:
            consumer.commit()
        except KafkaError as error:
            print(error, file=sys.stderr)
consumer.close(autocommit=False)
