#!/usr/bin/env bash
# Ottla as the broker under test: `ottla.sh start DIR SERVER_PROPERTIES_FILE` runs one node in the foreground until SIGTERM.
#
# The file is given to Ottla as it is. What Kafka's `kafka-storage format` would be told stands in DIR/format.properties;
# of that, the id of the cluster goes into meta.properties.
#
# Ottla is one node that is broker and controller. A cluster of one broker and one controller apart from it is run that way too:
# the broker takes both roles, and the controller's process only waits for its end. A cluster of several brokers is refused.
#
# OTTLA_BINARY: the program; default release/ottla in the target directory.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
binary=${OTTLA_BINARY:-${CARGO_TARGET_DIR:-$here/../../target}/release/ottla}
dir=$2 file=$3

property() { sed -n "s/^$1=//p" "$2" | sed 's/\\\([:=#! ]\)/\1/g' | tail -1; }
refuse() { echo "ottla.sh: $1"; exit 2; }
random_id() { local id; while id=$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | tr -d '='); [[ $id == -* ]]; do :; done; echo "$id"; }

id=$(property node.id "$file") roles=$(property process.roles "$file") overrides=()
voters=$(property controller.quorum.voters "$file")
servers=$(property controller.quorum.bootstrap.servers "$file")
[[ $voters$servers != *,* ]] || refuse "a quorum of several controllers"
if [ "$roles" = controller ]; then
  exec sleep infinity
fi
for sibling in "$dir"/../node-*/server.properties; do
  [[ $sibling -ef $file || $(property process.roles "$sibling") == controller ]] || refuse "a cluster of several brokers"
done
if [ "$roles" = broker ]; then
  names=$(property controller.listener.names "$file")
  address=${voters#*@}; address=${address:-$servers}
  overrides+=(process.roles=broker,controller "controller.quorum.voters=$id@$address"
    "listeners=$(property listeners "$file"),${names%%,*}://$address")
fi

cluster=$(property cluster.id "$dir/format.properties")
IFS=, read -ra folders <<< "$(property log.dirs "$file"),$(property metadata.log.dir "$file")"
for folder in "${folders[@]}"; do
  [ -z "$folder" ] || [ -e "$folder/meta.properties" ] ||
    printf '#\ncluster.id=%s\ndirectory.id=%s\nnode.id=%s\nversion=1\n' "$cluster" "$(random_id)" "$id" > "$folder/meta.properties"
done
exec "$binary" serve --config "$file" "${overrides[@]/#/--override=}"
