//! `vestibule schema [NAME]`: prints a generated JSON Schema.

use std::process::ExitCode;

use crate::{Failure, cli::SchemaArguments, print};

pub(crate) fn schema(arguments: &SchemaArguments) -> Result<ExitCode, Failure> {
    let schema = match arguments.name.as_deref() {
        Some("config") => vestibule_config::schema(),
        Some("definition") => vestibule_registry::definition_schema(&vestibule::parts::protocols()),
        Some("plugin-request") => vestibule_plugin_host::schema::request(),
        Some("plugin-response") => vestibule_plugin_host::schema::response(),
        _ => {
            print("config           the configuration file, config.toml");
            print("definition       a provider definition, a file in a definitions folder");
            print("plugin-request   a request to a native plugin");
            print("plugin-response  a response of a native plugin");
            return Ok(ExitCode::SUCCESS);
        }
    };
    print(&serde_json::to_string_pretty(&schema)?);
    Ok(ExitCode::SUCCESS)
}
