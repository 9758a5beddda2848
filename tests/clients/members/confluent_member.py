"""A member of a group with confluent-kafka. confluent_member.py STRATEGY BOOTSTRAP GROUP TOPIC

Prints "assigned PARTITION..." whenever what it owns changes and "read PARTITION OFFSET" for each record that it processed.
Commits after each record batch, when partitions are taken from it, and when it leaves (SIGTERM).
"""

import signal
import sys

from confluent_kafka import Consumer, KafkaException

strategy, bootstrap, group, topic = sys.argv[1:]
is_leaving = False
owned = set()


def leave(*_):
    global is_leaving
    is_leaving = True


def show():
    print("assigned", *sorted(owned), flush=True)


def assigned(_, partitions):
    owned.update(p.partition for p in partitions)
    show()


def revoked(_, partitions):
    owned.difference_update(p.partition for p in partitions)
    show()


signal.signal(signal.SIGTERM, leave)
consumer = Consumer({
    "bootstrap.servers": bootstrap, "group.id": group, "partition.assignment.strategy": strategy, "enable.auto.commit": False,
    "auto.offset.reset": "earliest", "session.timeout.ms": 6000, "heartbeat.interval.ms": 500, "reconnect.backoff.max.ms": 500,
})
consumer.subscribe([topic], on_assign=assigned, on_revoke=revoked, on_lost=revoked)
while not is_leaving:
    messages = consumer.consume(20, 0.2)
    for message in messages:
        if message.error():
            print(message.error(), file=sys.stderr)
        else:
            print("read", message.partition(), message.offset(), flush=True)
    if messages:
        try:
            consumer.commit(asynchronous=False)
        except KafkaException as error:
            # A rebalance or a broker that is away: what was read goes with the next commit.
            print(error, file=sys.stderr)
consumer.close()
