//! In place of native plugins as a part of an application, in a build without them.

use vestibule_config::Config;

use crate::{app_builder::AppBuilder, error::StartError, plugins::ReadPins};

/// Refuses a configuration with plugins.
pub(crate) fn attach(builder: AppBuilder, config: &Config, _: ReadPins) -> Result<AppBuilder, StartError> {
    match config.plugins.is_empty() {
        true => Ok(builder),
        false => Err(StartError::Feature { what: "`[plugins]`", feature: "native-plugins" }),
    }
}
