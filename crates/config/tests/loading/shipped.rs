//! The files that ship with the program: the example configuration and the official definitions.

use std::path::PathBuf;

use crate::support::Folder;
use vestibule_config::{Sources, load, schema};
use vestibule_core::{credentials::CredentialsSchema, definition::Definition};

fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn text(path: &str) -> String {
    std::fs::read_to_string(repository(path)).unwrap()
}

/// It works as it is, without faults, and repeats the defaults: deleting a line changes nothing.
#[test]
fn the_example_is_the_defaults() {
    let working_dir = repository("");
    let sources = Sources { config_file: Some("config.toml".into()), environment: Vec::new(), working_dir };
    let example = load(&sources).unwrap();
    let nothing = Folder::with(&[]);
    let default = nothing.load(&[]).unwrap();
    assert_eq!(example.public_url, default.public_url);
    assert_eq!(example.listen, default.listen);
    assert_eq!(example.data_dir.strip_prefix(&example.base_dir), default.data_dir.strip_prefix(&default.base_dir));
    assert_eq!(example.allowed_return_origins, default.allowed_return_origins);
    assert_eq!(
        (example.session, example.limits, &example.network),
        (default.session, default.limits, &default.network)
    );
    assert!(example.providers.is_empty(), "a provider that is named here could not be set up in the browser");
}

/// What is commented out works as well once it is filled in.
#[test]
fn the_commented_lines_of_the_example_are_valid() {
    let is_setting =
        |line: &&str| line.starts_with("# [") || line.split_once(" = ").is_some_and(|(key, _)| !key[2..].contains(' '));
    let mut lines = Vec::new();
    for line in text("config.toml").lines() {
        match line.strip_prefix("# ").filter(|_| is_setting(&line)) {
            // Each of these is there a second time, with its default.
            Some(setting) if setting.starts_with("allowed_return_origins") => {}
            // It must fit the public URL, which is another one there.
            Some(setting) if setting.starts_with("cookie_domain") => {}
            Some(setting) => lines.push(setting.to_owned()),
            None => lines.push(line.to_owned()),
        }
    }
    let folder = Folder::with(&[("config.toml", &lines.join("\n"))]);
    let webhook = ("CHAT_WEBHOOK_SECRET", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    let config = folder.load(&[("POCKETID_CLIENT_SECRET", "s"), webhook]).unwrap();
    let ids: Vec<&str> = config.providers.iter().map(|provider| provider.id.as_str()).collect();
    assert_eq!(ids, ["pocketid", "work"]);
    assert_eq!(config.providers[0].credentials.text("client_secret"), Some("s"));
    assert!(config.providers[0].settings.enabled);
    assert_eq!(config.forward_auth.len(), 1);
}

#[test]
fn the_example_names_every_section() {
    let example = text("config.toml");
    assert!(example.starts_with("#:schema ./schemas/config.schema.json\n"));
    for key in schema()["properties"].as_object().unwrap().keys() {
        let named = example.contains(&format!("\n[{key}]\n")) || example.contains(&format!("\n{key} = "));
        assert!(named || key == "providers", "{key}");
    }
}

/// What people stumble over at Pocket ID is in its guide, and the secret is a secret.
#[test]
fn pocket_id_is_what_its_administrator_needs() {
    let definition: Definition = toml::from_str(&text("providers/official/pocketid.toml")).unwrap();
    assert_eq!(definition.scopes, ["openid", "profile", "email", "groups"]);
    let guide = definition.guide.unwrap();
    for words in ["{{callback_url}}", "{{logout_url}}", "Unrestrict", "PKCE", "Public Client"] {
        assert!(guide.contains(words), "{words}");
    }
    let schema = CredentialsSchema::parse(&definition.credentials).unwrap();
    assert!(schema.is_secret("client_secret") && !schema.is_secret("client_id") && !schema.is_secret("issuer_url"));
    let required: Vec<&str> =
        schema.as_json()["required"].as_array().unwrap().iter().filter_map(|name| name.as_str()).collect();
    assert_eq!(required, ["issuer_url"], "without a client the provider is asked for one");
}
