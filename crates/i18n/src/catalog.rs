//! The languages of a program, ready to be shown.

use std::{
    collections::BTreeSet,
    sync::{Arc, OnceLock},
};

use fluent_bundle::{FluentArgs, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::{
    File, REFERENCE,
    bundle::{Bundle, bundle, format},
    heading::Heading,
    language::{Language, Message},
};

/// All languages. The files of a language are parsed when its first text is needed.
pub struct Catalog {
    /// Never empty: the reference language is the first.
    locales: Vec<Locale>,
}

/// One language: a text for every key, in English where the translation has none.
pub struct Locale {
    id: LanguageIdentifier,
    tag: String,
    keys: &'static [&'static str],
    files: &'static [File],
    heading: OnceLock<Heading>,
    /// Every text, in the order of the keys. One without arguments is formatted once.
    texts: OnceLock<Vec<Text>>,
}

#[derive(Clone)]
enum Text {
    Fixed(Box<str>),
    /// Takes arguments; the bundle is the English one where the translation lacks the message.
    Pattern(Arc<Bundle>),
}

impl Catalog {
    /// The languages of `files`, with the texts of `keys` in that order. A folder whose name is not a language tag is
    /// left out.
    pub fn new(keys: &'static [&'static str], files: &'static [File]) -> Self {
        let tags: BTreeSet<&str> = files.iter().map(|file| &*file.language).filter(|tag| *tag != REFERENCE).collect();
        let locale = |tag: &str| {
            let id = tag.parse().ok()?;
            Some(Locale { id, tag: tag.to_owned(), keys, files, heading: OnceLock::new(), texts: OnceLock::new() })
        };
        Self { locales: std::iter::once(REFERENCE).chain(tags).filter_map(locale).collect() }
    }

    /// Every language, English first.
    pub fn locales(&self) -> &[Locale] {
        &self.locales
    }

    /// The language for the first of the language ranges (RFC 4647) that has one; else English.
    pub fn negotiate<'r>(&self, ranges: impl Iterator<Item = &'r str>) -> &Locale {
        let requested: Vec<LanguageIdentifier> = ranges.filter_map(|range| range.parse().ok()).collect();
        let found = fluent_langneg::negotiate::filter_matches(
            &requested,
            &self.locales,
            fluent_langneg::NegotiationStrategy::Lookup,
        );
        found.first().copied().unwrap_or(&self.locales[0])
    }
}

impl AsRef<LanguageIdentifier> for Locale {
    fn as_ref(&self) -> &LanguageIdentifier {
        &self.id
    }
}

impl Locale {
    fn texts(&self) -> &[Text] {
        self.texts.get_or_init(|| {
            let english = Language::parse(REFERENCE, self.files);
            let reference = texts(&english, self.keys, None);
            if self.tag == REFERENCE {
                return reference;
            }
            texts(&Language::parse(&self.tag, self.files), self.keys, Some((&english, &reference)))
        })
    }

    fn heading(&self) -> &Heading {
        self.heading.get_or_init(|| Heading::parse(&self.tag, self.files))
    }

    /// The language tag.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The language's own name; empty when the translation does not say it.
    pub fn name(&self) -> &str {
        &self.heading().name
    }

    /// Who has checked the translation, in the words of that language; `None` when nobody has.
    pub fn reviewed_by(&self) -> Option<&str> {
        self.heading().reviewed_by.as_deref()
    }

    /// The text of a key without arguments.
    pub fn text(&self, index: usize) -> &str {
        match self.texts().get(index) {
            Some(Text::Fixed(text)) => text,
            Some(Text::Pattern(_)) | None => "",
        }
    }

    /// The text of a key without arguments, for keys that are known at run time only.
    pub fn find(&self, key: &str) -> Option<&str> {
        let index = self.keys.binary_search(&key).ok()?;
        Some(self.text(index))
    }

