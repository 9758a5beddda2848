"""As much of the protocol as the scripts in this directory need. Standard library only."""
import socket
import struct

PRODUCE, CREATE_TOPICS, WRITE_TXN_MARKERS = 0, 19, 27


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

    def call(self, api_key, version, body, is_flexible=False):
        """The response behind its correlation id."""
        frame = struct.pack(">hhi", api_key, version, 1) + string("corpus") + b"\0" * is_flexible + body
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

    def create_topic(self, name, configs, partitions=1):
        body = struct.pack(">i", 1) + string(name) + struct.pack(">ihi", partitions, 1, 0) + struct.pack(">i", len(configs))
        body += b"".join(string(key) + string(value) for key, value in configs.items())
        reader = self.call(CREATE_TOPICS, 4, body + struct.pack(">ib", 10_000, 0))
        reader.take("i"), reader.take("i"), reader.string()
        code = reader.take("h")
        if code not in (0, 36):
            raise RuntimeError(f"topic {name} cannot be created: {code} {reader.string()}")

    def produce(self, topic, version, records, partition=0, transactional_id=None):
        """Error code, base offset, message, (index, message) of wrong records."""
        body = string(transactional_id) + struct.pack(">hii", 1, 10_000, 1) + string(topic)
        body += struct.pack(">iii", 1, partition, len(records)) + records
        reader = self.call(PRODUCE, version, body)
        reader.take("i"), reader.string(), reader.take("i"), reader.take("i")
        code, offset, _, _ = reader.take("h"), reader.take("q"), reader.take("q"), reader.take("q")
        if version < 8:
            return code, offset, None, []
        errors = [(reader.take("i"), reader.string()) for _ in range(reader.take("i"))]
        return code, offset, reader.string(), errors

    def end_transaction(self, topic, partition, producer_id, epoch, is_commit, coordinator_epoch):
        """Error code. The marker is written as of a transaction version before 2."""
        body = struct.pack(">bqh?b", 2, producer_id, epoch, is_commit, 2)
        body += struct.pack(">b", len(topic) + 1) + topic.encode() + struct.pack(">bib", 2, partition, 0)
        body += struct.pack(">ibb", coordinator_epoch, 0, 0)
        reader = self.call(WRITE_TXN_MARKERS, 1, body, is_flexible=True)
        reader.at = 1 + 1 + 8 + 1 + 1 + len(topic) + 1
        reader.take("i")
        return reader.take("h")
