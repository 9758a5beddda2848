//! `ottla config defaults`: a configuration file to start from.

use std::process::ExitCode;

pub(super) fn run() -> ExitCode {
    print!("{}", crate::config::reference::toml());
    ExitCode::SUCCESS
}
