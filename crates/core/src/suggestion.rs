//! "Did you mean …?": the known word that was probably meant.

/// The known word that is most like `word`, when it is close enough to be a typing error.
pub fn closest_match<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = known.into_iter().map(|candidate| (strsim::jaro_winkler(word, candidate), candidate));
    let best = scored.max_by(|(left, _), (right, _)| left.total_cmp(right));
    best.filter(|(score, _)| *score >= 0.8).map(|(_, candidate)| candidate)
}

/// The end of a sentence about an unknown word: the closest match, or nothing.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    closest_match(word, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_typing_error_has_a_match() {
        let known = ["client_id", "client_secret", "issuer_url"];
        assert_eq!(closest_match("client_secert", known), Some("client_secret"));
        assert_eq!(closest_match("isuer_url", known), Some("issuer_url"));
        assert_eq!(closest_match("colour", known), None);
        assert_eq!(did_you_mean("isuer_url", known), "; did you mean `issuer_url`?");
        assert_eq!(did_you_mean("colour", known), "");
    }
}
