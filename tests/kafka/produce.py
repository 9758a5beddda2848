#!/usr/bin/env python3
"""Sends the corpus of produced batches to a broker, byte by byte as the files are, and prints what it answers.

    produce.py PORT CORPUS_DIR [CASE...]

A case is the file CORPUS_DIR/<rules>/<case>.bin; <rules> names the topic that it is sent to, see TOPICS. A line of the
answer is: rules/case, error code, which records are wrong; with VERBOSE set also the messages. With broker.sh the
broker is Apache Kafka, and the answers are what the tests of `storage` compare with. Standard library only.
"""
import os
import pathlib
import socket
import struct
import sys

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
PRODUCE, CREATE_TOPICS = 0, 19


def string(text):
    return struct.pack(">h", -1) if text is None else struct.pack(">h", len(text)) + text.encode()


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, form):
        value = struct.unpack_from(">" + form, self.data, self.at)
        self.at += struct.calcsize(">" + form)
        return value[0]

    def string(self):
        length = self.take("h")
        if length < 0:
            return None
        self.at += length
        return self.data[self.at - length : self.at].decode()


class Connection:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.settimeout(30)

    def call(self, api_key, version, body):
        frame = struct.pack(">hhi", api_key, version, 1) + string("corpus") + body
        self.socket.sendall(struct.pack(">i", len(frame)) + frame)
        length = struct.unpack(">i", self.read(4))[0]
        return Reader(self.read(length)[4:])

    def read(self, length):
        data = b""
        while len(data) < length:
            got = self.socket.recv(length - len(data))
            if not got:
                raise EOFError("the broker closed the connection")
            data += got
        return data

    def create_topic(self, name, configs):
        body = struct.pack(">i", 1) + string(name) + struct.pack(">ihi", 1, 1, 0) + struct.pack(">i", len(configs))
        body += b"".join(string(key) + string(value) for key, value in configs.items())
        reader = self.call(CREATE_TOPICS, 4, body + struct.pack(">ib", 10_000, 0))
        reader.take("i"), reader.take("i"), reader.string()
        code = reader.take("h")
        if code not in (0, 36):
            raise RuntimeError(f"topic {name} cannot be created: {code} {reader.string()}")

    def produce(self, topic, version, records):
        body = string(None) + struct.pack(">hii", 1, 10_000, 1) + string(topic)
        body += struct.pack(">iii", 1, 0, len(records)) + records
        reader = self.call(PRODUCE, version, body)
        reader.take("i"), reader.string(), reader.take("i"), reader.take("i")
        code, _, time, _ = reader.take("h"), reader.take("q"), reader.take("q"), reader.take("q")
        if version < 8:
            return code, time, None, []
        errors = [(reader.take("i"), reader.string()) for _ in range(reader.take("i"))]
        return code, time, reader.string(), errors


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
