//! `benches`: see `--help` and `docs/performance.md`.

use clap::Parser as _;

fn main() -> anyhow::Result<()> {
    benches::cli::Cli::parse().run()
}
