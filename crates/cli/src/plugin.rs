//! `vestibule plugin inspect FILE`: what a plugin describes, before it is enabled.

use std::process::ExitCode;

use serde_json::Value;
use vestibule_core::{origin::Origin, redact::escape_for_log, violation::Violation};
use vestibule_plugin_host::{Inspection, Limits, PluginHost};
use vestibule_registry::{Catalogue, CatalogueFault, DescribedDefinition, DescribedDocument};

use crate::{FAULTS, Failure, cli::PluginCommand, print};

pub(crate) async fn plugin(command: PluginCommand) -> Result<ExitCode, Failure> {
    let PluginCommand::Inspect { file } = command;
    // Plugins are always loaded from a private copy, as in the server.
    let folder = tempfile::tempdir()?;
    let host = PluginHost::new(folder.path().join("plugins"), Limits::default());
    let inspected = tokio::task::spawn_blocking({
        let file = file.clone();
        move || host.inspect(&file)
    });
    match inspected.await? {
        Ok(inspection) => {
            let faults = faults(&inspection);
            if !faults.is_empty() {
                faults.iter().for_each(|fault| crate::eprint(&format!("{}: {fault}", file.display())));
                return Ok(ExitCode::from(FAULTS));
            }
            print(&report(&file.display().to_string(), &inspection)?);
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            crate::eprint(&format!("{}: {error}", file.display()));
            Ok(ExitCode::from(FAULTS))
        }
    }
}

/// The faults of its definitions, by the rules for every definition.
fn faults(inspection: &Inspection) -> Vec<String> {
    let described = inspection.definitions.iter().map(|one| DescribedDefinition {
        place: one.id().as_str().into(),
        origin: Origin::Plugin,
        outcome: Ok(DescribedDocument { text: one.text().to_owned(), digest: one.digest() }),
    });
    let catalogue = Catalogue::lint_described(&vestibule::parts::official_catalogue(), described.collect());
    let of_one = |fault: &CatalogueFault| {
        let id = fault.path.display().to_string();
        let violations = fault.violations.0.iter().map(|violation| Violation { origin: None, ..violation.clone() });
        violations.map(|violation| format!("its definition `{id}`: {violation}")).collect::<Vec<_>>()
    };
    catalogue.faults().iter().flat_map(of_one).collect()
}

/// The file, each definition, and the configuration that enables it.
fn report(file: &str, inspection: &Inspection) -> Result<String, Failure> {
    let Inspection { sha256, struct_size, definitions } = inspection;
    let mut report = format!("file      {file}\nsha256    {sha256}\nabi       1 (table of {struct_size} bytes)\n");
    let mut enable = String::new();
    for described in definitions {
        let definition: Value = serde_json::from_str(described.text())?;
        let requested = Requested::of(&definition["credentials"]);
        let name = escape_for_log(definition["name"].as_str().unwrap_or_default());
        report.push_str(&format!("\nprovider  {} ({name})\n", described.id()));
        for (label, value) in [
            ("reaches ", described.hosts().join(", ")),
            ("issuer  ", described.issuer()),
            ("requires", requested.list(true)),
            ("may have", requested.list(false)),
        ] {
            report.push_str(&format!("  {label}  {value}\n"));
        }
        enable.push_str(&requested.section(described.id().as_str()));
    }
    let name = definitions.first().map_or("NAME", |described| described.id().as_str());
    report.push_str("\nTo enable it, add this to config.toml (`path` is relative to that file):\n\n");
    report.push_str(&format!("[plugins]\nenabled = true\n[plugins.{name}]\npath = {file:?}\nsha256 = {sha256:?}\n"));
    report.push_str(enable.trim_end());
    Ok(report)
}

/// The credentials that a definition requests.
struct Requested(Vec<Credential>);

struct Credential {
    name: String,
    required: bool,
    secret: bool,
}

impl Requested {
    fn of(schema: &Value) -> Self {
        let required = |name: &str| schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
        let properties = schema["properties"].as_object().into_iter().flatten();
        let credential = |(name, property): (&String, &Value)| Credential {
            name: name.clone(),
            required: required(name),
            secret: property["writeOnly"] == true,
        };
        Self(properties.map(credential).collect())
    }

    fn list(&self, required: bool) -> String {
        let shown = |one: &Credential| format!("{}{}", one.name, if one.secret { " (secret)" } else { "" });
        let names: Vec<_> = self.0.iter().filter(|one| one.required == required).map(shown).collect();
        if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
    }

    /// The provider's section for `config.toml`, with a placeholder for each required credential.
    fn section(&self, id: &str) -> String {
        let mut section = format!("\n[providers.{id}]\nenabled = true\n");
        let mut required = self.0.iter().filter(|one| one.required).peekable();
        if required.peek().is_some() {
            section.push_str(&format!("[providers.{id}.credentials]\n"));
        }
        required.for_each(|one| section.push_str(&format!("{} = \"…\"\n", one.name)));
        section
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn required_credentials_have_placeholders() {
        let schema = json!({
            "properties": { "key": { "writeOnly": true }, "more": {}, "url": {} },
            "required": ["url", "key"],
        });
        let requested = Requested::of(&schema);
        assert_eq!((requested.list(true).as_str(), requested.list(false).as_str()), ("key (secret), url", "more"));
        let section = "\n[providers.p]\nenabled = true\n[providers.p.credentials]\nkey = \"…\"\nurl = \"…\"\n";
        assert_eq!(requested.section("p"), section);
        let nothing = Requested::of(&json!({}));
        assert_eq!(
            (nothing.list(true).as_str(), nothing.section("p").as_str()),
            ("nothing", "\n[providers.p]\nenabled = true\n")
        );
    }
}
