//! Rules for tests.

use metadata::{ConfigResource, ConfigResourceKind, MetadataImage};
use model::{ApiError, ErrorCode};

use crate::ConfigRules;

/// Knows `list` (default `x`) and any key but `bad`.
pub(crate) struct TestRules;

impl ConfigRules for TestRules {
    fn validate(&self, _: &ConfigResource, name: &str, _: Option<&str>) -> Result<(), ApiError> {
        if name == "bad" { Err(ErrorCode::InvalidConfig.into()) } else { Ok(()) }
    }
    fn validate_together(
        &self,
        _: &MetadataImage,
        _: &ConfigResource,
        _: &[(&str, &str)],
    ) -> Result<(), ApiError> {
        Ok(())
    }
    fn is_list(&self, _: ConfigResourceKind, name: &str) -> bool {
        name == "list"
    }
    fn default_value(&self, _: &ConfigResource, name: &str) -> Option<String> {
        (name == "list").then(|| "x".to_owned())
    }
}
