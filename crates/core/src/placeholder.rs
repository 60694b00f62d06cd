//! Placeholders in the values of a definition: `{organization}`, `{callback.device_id}`, `{token.open_id}`.
//!
//! A placeholder is one word in braces. Anything else in braces is text, so that a GraphQL query is written as it is.
//! In URLs, where a brace has no other meaning, the stricter [`template`](crate::template) applies.

use serde_json::{Map, Value};

use crate::{claims::is_token_member, suggestion::closest_match};

/// Credentials that drivers authenticate with, whatever their schema says about them.
const SECRETS: &[&str] = &["client_secret", "private_key"];
/// Parameters of a callback that belong to the flow.
const FLOW: &[&str] = &["state", "code", "iss", "error", "error_description"];

/// A piece of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Literal text, never empty.
    Text(&'t str),
    /// The word between the braces.
    Placeholder(&'t str),
}

/// Splits a value.
pub fn pieces(value: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut text_from, mut at) = (0, 0);
    while let Some(open) = value[at..].find('{').map(|found| at + found) {
        at = open + 1;
        let end = value[at..].find(|c: char| !is_word(c)).map_or(value.len(), |found| at + found);
        if end == at || !value[end..].starts_with('}') {
            continue;
        }
        pieces.extend((text_from < open).then(|| Piece::Text(&value[text_from..open])));
        pieces.push(Piece::Placeholder(&value[at..end]));
        (text_from, at) = (end + 1, end + 1);
    }
    pieces.extend((text_from < value.len()).then(|| Piece::Text(&value[text_from..])));
    pieces
}

const fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// An answer's member as a placeholder names it: `token.owner.id` is `owner.id` of the answer `token`.
pub fn of_answer(placeholder: &str) -> Option<(&str, &str)> {
    placeholder
        .split_once('.')
        .filter(|(answer, path)| !answer.is_empty() && path.split('.').all(|name| !name.is_empty()))
}

/// What may be filled in at one place of a definition.
#[derive(Debug, Clone, Copy)]
pub struct Fillable<'a> {
    /// The properties of the credentials schema; `None` while it is not usable, then no credential is checked.
    pub credentials: Option<&'a Map<String, Value>>,
    /// Words for values of the request itself.
    pub words: &'a [&'a str],
    /// Answers whose members can be filled in.
    pub answers: &'a [&'a str],
}

impl Fillable<'_> {
    /// Checks a value. The error says what is wrong, with the nearest right word.
    pub fn check(&self, value: &str) -> Result<(), String> {
        pieces(value).into_iter().try_for_each(|piece| match piece {
            Piece::Text(_) => Ok(()),
            Piece::Placeholder(word) => self.check_word(word),
        })
    }

    /// Checks one placeholder.
    pub fn check_word(&self, word: &str) -> Result<(), String> {
        match of_answer(word) {
            _ if self.words.contains(&word) => Ok(()),
            Some((answer, path)) => self.check_answer(word, answer, path),
            None => self.check_credential(word),
        }
    }

    fn check_answer(&self, word: &str, answer: &str, path: &str) -> Result<(), String> {
        let word = shown(word);
        if !self.answers.contains(&answer) {
            return Err(match closest_match(answer, self.answers.iter().copied()) {
                Some(near) => {
                    format!("`{{{word}}}`: there is no answer of that name; did you mean `{{{near}.{path}}}`?")
                }
                None if self.answers.is_empty() => format!("`{{{word}}}`: only credentials can be filled in here"),
                None => format!("`{{{word}}}`: the answers that can be filled in here are {}", self.answers.join(", ")),
            });
        }
        let is_flow = answer == "callback" && FLOW.contains(&path);
        if is_flow || path.split('.').any(is_token_member) {
            return Err(format!("`{{{word}}}` is a secret or belongs to the sign-in itself, and is never filled in"));
        }
        Ok(())
    }

    fn check_credential(&self, word: &str) -> Result<(), String> {
        let Some(properties) = self.credentials else { return Ok(()) };
        let Some(property) = properties.get(word) else {
            let known = properties.keys().map(String::as_str).filter(|name| !is_secret(name, &properties[*name]));
            let near = closest_match(word, known.chain(self.words.iter().copied()));
            let near = near.map(|near| format!("; did you mean `{{{near}}}`?")).unwrap_or_default();
            return Err(format!("`{{{}}}` names no credential of this definition{near}", shown(word)));
        };
        if is_secret(word, property) {
            return Err(format!(
                "`{{{word}}}` is a secret, and is never filled in: only client authentication sends it"
            ));
        }
        if property["type"] != "string" {
            return Err(format!("the credential `{word}` must be of type \"string\" to be filled in"));
        }
        Ok(())
    }
}

fn is_secret(name: &str, property: &Value) -> bool {
    SECRETS.contains(&name) || property["writeOnly"] == true
}

fn shown(word: &str) -> String {
    word.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Piece::*, *};

    #[test]
    fn a_placeholder_is_one_word() {
        for (value, wanted) in [
            ("", vec![]),
            ("a", vec![Text("a")]),
            ("{a}", vec![Placeholder("a")]),
            ("x{a}y{b.c}", vec![Text("x"), Placeholder("a"), Text("y"), Placeholder("b.c")]),
            ("{ viewer { id } }", vec![Text("{ viewer { id } }")]),
            ("{{a}", vec![Text("{"), Placeholder("a")]),
            ("{}", vec![Text("{}")]),
            ("{a", vec![Text("{a")]),
            ("é{a}é", vec![Text("é"), Placeholder("a"), Text("é")]),
        ] {
            assert_eq!(pieces(value), wanted, "{value}");
        }
    }

    #[test]
    fn only_what_is_there_and_no_secret_is_filled_in() {
        let properties = json!({
            "client_id": { "type": "string" }, "client_secret": { "type": "string" }, "port": { "type": "integer" },
            "organization": { "type": "string" }, "pin": { "type": "string", "writeOnly": true },
        });
        let place = Fillable {
            credentials: properties.as_object(),
            words: &["post_logout_url"],
            answers: &["token", "callback"],
        };
        for good in
            ["{client_id}", "a-{organization}", "{post_logout_url}", "{token.open_id}", "{callback.device_id}", "{ x }"]
        {
            assert_eq!(place.check(good), Ok(()), "{good}");
        }
        for (bad, said) in [
            ("{organisation}", "did you mean `{organization}`?"),
            ("{client_secret}", "is a secret"),
            ("{pin}", "is a secret"),
            ("{port}", "must be of type \"string\""),
            ("{tokn.open_id}", "did you mean `{token.open_id}`?"),
            ("{token.access_token}", "never filled in"),
            ("{token.authed_user.refresh_token}", "never filled in"),
            ("{callback.code}", "never filled in"),
            ("{callback.state}", "never filled in"),
            ("{userinfo.id}", "the answers that can be filled in here are token, callback"),
            ("{post_logout_ur}", "did you mean `{post_logout_url}`?"),
        ] {
            let error = place.check(bad).unwrap_err();
            assert!(error.contains(said), "{bad}: {error}");
        }
        let bare = Fillable { answers: &[], ..place };
        assert!(bare.check("{token.id}").unwrap_err().contains("only credentials"));
    }
}
