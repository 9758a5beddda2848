"""Kafka Connect over its REST interface: a file goes through a topic into another file. connect.py REST TOPIC DIRECTORY

Waits for the worker, starts a source and a sink, appends to the source file twice, with a restart of the sink between.
"""

import json
import pathlib
import sys
import time
import urllib.error
import urllib.request

rest, topic, directory = sys.argv[1:]
source, sink = pathlib.Path(directory, "source.txt"), pathlib.Path(directory, "sink.txt")


def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(rest + path, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=60) as response:
        text = response.read()
    return json.loads(text) if text else None


def eventually(what, attempt):
    """Until `attempt` gives something. The caller's time limit ends a wait in vain."""
    while True:
        try:
            if result := attempt():
                return result
        except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
            print(what, error, file=sys.stderr)
        time.sleep(0.2)


def runs(name):
    status = call("GET", f"/connectors/{name}/status")
    states = [status["connector"]["state"]] + [task["state"] for task in status["tasks"]]
    assert "FAILED" not in states, status
    return len(states) > 1 and set(states) == {"RUNNING"}


def append(lines):
    with source.open("a") as file:
        file.write("".join(f"{line}\n" for line in lines))


def has_arrived(count):
    return sink.exists() and len(sink.read_text().splitlines()) >= count


common = {"tasks.max": "1", "key.converter": "org.apache.kafka.connect.storage.StringConverter", "value.converter": "org.apache.kafka.connect.storage.StringConverter"}
append(f"line {i}" for i in range(100))
eventually("the worker", lambda: call("GET", "/"))
eventually("the source", lambda: call("PUT", "/connectors/source/config", common | {
    "connector.class": "org.apache.kafka.connect.file.FileStreamSourceConnector", "file": str(source), "topic": topic}))
eventually("the sink", lambda: call("PUT", "/connectors/sink/config", common | {
    "connector.class": "org.apache.kafka.connect.file.FileStreamSinkConnector", "file": str(sink), "topics": topic,
    "consumer.override.auto.offset.reset": "earliest"}))
for name in ["source", "sink"]:
    eventually(name, lambda: runs(name))
eventually("the first lines", lambda: has_arrived(100))
eventually("the sink's restart", lambda: call("POST", "/connectors/sink/restart?includeTasks=true") or True)
append(f"line {i}" for i in range(100, 200))
eventually("the next lines", lambda: has_arrived(200))
lines = sink.read_text().splitlines()
assert set(lines) == {f"line {i}" for i in range(200)}, lines
print(*call("GET", "/connectors"))
