//! The switches for the options of a definition, with what each adds.

use serde_json::Value;
use vestibule_core::definition::DefinitionOption;
use vestibule_registry::CatalogueEntry;

use super::{
    super::super::{
        form::Posted,
        texts::{self, Language, ProviderForm},
    },
    fields::{Field, Kind, SETTING, Values},
};

/// The field of an option.
pub(super) fn field_name(option: &str) -> String {
    format!("{SETTING}options.{option}")
}

/// One box for each option.
pub(super) fn fields(entry: &CatalogueEntry, values: &Values, language: Language) -> Vec<Field> {
    let definition = &entry.definition;
    let field = |(name, option): (&String, &DefinitionOption)| {
        let translated = entry.official.then(|| texts::option(definition.id.as_str(), name, language)).flatten();
        let (title, about) = translated.unwrap_or((&option.title, option.description.as_deref().unwrap_or_default()));
        let mut field = Field::new(field_name(name), title, Kind::Check);
        let help =
            [about.to_owned(), adds(option, language.provider_form())].into_iter().filter(|text| !text.is_empty());
        field.help = Some(help.collect::<Vec<_>>().join(" ")).filter(|help| !help.is_empty());
        field.value = values.get(&field.name).cloned().unwrap_or_default();
        field.chosen = field.value == "true";
        field
    };
    definition.options.iter().map(field).collect()
}

/// What is asked for in addition, of the person and of the upstream.
fn adds(option: &DefinitionOption, t: ProviderForm) -> String {
    let urls: Vec<_> = option.requests.iter().map(|request| request.url.as_str()).collect();
    let scopes = (!option.scopes.is_empty()).then(|| t.option_scopes(option.scopes.join(" ")));
    let requests = (!urls.is_empty()).then(|| t.option_requests(urls.join(", ")));
    scopes.into_iter().chain(requests).collect::<Vec<_>>().join(" ")
}

/// The options whose boxes are ticked.
pub(super) fn chosen(posted: &Posted, entry: &CatalogueEntry) -> Value {
    let ticked = entry.definition.options.keys().filter(|name| posted.find(&field_name(name)).is_some());
    ticked.cloned().collect()
}
