#!/usr/bin/env bash
# Runs every check of the project on a fresh machine: formatting, lints, unit, property and client tests, docs.
# Installs what the tests need, by package name and pinned version. Ends by itself; uses loopback only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
step() { printf '\n== %s\n' "$*"; }

step format
cargo fmt --all --check
step lints
cargo clippy --locked --workspace --all-targets -- -D warnings
step tests
cargo test --locked --workspace
step docs
RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps --quiet
