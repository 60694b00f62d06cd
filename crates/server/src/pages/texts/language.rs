//! Which language a browser gets.

use http::{HeaderMap, header};

/// A language of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// English: the language of everything that is not a page, and of browsers that ask for none of these.
    En,
    /// German.
    De,
    /// French.
    Fr,
}

impl Language {
    const ALL: [Self; 3] = [Self::En, Self::De, Self::Fr];

    /// The tag in `lang` attributes.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Fr => "fr",
        }
    }

    /// The language that the browser likes best among ours (RFC 9110 §12.5.4). Of two that it likes equally, the one it
    /// names first.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let line = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut best = (0, Self::En);
        for item in line.split(',').take(32) {
            let mut parts = item.split(';').map(str::trim);
            let range = parts.next().unwrap_or_default();
            let Some(language) = Self::find(range) else { continue };
            let quality = thousandths(parts.find_map(|parameter| parameter.strip_prefix("q=")));
            if quality > best.0 {
                best = (quality, language);
            }
        }
        best.1
    }

    /// `de`, `de-AT` and `DE-at` are German.
    fn find(range: &str) -> Option<Self> {
        let primary = range.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }
}

fn thousandths(quality: Option<&str>) -> u16 {
    let Some(quality) = quality else { return 1_000 };
    let quality = quality.parse::<f32>().unwrap_or(0.0).clamp(0.0, 1.0);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000, or NaN, which becomes 0")]
    let thousandths = (quality * 1_000.0) as u16;
    thousandths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_liked_one() {
        for (line, language) in [
            ("", Language::En),
            ("de", Language::De),
            ("de-CH, en;q=0.9", Language::De),
            ("FR-ca", Language::Fr),
            ("pt-BR, pt;q=0.9, fr;q=0.5, en;q=0.4", Language::Fr),
            ("en;q=0.3, de;q=0.7", Language::De),
            ("de;q=0, fr;q=NaN", Language::En),
            ("fr, de", Language::Fr),
            ("*", Language::En),
            ("deutsch", Language::En),
            (";;q=,,q=1;de", Language::En),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, line.parse().unwrap());
            assert_eq!(Language::of(&headers), language, "{line}");
        }
    }
}
