"""Produces COUNT records to partition 0 while the broker comes and goes, and says of each acknowledged one where it is.

steady.py BOOTSTRAP TOPIC COUNT KEY=VALUE...      prints "OFFSET NUMBER" for each acknowledgement, at once
"""

import sys

from confluent_kafka import Producer

bootstrap, topic, count, *settings = sys.argv[1:]
producer = Producer({"bootstrap.servers": bootstrap, "linger.ms": 1, "batch.num.messages": 20, "reconnect.backoff.max.ms": 200} | dict(s.split("=", 1) for s in settings))
outstanding = 0


def delivered(number):
    def report(error, message):
        global outstanding
        outstanding -= 1
        if error is None:
            print(message.offset(), number, flush=True)
    return report


for number in range(int(count)):
    # The number stands at both ends, so that a torn record shows.
    producer.produce(topic, f"{number}:{'x' * (number % 300)}:{number}", partition=0, on_delivery=delivered(number))
    outstanding += 1
    while outstanding >= 200:
        producer.poll(0.01)
producer.flush(90)
