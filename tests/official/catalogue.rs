//! What every official definition has to bring: a guide, an icon of our own, a schema that fills a form, and no word
//! that would let an unknown client in.

use std::{fs, path::Path};

use serde_json::Value;
use vestibule_core::{
    credentials::Credentials,
    definition::{NonceRule, Pkce},
    origin::Origin,
};
use vestibule_registry::CatalogueEntry;

use crate::{plain, plain_oauth2, vendor_fixture::official};

/// What must not be shown.
const SECRETS: &[&str] = &["initial_access_token", "client_secret", "private_key", "dpop_key", "tls_key"];

fn for_each(check: impl Fn(&str, &CatalogueEntry)) {
    let catalogue = vestibule::parts::official_catalogue();
    assert!(catalogue.faults().is_empty(), "{:?}", catalogue.faults());
    let mut ids = Vec::new();
    for entry in catalogue.iter() {
        check(entry.definition.id.as_str(), entry);
        ids.push(entry.definition.id.to_string());
    }
    assert_eq!(ids, files("../providers/official", "toml"), "each file is a definition of its name");
}

/// The names of a folder's files with that ending, without it, in order.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let matching = paths.filter(|path| path.extension().is_some_and(|found| found == ending));
    let mut names: Vec<_> = matching.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A definition without a test of its own is not official.
#[test]
fn every_definition_signs_somebody_in_in_a_test() {
    let mut tested = [files("official/vendors", "rs"), plain::ids(), plain_oauth2::ids()].concat();
    tested.extend(crate::table::IDS.iter().map(|id| (*id).to_owned()));
    tested.sort();
    assert_eq!(tested, files("../providers/official", "toml"));
}

/// The properties that an administrator is asked for.
fn asked(entry: &CatalogueEntry) -> Vec<(&String, &Value)> {
    let properties = entry.schema.as_json()["properties"].as_object().unwrap();
    properties.iter().filter(|(_, property)| property.get("const").is_none()).collect()
}

#[test]
fn a_guide_is_short_and_says_what_to_paste() {
    for_each(|id, entry| {
        let guide = entry.definition.guide.as_deref().unwrap_or_default();
        assert!(guide.contains("`{{callback_url}}`"), "{id}");
        assert!(guide.lines().filter(|line| !line.trim().is_empty()).count() <= 15, "{id}");
        assert!(guide.contains("1. ") && guide.contains("3. "), "{id}: steps");
        assert!(!guide.contains('!') && !guide.contains("TODO"), "{id}");
        // Each secret can be found: the guide uses the words of the form.
        if let Some((_, secret)) = asked(entry).into_iter().find(|(_, property)| property["writeOnly"] == true) {
            let title = secret["title"].as_str().unwrap().to_lowercase();
            assert!(guide.to_lowercase().contains(&title), "{id}: {title}");
        }
    });
}

/// A definition fits on a page; where it does not, the schema of definitions lacks a concept.
#[test]
fn a_definition_fits_on_a_page() {
    for_each(|id, entry| {
        assert!(official(id).lines().count() <= 60, "{id}");
        assert!(official(id).starts_with("#:schema ../../schemas/definition.schema.json\n"), "{id}: an editor's help");
        assert!(entry.definition.homepage.as_deref().unwrap_or_default().starts_with("https://"), "{id}");
    });
}

/// What is not for one vendor alone is in no group.
#[test]
fn a_definition_is_in_a_group_of_the_catalogue() {
    for_each(|id, entry| assert_eq!(entry.definition.category.is_none(), ["oauth2", "oidc"].contains(&id), "{id}"));
}

/// A glyph on a tile in the brand's colour, small, and nothing in it that a browser would run or fetch.
#[test]
fn an_icon_is_bundled() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/server/assets/icons");
    for_each(|id, entry| {
        let icon = entry.definition.icon.as_deref().unwrap();
        let svg =
            fs::read_to_string(folder.join(format!("{icon}.svg"))).unwrap_or_else(|error| panic!("{id}: {error}"));
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\">"), "{id}");
        assert!(svg.len() < 4_096, "{id}: simple shapes");
        for word in ["<script", "href", "<image", "<style", "<foreignObject", " on", "url("] {
            assert!(!svg.contains(word), "{id}: {word}");
        }
    });
}

