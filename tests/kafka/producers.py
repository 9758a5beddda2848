#!/usr/bin/env python3
"""Replays conversations of producers with one partition, and prints them with the broker's answers.

    producers.py PORT FILE

FILE is crates/storage/testdata/producers.txt, which says how a line reads. With broker.sh the broker is Apache Kafka;
it needs transaction.partition.verification.enable=false, and topics that are not there yet.
"""
import struct
import sys
import time

from wire import Connection


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0x82F63B78 * (crc & 1)
    return crc ^ 0xFFFFFFFF


def batch(producer_id, epoch, sequence, count, is_transactional):
    now = int(time.time() * 1000)
    records = b"".join(bytes([12, 0, 0, 2 * index, 1, 0, 0]) for index in range(count))
    body = struct.pack(">hiqqqhii", is_transactional << 4, count - 1, now, now, producer_id, epoch, sequence, count)
    body += records
    return struct.pack(">qiibI", 0, len(body) + 9, -1, 2, crc32c(body)) + body


def main():
    connection = Connection(int(sys.argv[1]))
    lines = open(sys.argv[2]).read().splitlines()
    topic = f"producers-{int(time.time())}"
    connection.create_topic(topic, {}, sum(line.startswith("## ") for line in lines))
    time.sleep(1)
    partition = -1
    for line in lines:
        partition += line.startswith("## ")
        if not line or line.startswith("#"):
            print(line)
            continue
        question = line.split("->")[0].strip()
        kind, *words = question.split()
        if kind in ("data", "txn"):
            is_transactional = kind == "txn"
            records = batch(*map(int, words), is_transactional)
            code, offset, _, _ = connection.produce(topic, 8, records, partition, "t" if is_transactional else None)
            answer = f"ok at {offset}" if code == 0 else f"error {code}"
        else:
            producer_id, epoch, coordinator_epoch = map(int, words)
            code = connection.end_transaction(topic, partition, producer_id, epoch, kind == "commit", coordinator_epoch)
            answer = "ok" if code == 0 else f"error {code}"
        print(f"{question} -> {answer}")


main()
