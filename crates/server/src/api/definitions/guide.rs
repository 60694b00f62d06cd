//! Setup guides with the URLs of this installation filled in, for copying.

use vestibule_core::{ids::ProviderId, public_url::PublicUrl};

/// Replaces `{{callback_url}}`, `{{logout_url}}` and `{{public_url}}` for a provider with that id. Other text is not changed.
pub(crate) fn fill(guide: &str, public_url: &PublicUrl, provider: &ProviderId) -> String {
    fill_words(guide, |word| match word {
        "callback_url" => Some(public_url.callback(provider)),
        "logout_url" | "public_url" => Some(public_url.as_str().to_owned()),
        _ => None,
    })
}

/// Replaces each `{{word}}` that has a value. Other text is not changed.
pub(crate) fn fill_words(guide: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(guide.len());
    let mut rest = guide;
    while let Some((before, (word, after))) = rest.split_once("{{").and_then(|(b, a)| Some((b, a.split_once("}}")?))) {
        filled.push_str(before);
        match value(word.trim()) {
            Some(value) => filled.push_str(&value),
            None => filled.extend(["{{", word, "}}"]),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_become_our_urls() {
        let public_url = PublicUrl::parse("https://auth.example.com").unwrap();
        let guide = "`{{callback_url}}` `{{ logout_url }}` {{public_url}} {{other}} {{";
        assert_eq!(
            fill(guide, &public_url, &"work".parse().unwrap()),
            "`https://auth.example.com/api/auth/providers/work/callback` `https://auth.example.com` \
             https://auth.example.com {{other}} {{"
        );
    }
}
