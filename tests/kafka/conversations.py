"""Holds the conversations of crates/coordinator/testdata with a real broker, and shows where it answers otherwise.

    conversations.py PORT SCRIPT.txt ...

The broker needs group.initial.rebalance.delay.ms=1000: that stands for the delay of 0 in scripts, whose commands take no
time. Time passes for real, and what the log holds is not seen. Scripts that restart, fail, or need other settings are
held up to that point. Standard library only.
"""
import re
import select
import socket
import struct
import sys
import time

ERRORS = {0: "NONE", 14: "COORDINATOR_LOAD_IN_PROGRESS", 15: "COORDINATOR_NOT_AVAILABLE", 16: "NOT_COORDINATOR",
          12: "OFFSET_METADATA_TOO_LARGE", 22: "ILLEGAL_GENERATION", 23: "INCONSISTENT_GROUP_PROTOCOL",
          24: "INVALID_GROUP_ID", 25: "UNKNOWN_MEMBER_ID", 26: "INVALID_SESSION_TIMEOUT", 27: "REBALANCE_IN_PROGRESS",
          68: "NON_EMPTY_GROUP", 69: "GROUP_ID_NOT_FOUND", 79: "MEMBER_ID_REQUIRED", 81: "GROUP_MAX_SIZE_REACHED",
          82: "FENCED_INSTANCE_ID", 86: "GROUP_SUBSCRIBED_TO_TOPIC", 88: "UNSTABLE_OFFSET_COMMIT"}
QUIET_SECONDS = 0.1
DELAY_SECONDS = 2.5
PASS_SECONDS_MAX = 70


def error(code):
    return ERRORS.get(code, str(code))


# -- encoding: old and flexible forms

def varint(n):
    out = b""
    while n >= 0x80:
        out, n = out + bytes([n & 0x7f | 0x80]), n >> 7
    return out + bytes([n])


class Out:
    def __init__(self, flexible):
        self.flexible, self.data = flexible, b""

    def put(self, form, *values):
        self.data += struct.pack(">" + form, *values)
        return self

    def string(self, text):
        raw = None if text is None else text.encode()
        if self.flexible:
            self.data += varint(0 if raw is None else len(raw) + 1) + (raw or b"")
        else:
            self.data += struct.pack(">h", -1 if raw is None else len(raw)) + (raw or b"")
        return self

    def blob(self, raw):
        self.data += (varint(len(raw) + 1) if self.flexible else struct.pack(">i", len(raw))) + raw
        return self

    def array(self, items, each):
        self.data += varint(len(items) + 1) if self.flexible else struct.pack(">i", len(items))
        for item in items:
            each(item)
        return self

    def tags(self):
        self.data += b"\0" if self.flexible else b""
        return self


class In:
    def __init__(self, data, flexible):
        self.data, self.at, self.flexible = data, 0, flexible

    def take(self, form):
        value = struct.unpack_from(">" + form, self.data, self.at)
        self.at += struct.calcsize(">" + form)
        return value[0]

    def length(self, form):
        if not self.flexible:
            return self.take(form)
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7f) << shift
            shift += 7
            if byte < 0x80:
                return value - 1

    def raw(self, form):
        length = self.length(form)
        if length < 0:
            return None
        self.at += length
        return self.data[self.at - length:self.at]

    def string(self):
        raw = self.raw("h")
        return None if raw is None else raw.decode()

    def blob(self):
        return self.raw("i") or b""

    def array(self, each):
        return [each() for _ in range(max(0, self.length("i")))]

    def tags(self):
        if self.flexible:
            assert self.length("i") == -1, "tagged fields"


