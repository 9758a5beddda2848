//! `ottla completion SHELL`.

use std::process::ExitCode;

use clap::CommandFactory;

pub(super) fn run(shell: clap_complete::Shell) -> ExitCode {
    clap_complete::generate(shell, &mut super::Cli::command(), "ottla", &mut std::io::stdout());
    ExitCode::SUCCESS
}
