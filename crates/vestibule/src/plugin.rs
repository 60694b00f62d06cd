//! `vestibule plugin inspect FILE`: what a plugin is, before anybody enables it.

use std::process::ExitCode;

use serde_json::Value;
use vestibule_core::{driver::escape_for_log, origin::Origin, violation::Violation};
use vestibule_plugin_host::{Inspection, Limits, PluginHost};
use vestibule_registry::{Catalogue, CatalogueFault, DescribedDefinition, DescribedDocument};

use crate::{FAULTS, Failure, cli::PluginCommand, tell};

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
            let faults = faults(&inspection);
            if !faults.is_empty() {
                faults.iter().for_each(|fault| crate::eprint(&format!("{}: {fault}", file.display())));
                return Ok(ExitCode::from(FAULTS));
            }
            tell(&report(&file.display().to_string(), &inspection)?);
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            crate::eprint(&format!("{}: {error}", file.display()));
            Ok(ExitCode::from(FAULTS))
        }
    }
}

/// What would keep its definitions out of service, by the rules that hold for every definition.
fn faults(inspection: &Inspection) -> Vec<String> {
    let described = inspection.definitions.iter().map(|one| DescribedDefinition {
        place: one.id().as_str().into(),
        origin: Origin::Plugin,
        outcome: Ok(DescribedDocument { text: one.text().to_owned(), digest: one.digest() }),
    });
    let catalogue = Catalogue::lint_described(&Catalogue::official(), described.collect());
    let of_one = |fault: &CatalogueFault| {
        let id = fault.path.display().to_string();
        let told = fault.violations.0.iter().map(|violation| Violation { origin: None, ..violation.clone() });
        told.map(|violation| format!("its definition `{id}`: {violation}")).collect::<Vec<_>>()
    };
    catalogue.faults().iter().flat_map(of_one).collect()
}

/// What is told about a file: itself, each definition, and the lines that enable it.
fn report(file: &str, inspection: &Inspection) -> Result<String, Failure> {
    let Inspection { sha256, struct_size, definitions } = inspection;
    let mut report = format!("file      {file}\nsha256    {sha256}\nabi       1 (table of {struct_size} bytes)\n");
    let mut enable = String::new();
    for described in definitions {
        let definition: Value = serde_json::from_str(described.text())?;
        let asked = Asked::of(&definition["credentials"]);
        let name = escape_for_log(definition["name"].as_str().unwrap_or_default());
        report.push_str(&format!("\nprovider  {} ({name})\n", described.id()));
        for (label, value) in [
            ("reaches ", described.hosts().join(", ")),
            ("issuer  ", described.issuer()),
            ("requires", asked.list(true)),
            ("may have", asked.list(false)),
        ] {
            report.push_str(&format!("  {label}  {value}\n"));
        }
        enable.push_str(&asked.section(described.id().as_str()));
    }
    let name = definitions.first().map_or("NAME", |described| described.id().as_str());
    report.push_str("\nTo enable it, write into config.toml (`path` counts from there):\n\n");
    report.push_str(&format!("[plugins]\nenabled = true\n[plugins.{name}]\npath = {file:?}\nsha256 = {sha256:?}\n"));
    report.push_str(enable.trim_end());
    Ok(report)
}

/// The credentials that a definition asks for.
struct Asked(Vec<Credential>);

struct Credential {
    name: String,
    required: bool,
    secret: bool,
}

impl Asked {
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

    /// The provider's section for `config.toml`, with a gap for each credential without which it does not work.
    fn section(&self, id: &str) -> String {
        let mut section = format!("\n[providers.{id}]\nenabled = true\n");
        let mut gaps = self.0.iter().filter(|one| one.required).peekable();
        if gaps.peek().is_some() {
            section.push_str(&format!("[providers.{id}.credentials]\n"));
        }
        gaps.for_each(|one| section.push_str(&format!("{} = \"…\"\n", one.name)));
        section
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_must_be_supplied_has_a_gap() {
        let schema = json!({
            "properties": { "key": { "writeOnly": true }, "more": {}, "url": {} },
            "required": ["url", "key"],
        });
        let asked = Asked::of(&schema);
        assert_eq!((asked.list(true).as_str(), asked.list(false).as_str()), ("key (secret), url", "more"));
        let section = "\n[providers.p]\nenabled = true\n[providers.p.credentials]\nkey = \"…\"\nurl = \"…\"\n";
        assert_eq!(asked.section("p"), section);
        let nothing = Asked::of(&json!({}));
        assert_eq!(
            (nothing.list(true).as_str(), nothing.section("p").as_str()),
            ("nothing", "\n[providers.p]\nenabled = true\n")
        );
    }
}