class Connection:
    def __init__(self, port, client):
        self.client, self.waiting, self.data = client, [], b""
        self.socket = socket.create_connection(("127.0.0.1", port))

    def send(self, key, version, flexible, body, read):
        head = struct.pack(">hhi", key, version, 1) + struct.pack(">h", len(self.client)) + self.client.encode()
        frame = head + (b"\0" if flexible else b"") + body
        self.socket.sendall(struct.pack(">i", len(frame)) + frame)
        self.waiting.append((flexible, read))

    def answers(self):
        got = self.socket.recv(1 << 20)
        if not got:
            raise EOFError("the broker closed the connection")
        self.data += got
        while len(self.data) >= 4:
            (length,) = struct.unpack_from(">i", self.data)
            if len(self.data) < 4 + length:
                return
            frame, self.data = self.data[4:4 + length], self.data[4 + length:]
            flexible, read = self.waiting.pop(0)
            yield from read(In(frame[5 if flexible else 4:], flexible))


# -- scripts

def text(raw):
    if raw[:2] == b"\0\3":
        reader = In(raw[2:], False)
        return "[" + ", ".join(f'"{topic}"' for topic in reader.array(reader.string)) + "]"
    return (raw[10:] if raw[:6] == b"\0" * 6 else raw).decode()


def quoted(value):
    return '"' + value.replace('"', '\\"') + '"'


