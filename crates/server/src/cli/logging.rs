//! Where the log goes: readable lines on stderr for a person, JSON lines on stdout for a machine.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Sets the log up for this process. `OTTLA_LOG` filters it as `RUST_LOG` would, for example `OTTLA_LOG=debug`; a second
/// call does nothing.
pub fn init_logging() {
    let filter =
        EnvFilter::try_from_env("OTTLA_LOG").unwrap_or_else(|_| EnvFilter::new("info,openraft=warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter);
    let result = if std::io::stdout().is_terminal() {
        builder.with_writer(std::io::stderr).with_target(false).try_init()
    } else {
        builder.json().flatten_event(true).with_writer(std::io::stdout).try_init()
    };
    // Already set up by an embedding program, whose choice it is.
    drop(result);
}
