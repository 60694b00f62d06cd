//! What the switches of official definitions say. `locales/*/option.ftl` has both texts under the names of definition and
//! option.

use super::Language;

/// Title and description of an option of an official definition.
pub(crate) fn option(definition: &str, option: &str, language: Language) -> Option<(&'static str, &'static str)> {
    let key = format!("option-{definition}-{option}");
    Some((language.0.find(&key)?, language.0.find(&format!("{key}.about")).unwrap_or_default()))
}
