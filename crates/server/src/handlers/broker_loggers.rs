//! Log levels by IncrementalAlterConfigs (KIP-412): they belong to this process and never reach the controller.

use model::{ApiError, ErrorCode};
use protocol::messages::incremental_alter_configs::AlterConfigsResource;

use crate::cli::{log_levels, set_log_level};
use crate::config::validate_log_level;

const SET: i8 = 0;
const DELETE: i8 = 1;
const ROOT: &str = "root";

/// All changes of the resource, or none if one cannot be made.
pub(super) fn alter(resource: &AlterConfigsResource, validate_only: bool) -> Result<(), ApiError> {
    let levels = log_levels();
    let refused = |code, message: String| Err(ApiError::new(code, message));
    for config in &resource.configs {
        let logger = &*config.name;
        if !levels.contains_key(logger) {
            return refused(ErrorCode::InvalidConfig, format!("Logger {logger} does not exist!"));
        }
        match config.config_operation {
            SET => validate_log_level(logger, config.value.as_deref())?,
            DELETE if logger == ROOT => {
                let message = format!("Removing the log level of the {ROOT} logger is not allowed");
                return refused(ErrorCode::InvalidRequest, message);
            }
            DELETE => {}
            other => {
                let name = if other == 2 { "APPEND" } else { "SUBTRACT" };
                let message = format!("{name} operation is not allowed for the BROKER_LOGGER resource");
                return refused(ErrorCode::InvalidRequest, message);
            }
        }
    }
    if validate_only {
        return Ok(());
    }
    for config in &resource.configs {
        let level = config.value.as_deref().filter(|_| config.config_operation == SET);
        if !set_log_level(&config.name, level) {
            return refused(ErrorCode::InvalidConfig, format!("Logger {} cannot be changed", config.name));
        }
    }
    Ok(())
}