    /// The text of a key with its arguments.
    pub fn format<'v, const N: usize>(&self, index: usize, arguments: [(&'static str, FluentValue<'v>); N]) -> String {
        match (self.texts().get(index), self.keys.get(index)) {
            (Some(Text::Pattern(bundle)), Some(key)) => format(bundle, key, &FluentArgs::from_iter(arguments)),
            (Some(Text::Fixed(text)), _) => text.to_string(),
            _ => String::new(),
        }
    }
}

fn texts(language: &Language, keys: &[&str], english: Option<(&Language, &Vec<Text>)>) -> Vec<Text> {
    let bundle = Arc::new(bundle(language));
    let text = |(index, key): (usize, &&str)| match (language.messages.get(*key), english) {
        (Some(message), None) => Text::new(&bundle, key, message),
        (Some(message), Some((english, _))) if message.fits(english.messages.get(*key)) => {
            Text::new(&bundle, key, message)
        }
        (_, Some((_, reference))) => reference[index].clone(),
        (None, None) => Text::Fixed((*key).into()),
    };
    keys.iter().enumerate().map(text).collect()
}

impl Message {
    /// Whether it can be shown with the arguments of the reference.
    fn fits(&self, reference: Option<&Self>) -> bool {
        reference.is_some_and(|reference| self.arguments.is_subset(&reference.arguments))
    }
}

impl Text {
    fn new(bundle: &Arc<Bundle>, key: &str, message: &Message) -> Self {
        if message.arguments.is_empty() {
            Self::Fixed(format(bundle, key, &FluentArgs::new()).into())
        } else {
            Self::Pattern(bundle.clone())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: &[&str] = &["a", "a.help", "hello", "only-english"];
    const ENGLISH: File =
        File::embedded("en", "x", "a = A\n    .help = H\nhello = Hello, { $name }\nonly-english = English\n");

    fn catalog(translations: &[File]) -> Catalog {
        let files: Vec<_> = [ENGLISH].into_iter().chain(translations.iter().cloned()).collect();
        Catalog::new(KEYS, files.leak())
    }

    fn texts(catalog: &Catalog, tag: &str) -> Vec<String> {
        let locale = catalog.locales().iter().find(|locale| locale.tag() == tag).unwrap();
        let fixed = [0, 1, 3].map(|index| locale.text(index).to_owned());
        fixed.into_iter().chain([locale.format(2, [("name", "Ada".into())])]).collect()
    }

    #[test]
    fn another_language_is_a_folder() {
        let catalog = catalog(&[
            File::embedded("es", "x", "a = Á\n    .help = { -b }\n-b = B\nhello = Hola, { $name }\n"),
            File::embedded("es", "language", "language-name = Español\nlanguage-reviewed-by = Inés\n"),
        ]);
        assert_eq!(texts(&catalog, "es"), ["Á", "B", "English", "Hola, Ada"]);
        let [english, spanish] = catalog.locales() else { panic!("two languages") };
        assert_eq!((spanish.name(), spanish.reviewed_by()), ("Español", Some("Inés")));
        assert_eq!((english.name(), english.reviewed_by()), ("en", None));
        assert_eq!(catalog.locales()[1].find("a.help"), Some("B"));
        assert_eq!(catalog.locales()[1].find("no-such-text"), None);
    }

    #[test]
    fn what_cannot_be_shown_is_english() {
        for broken in ["", "a", "hello = Hola, { $nombre }\n", "hello = { broken\n"] {
            let catalog = catalog(&[File::embedded("es", "x", broken)]);
            assert_eq!(texts(&catalog, "es"), ["A", "H", "English", "Hello, Ada"], "{broken}");
        }
    }

    #[test]
    fn the_closest_language() {
        let catalog = catalog(&["de", "fr", "pt-BR", "zh-Hant"].map(|tag| File::embedded(tag, "x", "a = A\n")));
        for (ranges, tag) in [
            ("", "en"),
            ("de-CH en", "de"),
            ("FR-ca", "fr"),
            ("es fr en", "fr"),
            ("pt", "pt-BR"),
            ("zh-TW", "zh-Hant"),
            ("* deutsch", "en"),
        ] {
            assert_eq!(catalog.negotiate(ranges.split(' ')).tag(), tag, "{ranges}");
        }
    }
}
