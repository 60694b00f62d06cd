//! What the audit log says. `locales/*/event.ftl` has a text under the name of each kind of event.

use vestibule_store::EventKind;

use super::Language;

/// A kind of event in words.
pub(crate) fn event(kind: EventKind, language: Language) -> &'static str {
    language.0.find(&format!("event-{}", kind.as_str().replace('_', "-"))).unwrap_or_else(|| kind.as_str())
}

#[cfg(test)]
mod tests {
    use super::{super::CATALOG, *};

    #[test]
    fn every_kind_has_a_text_in_every_language() {
        for kind in EventKind::ALL {
            for language in CATALOG.locales() {
                assert_ne!(event(*kind, Language(language)), kind.as_str(), "{}", language.tag());
            }
        }
    }
}