class Script:
    def __init__(self, port, path, prefix):
        self.port, self.prefix = port, prefix
        self.lines = open(path).read().splitlines()
        said = [line for line in self.lines if line.startswith(" ") and "wrote " not in line]
        self.labels = list(dict.fromkeys(re.findall(r"\S+?#\w+", re.sub(r"[\[(:,]", " ", "\n".join(said)))))
        self.ids, self.clients, self.connections = {}, {}, {}

    def label(self, member_id):
        if not member_id or member_id == "nobody":
            return member_id or ""
        if member_id not in self.ids.values():
            front = member_id[:-len("-00000000-0000-4000-8000-000000000001")]
            free = [name for name in self.labels if name not in self.ids and name.split("#")[0] == front]
            self.ids[free[0] if free else f"{front}#?{len(self.ids)}"] = member_id
        return next(name for name, real in self.ids.items() if real == member_id)

    def run(self):
        """Pairs of a command and what came of it; None: held no longer."""
        for line in self.lines:
            if line.startswith((" ", "#")) or not line:
                continue
            words = line.split()
            who = words.pop(0) if words[0][0].isupper() else ""
            verb = words.pop(0)
            if verb in ("restart", "fail", "end-transaction", "other", "topics-deleted"):
                return
            if verb == "config" and re.search("max_size|retention|metadata_max", line):
                return
            if verb in ("config", "show"):
                continue
            if verb == "pass":
                seconds = int(words[0]) / 1000
                if seconds > PASS_SECONDS_MAX:
                    return
                yield line, self.listen(DELAY_SECONDS if seconds < 1 else seconds)
                continue
            if "producer=" in line or "retention=" in line:
                return
            self.send(who, verb, words)
            yield line, self.listen(QUIET_SECONDS)

    def listen(self, seconds):
        said, end = [], time.time() + seconds
        while True:
            left = end - time.time()
            if left <= 0:
                return said
            sockets = {c.socket: c for all_of in self.connections.values() for c in all_of}
            for ready in select.select(list(sockets), [], [], left)[0]:
                said += list(sockets[ready].answers())
                end = max(end, time.time() + QUIET_SECONDS)

    def send(self, who, verb, words):
        options = dict(word.split("=", 1) for word in words if "=" in word)
        plain = [word for word in words if "=" not in word]
        client = self.clients.setdefault(who, {"id": "", "generation": -1})
        group = options.get("group", "g")
        group = self.prefix + group if group else ""
        member_id = self.real(options.get("id", client["id"]))
        generation = int(options.get("generation", client["generation"]))
        # A connection that waits is not read: another one is made.
        pool = self.connections.setdefault(who, [])
        free = [c for c in pool if not c.waiting]
        if not free:
            free = [Connection(self.port, who)]
            pool.extend(free)
        getattr(self, verb.replace("-", "_"))(free[0], who, options, plain, group, member_id, generation)

    def real(self, member_id):
        return self.ids.get(member_id, "" if member_id == "-" else member_id)

    def join(self, c, who, options, plain, group, member_id, generation):
        version = int(options.get("v", 9))
        if "instance" in options:
            version = max(version, 5)
        out = Out(version >= 6).string(group).put("i", int(options.get("session", 10000)))
        out.put("i", int(options.get("rebalance", 60000))).string(member_id)
        if version >= 5:
            out.string(options.get("instance"))
        out.string(options.get("type", "consumer"))
        names = [name for name in options.get("protocols", "range").split(",") if name]
        topics = options.get("topics")

        def protocol(name):
            name, _, metadata = name.partition(":")
            # Kafka cannot take what is no subscription: the text of scripts is its user data.
            raw = Out(False).put("hi", 0, 0).blob((metadata or "m").encode()).data
            if topics:
                subscription = Out(False).put("h", 3)
                subscription.array(topics.split(","), subscription.string)
                raw = subscription.put("iii", -1, 0, -1).string(None).data
            out.string(name).blob(raw).tags()

        out.array(names, protocol)
        if version >= 8:
            out.string(None)
        out.tags()

        def read(r):
            if version >= 2:
                r.take("i")
            code, generation_id = r.take("h"), r.take("i")
            kind = r.string() if version >= 7 else "consumer"
            name, leader = r.string(), r.string()
            skip = r.take("b") if version >= 9 else 0
            given = r.string()

            def member():
                member = (r.string(), r.string() if version >= 5 else None, r.blob())
                r.tags()
                return member

            members = r.array(member)
            if code in (0, 79):
                self.clients[who]["id"] = given
            if code == 0:
                self.clients[who]["generation"] = generation_id
                ours = self.label(given), self.label(leader)
                listed = [f"{self.label(i)}{f'({n})' if n else ''}:{text(m)}" for i, n, m in members]
                yield (f"{who} JoinGroup: generation {generation_id} {kind} {name}, {ours[0]} of leader {ours[1]} "
                       f"[{' '.join(sorted(listed))}]{' skip assignment' if skip else ''}")
            else:
                yield f"{who} JoinGroup: {error(code)} {self.label(given)}".rstrip()

        c.send(11, version, version >= 6, out.data, read)

    def sync(self, c, who, options, plain, group, member_id, generation):
        version = 5 if "type" in options or "protocol" in options else 4
        out = Out(True).string(group).put("i", generation).string(member_id).string(options.get("instance"))
        if version >= 5:
            out.string(options.get("type", "consumer")).string(options.get("protocol", "range"))
        given = [(self.real(key), value) for key, value in options.items() if "#" in key]
        out.array(given, lambda item: out.string(item[0]).blob(item[1].encode()).tags()).tags()

        def read(r):
            r.take("i")
            code = r.take("h")
            kind, name = (r.string(), r.string()) if version >= 5 else ("?", "?")
            said = error(code) if code else f"{kind} {name} {quoted(text(r.blob()))}"
            yield f"{who} SyncGroup: {said}"

        c.send(14, version, True, out.data, read)

    def heartbeat(self, c, who, options, plain, group, member_id, generation):
        out = Out(True).string(group).put("i", generation).string(member_id).string(options.get("instance")).tags()

        def read(r):
            r.take("i")
            yield f"{who} Heartbeat: {error(r.take('h'))}"

        c.send(12, 4, True, out.data, read)

    def leave(self, c, who, options, plain, group, member_id, generation):
        members = [(self.real(word), None) for word in plain] or [(member_id, options.get("instance"))]
        out = Out(True).string(group)
        out.array(members, lambda m: out.string(m[0]).string(m[1]).string(None).tags()).tags()

        def read(r):
            r.take("i")
            top = r.take("h")
            if top:
                yield f"{who} LeaveGroup failed: {error(top)}"

            def member():
                left, instance, code = r.string(), r.string(), r.take("h")
                r.tags()
                return f"{who} LeaveGroup: {self.label(left) or '-'} {instance or '-'} {error(code)}"

            yield from r.array(member)

        c.send(13, 5, True, out.data, read)

    def partitions(self, options, plain):
        given = list(options.items()) + [(word, "") for word in plain]
        return [(*key.rsplit("-", 1), value) for key, value in given if re.fullmatch(r".+-\d+", key)]

    def commit(self, c, who, options, plain, group, member_id, generation):
        version = int(options.get("v", 9))
        given = self.partitions(options, plain)
        out = Out(version >= 8).string(group).put("i", generation).string(member_id)
        if version >= 7:
            out.string(options.get("instance"))

        def topic(item):
            name, partition, value = item
            offset, _, metadata = value.partition(":")
            out.string(name)
            out.array([0], lambda _: out.put("iqi", int(partition), int(offset), -1).string(metadata).tags()).tags()

        out.array(given, topic).tags()

        def read(r):
            r.take("i")

            def partition():
                r.take("i")
                code = r.take("h")
                r.tags()
                return error(code)

            def topic():
                r.string()
                codes = r.array(partition)
                r.tags()
                return codes

            yield f"{who} OffsetCommit: {' '.join(code for codes in r.array(topic) for code in codes)}"

        c.send(8, version, version >= 8, out.data, read)

    def fetch(self, c, who, options, plain, group, member_id, generation):
        given = self.partitions({}, [word for word in plain if word != "stable"])
        out = Out(True)

        def one(_):
            out.string(group)
            if given:
                out.array(given, lambda p: out.string(p[0]).array([0], lambda _: out.put("i", int(p[1]))).tags())
            else:
                out.put("b", 0)
            out.tags()

        out.array([0], one).put("b", "stable" in plain).tags()

        def read(r):
            said = []

            def partition(name):
                index, offset, _, metadata, code = r.take("i"), r.take("q"), r.take("i"), r.string(), r.take("h")
                r.tags()
                what = error(code) if code else f"at {offset} {quoted(metadata)}"
                said.append(f"OffsetFetch: {name}-{index} {what}")

            def topic():
                name = r.string()
                r.array(lambda: partition(name))
                r.tags()

            def of_group():
                r.string()
                r.array(topic)
                code = r.take("h")
                r.tags()
                if code:
                    said.append(f"OffsetFetch: {error(code)}")

            r.take("i")
            r.array(of_group)
            yield from sorted(said) or ["OffsetFetch: no offsets"]

        c.send(9, 8, True, out.data, read)

    def describe(self, c, who, options, plain, group, member_id, generation):
        version = int(options.get("v", 6))
        out = Out(True)
        out.array([self.prefix + plain[0]], out.string).put("b", 0).tags()

        def read(r):
            r.take("i")

            def member():
                given, instance, client, host = r.string(), r.string(), r.string(), r.string()
                metadata, assignment = r.blob(), r.blob()
                r.tags()
                return (f"DescribeGroups: {self.label(given)} {instance or '-'} {client} {host} "
                        f"{quoted(text(metadata))} {quoted(text(assignment))}")

            def of_group():
                code, message = r.take("h"), r.string() if version >= 6 else None
                r.string()
                state, kind, data = r.string(), r.string(), r.string()
                members = sorted(r.array(member))
                r.take("i")
                r.tags()
                message = (message or "").replace(self.prefix, "")
                return [f"DescribeGroups: {error(code)} {state} {quoted(kind)} {quoted(data)} {message}".rstrip()] + members

            for lines in r.array(of_group):
                yield from lines

        c.send(15, version, True, out.data, read)

    def list(self, c, who, options, plain, group, member_id, generation):
        out = Out(True)
        for key in ("states", "types"):
            out.array([v for v in options.get(key, "").split(",") if v], lambda v: out.string(v))
        out.tags()

        def read(r):
            r.take("i"), r.take("h")

            def of_group():
                name, kind, state, type_name = r.string(), r.string(), r.string(), r.string()
                r.tags()
                return name, f"{name.replace(self.prefix, '')} {quoted(kind)} {state} {type_name}"

            ours = sorted(line for name, line in r.array(of_group) if name.startswith(self.prefix))
            yield from [f"ListGroups: {line}" for line in ours] or ["ListGroups: no groups"]

        c.send(16, 5, True, out.data, read)

    def delete(self, c, who, options, plain, group, member_id, generation):
        out = Out(True)
        out.array([self.prefix + plain[0]], out.string).tags()

        def read(r):
            def one():
                r.string()
                code = r.take("h")
                r.tags()
                return f"DeleteGroups: {error(code)}"

            r.take("i")
            yield from r.array(one)

        c.send(42, 2, True, out.data, read)

    def delete_offsets(self, c, who, options, plain, group, member_id, generation):
        given = self.partitions({}, plain[1:])
        out = Out(False).string(self.prefix + plain[0])
        out.array(given, lambda p: out.string(p[0]).array([0], lambda _: out.put("i", int(p[1]))))

        def read(r):
            code = r.take("h")
            r.take("i")

            def partition():
                r.take("i")
                return error(r.take("h"))

            def topic():
                r.string()
                return r.array(partition)

            codes = [one for of_topic in r.array(topic) for one in of_topic]
            yield f"OffsetDelete: {error(code) if code else ' '.join(codes)}"

        c.send(47, 0, False, out.data, read)


