//! `ottla serve`: loads the configuration and runs the broker until it is told to stop.

use std::process::ExitCode;

use super::{ConfigArgs, EXIT_FAILED, explain_start_error, logging, report};

pub(super) fn run(args: ConfigArgs) -> ExitCode {
    let config = match args.load() {
        Ok(config) => config,
        Err(errors) => return report(&errors),
    };
    logging::init_logging();
    for warning in config.warnings() {
        tracing::warn!("{warning}");
    }
    match crate::broker::run(config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", explain_start_error(&error));
            ExitCode::from(EXIT_FAILED)
        }
    }
}