#[test]
fn a_schema_fills_a_form() {
    for_each(|id, entry| {
        let schema = entry.schema.as_json();
        let required = schema["required"].as_array().into_iter().flatten();
        let required: Vec<_> = required.map(|name| name.as_str().unwrap()).collect();
        // Without one, the client registers itself.
        let registers_itself = ["oidc", "pocketid", "keycloak", "mastodon", "openidany"].contains(&id);
        assert_eq!(required.contains(&"client_id"), !registers_itself, "{id}");
        let mut filled = Credentials::default();
        for (name, property) in asked(entry) {
            let text = |key: &str| property[key].as_str().unwrap_or_default();
            assert!(!text("title").is_empty(), "{id}/{name}: a title");
            assert!(text("description").ends_with('.'), "{id}/{name}: a sentence of help");
            assert_eq!(property["writeOnly"] == true, SECRETS.contains(&name.as_str()), "{id}/{name}");
            let examples = property["examples"].as_array().cloned().unwrap_or_default();
            assert_eq!(
                examples.is_empty(),
                entry.schema.is_secret(name),
                "{id}/{name}: examples, but none of a secret"
            );
            filled.insert(name, examples.into_iter().next().unwrap_or_else(|| "secret".into()), Origin::Admin);
        }
        let wrong = entry.schema.check(&filled);
        assert!(wrong.0.is_empty(), "{id}: the examples fit the schema: {wrong}");
        assert_eq!(entry.schema.check(&Credentials::default()).0.len(), required.len(), "{id}");
    });
}

/// The defects of others: a login as the subject, a user name as the address, PKCE left out, endpoints guessed.
#[test]
fn nothing_in_a_definition_weakens_a_sign_in() {
    for_each(|id, entry| {
        let definition = &entry.definition;
        // TikTok has a PKCE of its own, LinkedIn only one for native apps.
        assert_eq!(definition.client.pkce == Pkce::Required, !["linkedin", "tiktok"].contains(&id), "{id}");
        assert_eq!(definition.id_token.nonce == NonceRule::Required, id != "linkedin", "{id}");
        assert!(!definition.replaces_official, "{id}");
        let json = serde_json::to_value(&**definition).unwrap();
        let paths = |field: &str| match &json["claims"][field] {
            Value::Array(several) => several.iter().map(|path| path.as_str().unwrap().to_owned()).collect(),
            one => vec![one.get("value").unwrap_or(one).as_str().unwrap().to_owned()],
        };
        for subject in paths("subject") {
            let own = subject.rsplit('.').next().unwrap().trim_end_matches("])").to_lowercase();
            let known = ["sub", "id", "user_id", "uid", "uuid", "account_id", "openid", "open_id", "unionid"];
            assert!(known.contains(&&*own), "{id}: {subject} can change");
        }
        for email in paths("email") {
            // What Box calls a login and HubSpot a user is the primary e-mail address.
            let address = email.contains("mail") || [("boxcom", "login"), ("hubspot", "user")].contains(&(id, &*email));
            assert!(address && !email.contains("username"), "{id}: {email} is no address");
        }
        for verified in paths("email_verified") {
            assert!(verified.contains("verified") || verified.contains("confirmed"), "{id}: {verified}");
        }
        let trusted = &definition.id_token.trusted_audiences;
        assert_eq!(trusted.is_empty(), !["kinde", "zitadel"].contains(&id), "{id}");
        if definition.protocol.as_str() == "oidc" {
            assert!(definition.scopes.iter().any(|scope| scope == "openid"), "{id}");
            let issuer = entry.schema.has("issuer_url") || definition.discovery.issuer.is_some();
            assert!(issuer, "{id}: metadata, not guesses");
            assert_eq!(
                json["endpoints"].as_object().map_or(0, |all| all.values().filter(|url| !url.is_null()).count()),
                0
            );
        }
    });
}

/// GR-09: the switch of an official option is translated, and says in English what the definition says.
#[test]
fn gr_09_options_have_texts() {
    let locales = Path::new(env!("CARGO_MANIFEST_DIR")).join("../locales");
    let text = |tag: &str| fs::read_to_string(locales.join(tag).join("option.ftl")).unwrap();
    for_each(|id, entry| {
        for (name, option) in &entry.definition.options {
            let description = option.description.as_deref().unwrap_or_default();
            let message = format!("option-{id}-{name} = {}\n    .about = {description}\n", option.title);
            assert!(text("en").contains(&message), "{id}: {message}");
        }
    });
    let catalogue = vestibule::parts::official_catalogue();
    let wanted = catalogue.iter().map(|entry| entry.definition.options.len()).sum::<usize>();
    for tag in ["en", "de", "fr"] {
        assert_eq!(text(tag).matches("\noption-").count(), wanted, "{tag}: no text without an option");
    }
}
