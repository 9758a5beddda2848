//! The broker: everything put together.

use crate::config::Config;

/// Runs until told to stop.
#[allow(clippy::needless_pass_by_value)]
pub fn run(_config: Config) -> anyhow::Result<()> {
    anyhow::bail!("there is no broker to run yet")
}
