#!/usr/bin/env python3
"""Sends the corpus of produced batches to a broker, byte by byte as the files are, and prints what it answers.

    produce.py PORT CORPUS_DIR [CASE...]

A case is the file CORPUS_DIR/<rules>/<case>.bin; <rules> names the topic that it is sent to, see TOPICS. A line of the
answer is: rules/case, error code, which records are wrong; with VERBOSE set also the messages. With broker.sh the
broker is Apache Kafka, and the answers are what the tests of `storage` compare with. Standard library only.
"""
import os
import pathlib
import sys

from wire import Connection

# Configurations of the topics, and the version of Produce that is sent. None is flexible.
TOPICS = {
    "plain": ({}, 8),
    "plain-v6": ({}, 6),
    "compacted": ({"cleanup.policy": "compact"}, 8),
    "log-append-time": ({"message.timestamp.type": "LogAppendTime"}, 8),
    "gzip": ({"compression.type": "gzip"}, 8),
    "uncompressed": ({"compression.type": "uncompressed"}, 8),
    "small": ({"max.message.bytes": "1000"}, 8),
}


def main():
    port, corpus, wanted = int(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:]
    connection = Connection(port)
    for name, (configs, _) in TOPICS.items():
        connection.create_topic(name, configs)
    for path in sorted(corpus.glob("*/*.bin")):
        rules, case = path.parent.name, path.stem
        if wanted and case not in wanted:
            continue
        try:
            code, _, message, errors = connection.produce(rules, TOPICS[rules][1], path.read_bytes())
            wrong = ",".join(str(index) for index, _ in errors)
            print(f"{rules}/{case}\t{code}\t{wrong}" + (f"\t{message}\t{errors}" if "VERBOSE" in os.environ else ""))
        except EOFError:
            print(f"{rules}/{case}\tclosed\t")
            connection = Connection(port)


main()
