//! `vestibule plugin inspect FILE`: what a plugin is, before anybody enables it.

use std::process::ExitCode;

use vestibule_plugin_host::{Inspection, Limits, PluginHost};

use crate::{FAULTS, Failure, cli::PluginCommand};

pub(crate) async fn plugin(command: PluginCommand) -> Result<ExitCode, Failure> {
    let PluginCommand::Inspect { file } = command;
    // Whatever is loaded is loaded from a private copy, here as in the server.
    let folder = tempfile::tempdir()?;
    let host = PluginHost::new(folder.path().join("plugins"), Limits::default());
    let inspected = tokio::task::spawn_blocking({
        let file = file.clone();
        move || host.inspect(&file)
    });
    match inspected.await? {
        Ok(inspection) => {
            print(&file.display().to_string(), &inspection)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            crate::eprint(&format!("{}: {error}", file.display()));
            Ok(ExitCode::from(FAULTS))
        }
    }
}

#[allow(clippy::print_stdout, reason = "the report is what this command is for")]
fn print(file: &str, inspection: &Inspection) -> Result<(), Failure> {
    println!("file     {file}");
    println!("sha256   {}", inspection.sha256);
    println!("abi      1 (table of {} bytes)", inspection.struct_size);
    for (described, hosts) in inspection.definitions.iter().zip(&inspection.hosts) {
        let definition: serde_json::Value = serde_json::from_str(described.text())?;
        let name = definition["name"].as_str().unwrap_or_default();
        println!("provider {} ({})", described.id(), vestibule_core::driver::quote_upstream(name));
        println!("  reaches     {}", hosts.join(", "));
        println!("  credentials {}", credentials(&definition["credentials"]));
    }
    println!("To enable it, write into config.toml:");
    println!("[plugins]\nenabled = true\n[plugins.NAME]\npath = {file:?}\nsha256 = {:?}", inspection.sha256);
    Ok(())
}

/// The names of the credentials; `*` marks those that must be supplied.
fn credentials(schema: &serde_json::Value) -> String {
    let required = |name: &str| schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
    let names = schema["properties"].as_object().into_iter().flat_map(serde_json::Map::keys);
    let marked = |name: &String| format!("{name}{}", if required(name) { "*" } else { "" });
    names.map(marked).collect::<Vec<_>>().join(", ")
}
