//! `vestibule schema [NAME]`: prints a generated JSON Schema.

use std::process::ExitCode;

use crate::{Failure, cli::SchemaArguments, tell};

pub(crate) fn schema(arguments: &SchemaArguments) -> Result<ExitCode, Failure> {
    let schema = match arguments.name.as_deref() {
        Some("config") => vestibule_config::schema(),
        Some("definition") => vestibule_config::definition_schema(),
        Some("plugin-request") => vestibule_plugin_host::schema::request(),
        Some("plugin-response") => vestibule_plugin_host::schema::response(),
        _ => {
            tell("config           the configuration file, config.toml");
            tell("definition       a provider definition, a file of the drop-in folder");
            tell("plugin-request   what a native plugin is asked");
            tell("plugin-response  what a native plugin answers");
            return Ok(ExitCode::SUCCESS);
        }
    };
    tell(&serde_json::to_string_pretty(&schema)?);
    Ok(ExitCode::SUCCESS)
}
