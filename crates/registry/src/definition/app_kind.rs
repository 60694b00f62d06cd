//! Definitions of apps.

use std::{borrow::Cow, collections::BTreeSet, sync::LazyLock};

use jsonschema::Validator;
use serde_json::{Map, Value};
use vestibule_apps::{AppDefinition, AppDefinitions, KnownDefinition, app_schema};
use vestibule_core::{definition::check_aliases, ids::DefinitionId, json_pointer::child, violation::Violations};

use super::{
    kind::{DefinitionKind, Source},
    rules::{check_guide, check_name},
    schema_check::texts_at,
    spanned_document::SpannedDocument,
    url_template::check_page,
};
use crate::catalogue::index::AppCatalogue;

static SCHEMA: LazyLock<Value> = LazyLock::new(app_schema);
static VALIDATOR: LazyLock<Option<Validator>> = LazyLock::new(|| jsonschema::options().build(&SCHEMA).ok());

/// The files of `apps/official/` at build time.
#[derive(rust_embed::RustEmbed)]
#[folder = "official/apps"]
struct OfficialFiles;

impl DefinitionKind for AppDefinition {
    type Context = ();
    type Facts = ();

    const SCHEMA_MEMBER: &'static str = "settings";
    const REQUIRED: &'static str = "an `id`, a `name`, a `guide`, `[client]` and `[settings]`";
    const PLACEHOLDERS: &'static [(&'static str, &'static str)] = &[
        ("id", "\"x\""),
        ("name", "\"X\""),
        ("homepage", "\"https://app.example\""),
        ("guide", "\"\""),
        ("client", "{\"redirect_uris\":[\"https://app.example/\"]}"),
        ("settings", "{\"properties\":{}}"),
    ];
    const FOLDER: &'static str = "apps/official";

    fn official_names() -> Vec<Cow<'static, str>> {
        OfficialFiles::iter().collect()
    }

    fn official_file(name: &str) -> Option<Cow<'static, [u8]>> {
        OfficialFiles::get(name).map(|file| file.data)
    }

    fn schema() -> &'static Value {
        &SCHEMA
    }

    fn validator() -> Option<&'static Validator> {
        VALIDATOR.as_ref()
    }

    fn id(&self) -> &DefinitionId {
        &self.id
    }

    fn icon(&self) -> Option<&str> {
        self.icon.as_deref()
    }

    fn replaces_official(&self) -> bool {
        self.replaces_official
    }

    fn supplied(&mut self) -> &mut Value {
        &mut self.settings
    }

    fn facts(&self, (): &()) -> Result<(), Violations> {
        Ok(())
    }

    fn expressions(document: &Value) -> Vec<String> {
        let claims = document.get("claims").and_then(Value::as_object);
        let claims = claims.into_iter().flat_map(|claims| claims.keys().map(|name| child("/claims", name)));
        texts_at(document, claims)
    }

    fn check_document(_: &SpannedDocument<'_>, (): &(), _: &mut Violations, _: &mut BTreeSet<String>) {}

    fn check_rules(&self, source: &Source<'_, ()>) -> Violations {
        let properties = self.settings.get("properties").and_then(Value::as_object);
        let mut bad = AppDefinition::check_rules(self, properties.filter(|_| source.schema_known));
        check_name(&self.name, "where people choose an app", &mut bad);
        if let Err(detail) = check_page(&self.homepage) {
            bad.push("/homepage", detail);
        }
        bad.0.extend(check_aliases(&self.aliases).0);
        let settings = properties.into_iter().flat_map(Map::keys).map(String::as_str);
        let known: Vec<&str> = Self::GUIDE_VALUES.into_iter().chain(settings).collect();
        if source.schema_known {
            check_guide(&self.guide, &known, &mut bad);
        }
        bad
    }
}

impl AppDefinitions for AppCatalogue {
    fn find_definition(&self, id: &DefinitionId) -> Option<KnownDefinition> {
        let entry = self.find(id)?;
        let picture = entry.icon.as_ref().map(|icon| icon.path.clone());
        Some(KnownDefinition { definition: entry.definition.clone(), schema: entry.schema.clone(), picture })
    }

    fn ids(&self) -> Vec<DefinitionId> {
        self.ids().cloned().collect()
    }
}
