#!/usr/bin/env bash
# Installs what the client tests need: Debian packages, the Python clients, kafkajs, programs with Go and Rust clients,
# Apache Kafka and its tests. Everything by name and pinned version, from the registries' ordinary clients; what is there
# already is left alone. Go is taken as it is, like Rust: Debian's is too old for its clients.
#
# OTTLA_CACHE chooses the folder for what is not a Debian package (default: ~/.cache/ottla).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${OTTLA_CACHE:-$HOME/.cache/ottla}
mkdir -p "$cache"
exec 9> "$cache/install.lock"; flock 9

# COMMAND:PACKAGE, one for each command that a test calls.
missing=()
for pair in kcat:kcat unzip:unzip javac:openjdk-17-jdk-headless java:openjdk-17-jdk-headless mvn:maven node:nodejs npm:npm python3:python3 promtool:prometheus make:make g++:g++; do
  command -v "${pair%%:*}" > /dev/null || missing+=("${pair#*:}")
done
python3 -c 'import venv, ensurepip' 2> /dev/null || missing+=(python3-venv)
if [ ${#missing[@]} -gt 0 ]; then
  sudo=; [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
fi

# A folder is as it should be when it holds a copy of the list that it was made from.
requirements=$here/clients/requirements.txt
if ! cmp -s "$requirements" "$cache/venv/requirements.txt"; then
  rm -rf "$cache/venv"
  python3 -m venv "$cache/venv"
  "$cache/venv/bin/pip" install -q --disable-pip-version-check --only-binary :all: -r "$requirements"
  cp "$requirements" "$cache/venv/requirements.txt"
fi

lock=$here/clients/node/package-lock.json
if ! cmp -s "$lock" "$cache/node/package-lock.json"; then
  rm -rf "$cache/node"; mkdir -p "$cache/node.making"
  cp "$here/clients/node/package.json" "$lock" "$cache/node.making"
  (cd "$cache/node.making" && npm ci --silent --no-audit --no-fund --ignore-scripts)
  mv "$cache/node.making" "$cache/node"
fi

command -v go > /dev/null || { echo "tests/install.sh: the Go clients need Go 1.26 or newer (https://go.dev/dl)" >&2; exit 1; }
# Programs with Go and Rust clients. Their own build tools know what is up to date.
members=$here/clients/members
(cd "$members/go" && GOFLAGS=-mod=readonly go build -o "$cache/go/bin/" ./...)
CARGO_TARGET_DIR=$cache/rust cargo build -q --locked --manifest-path "$members/rust/Cargo.toml"

OTTLA_CACHE=$cache "$here/kafka/setup.sh" > /dev/null
OTTLA_CACHE=$cache "$here/kafka-tests/setup.sh"
