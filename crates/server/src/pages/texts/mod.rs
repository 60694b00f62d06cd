//! The texts of the pages, in the language of the browser. They are written in `locales/`; see `vestibule_i18n`.

mod errors;
mod events;
mod options;

use std::sync::LazyLock;

use http::{HeaderMap, header};
use vestibule_i18n::{Catalog, FluentValue, Locale};

use crate::http::{accept::weighted, answer::text, cookies};

pub(crate) use errors::{title, what_to_do};
pub(crate) use events::event;
pub(crate) use options::option;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::new(KEYS, FILES));

/// A language in which the pages can be shown.
#[derive(Clone, Copy)]
pub(crate) struct Language(&'static Locale);

impl Language {
    /// Every language, English first.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        CATALOG.locales().iter().map(Self)
    }

    /// The language of that tag.
    pub(crate) fn find(tag: &str) -> Option<Self> {
        Self::all().find(|language| language.tag() == tag)
    }

    /// The language that was chosen in this browser.
    pub(crate) fn chosen(headers: &HeaderMap) -> Option<Self> {
        cookies::language(headers).and_then(Self::find)
    }

    /// The language that was chosen, else the one that the browser prefers (RFC 9110 §12.5.4); of two that it likes
    /// equally, the one it names first.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        if let Some(chosen) = Self::chosen(headers) {
            return chosen;
        }
        let line = text(headers, &header::ACCEPT_LANGUAGE);
        let mut ranges: Vec<_> = weighted(&line).filter(|(_, quality)| *quality > 0.0).collect();
        ranges.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        Self(CATALOG.negotiate(ranges.into_iter().map(|(range, _)| range)))
    }

    #[cfg(test)]
    pub(crate) fn english() -> Self {
        Self::of(&HeaderMap::new())
    }

    /// The tag in `lang` attributes.
    pub(crate) fn tag(self) -> &'static str {
        self.0.tag()
    }

    /// The language's own name.
    pub(crate) fn name(self) -> &'static str {
        self.0.name()
    }

    /// Who has checked the translation; `None` when nobody has.
    pub(crate) fn reviewed_by(self) -> Option<&'static str> {
        self.0.reviewed_by()
    }

    /// Texts for programs, and details of one case, are always English.
    pub(crate) fn is_english(self) -> bool {
        self.tag() == vestibule_i18n::REFERENCE
    }

    fn text(self, index: usize) -> &'static str {
        self.0.text(index)
    }

    fn format<const N: usize>(self, index: usize, arguments: [(&'static str, FluentValue<'_>); N]) -> String {
        self.0.format(index, arguments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preferred_language() {
        for (line, tag) in [
            ("", "en"),
            ("de", "de"),
            ("de-CH, en;q=0.9", "de"),
            ("FR-ca", "fr"),
            ("eo-XX, eo;q=0.9, fr;q=0.5, en;q=0.4", "fr"),
            ("en;q=0.3, de;q=0.7", "de"),
            ("de;q=0, fr;q=NaN", "en"),
            ("fr, de", "fr"),
            ("*", "en"),
            ("deutsch", "en"),
            (";;q=,,q=1;de", "en"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, line.parse().unwrap());
            assert_eq!(Language::of(&headers).tag(), tag, "{line}");
        }
    }

    /// A language may be incomplete; these are not.
    #[test]
    fn english_german_and_french_are_complete() {
        let report = vestibule_i18n::check(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales"));
        let report = report.unwrap();
        let complete = ["de/", "fr/"];
        let missing = report.missing.iter().filter(|problem| complete.iter().any(|tag| problem.place.starts_with(tag)));
        let lines: Vec<_> = missing.chain(&report.broken).map(ToString::to_string).collect();
        assert_eq!(lines, Vec::<String>::new());
    }

    #[test]
    fn a_text_with_plural_forms() {
        let language = |tag: &str| Language(CATALOG.locales().iter().find(|locale| locale.tag() == tag).unwrap());
        assert_eq!(language("en").admin().definitions(0, 1), "1 official definition, 0 custom");
        assert_eq!(language("en").admin().definitions(2, 11), "11 official definitions, 2 custom");
        assert_eq!(language("fr").admin().failed(0), "0 échouée");
        assert_eq!(language("fr").admin().failed(2), "2 échouées");
    }
}