def prepare(port):
    """The topics that scripts commit to, and the coordinator's own."""
    connection = Connection(port, "prepare")
    out = Out(False)
    out.array("tuvxs", lambda name: out.string(name).put("ihii", 4, 1, 0, 0)).put("ib", 10000, 0)

    def done(_):
        yield 1

    def call(*request):
        connection.send(*request)
        while not (said := list(connection.answers())):
            pass
        return said[0]

    call(19, 4, False, out.data, done)
    while call(10, 0, False, Out(False).string("g").data, lambda r: iter([r.take("h") == 0])) is False:
        time.sleep(0.2)


def expected(lines):
    """What each command is to lead to, as far as clients see it."""
    at = None
    for line in lines:
        if line.startswith("    "):
            line = re.sub(r"^after \d+ ms: ", "", line.strip())
            if not line.startswith("wrote"):
                line = re.sub(r"\[(.*#.*)\]", lambda m: "[" + " ".join(sorted(re.split(r" (?=\S+#)", m[1]))) + "]", line)
                at[1].append(line)
        elif line and not line.startswith("#"):
            if at:
                yield at
            at = (line, [])
    if at:
        yield at


def visible(line):
    """Without what old versions do not say."""
    line = re.sub(r"(SyncGroup:) \S+ \S+ (\".*\")$", r"\1 \2", line)
    line = re.sub(r"(JoinGroup: generation \d+) \S+", r"\1", line)
    return re.sub(r"(#\w+)\(\w+\)", r"\1", line)


def main():
    port, paths = int(sys.argv[1]), sys.argv[2:]
    prepare(port)
    different = 0
    for number, path in enumerate(paths):
        if "initial_delay=0" not in open(path).read():
            continue
        script = Script(port, path, f"{int(time.time())}-{number}-")
        wanted = iter(expected(script.lines))
        held = 0
        for line, said in script.run():
            want = next(of for command, of in wanted if command == line)
            held += 1
            want, said = sorted(map(visible, want)), sorted(map(visible, said))
            if want != said:
                different += 1
                print(f"{path.rsplit('/', 1)[-1]}: {line}")
                for one in said:
                    print(f"  broker: {one}")
                for one in want:
                    print(f"  script: {one}")
        print(f"{path.rsplit('/', 1)[-1]}: {held} commands")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
