"""Creates topics for the tests of other clients, and shows committed offsets: the small change of an admin client.

admin.py BOOTSTRAP create NAME PARTITIONS [KEY=VALUE...]
"""

import sys

from confluent_kafka.admin import AdminClient, NewTopic


def create(admin, name, partitions, *configs):
    topic = NewTopic(name, num_partitions=int(partitions), replication_factor=1, config=dict(c.split("=", 1) for c in configs))
    admin.create_topics([topic])[name].result(30)
    # The broker may answer before a client's metadata shows the topic; the tests should not have to care.
    while len(admin.list_topics(name, timeout=30).topics[name].partitions) != int(partitions):
        pass


bootstrap, action, *arguments = sys.argv[1:]
{"create": create}[action](AdminClient({"bootstrap.servers": bootstrap}), *arguments)
