#!/usr/bin/env bash
# Runs every check of the project on a fresh machine: formatting, lints, unit, property and client tests, docs.
# Installs what the tests need, by package name and pinned version. Ends by itself; uses loopback only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

summary=() name=''
finish() { [ -z "$name" ] || summary+=("$(printf '%-10s %4d s  %s' "$name" $((SECONDS - since)) "$1")"); name=''; }
step() { finish ok; name=$1 since=$SECONDS; printf '\n== %s\n' "$1"; }
trap 'code=$?; finish $([ $code = 0 ] && echo ok || echo FAILED); printf "\n== summary\n"; printf "%s\n" "${summary[@]}"' EXIT

step install
bash tests/install.sh
step format
cargo fmt --all --check
step lints
cargo clippy --locked --workspace --all-targets -- -D warnings
step build
cargo build --locked --bin ottla
step tests
cargo test --locked --workspace
step kafka
OTTLA_BINARY=${CARGO_TARGET_DIR:-$PWD/target}/debug/ottla tests/kafka-tests/run.sh quick
step docs
RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps --quiet
