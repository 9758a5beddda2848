//! `ottla config check`: what a start would say about the configuration, without the start. Unknown keys are mistakes here.

use std::process::ExitCode;

use super::{ConfigArgs, EXIT_USAGE, report};

pub(super) fn run(args: ConfigArgs) -> ExitCode {
    let config = match args.load() {
        Ok(config) => config,
        Err(errors) => return report(&errors),
    };
    if config.warnings().is_empty() {
        println!("the configuration is fine: {} keys are set", config.set_keys().count());
        return ExitCode::SUCCESS;
    }
    for warning in config.warnings() {
        eprintln!("error: {warning}");
    }
    ExitCode::from(EXIT_USAGE)
}
