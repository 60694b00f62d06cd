//! What a definition's requests may look like: names, sizes and what is filled in. Pure; pointers lead into the
//! definition. The catalogue and the drivers ask this one place.

mod claim_rules;
mod parameters;
mod per_sign_in;
mod requests;

use serde_json::{Map, Value};

use super::{AuthorizationRules, Definition, IssuerPattern, LogoutRules, Method, StandardError, TokenRules};
use crate::{
    json_pointer::child,
    placeholder::{self, Fillable, Piece},
    violation::Violations,
};

/// Names that claim expressions and placeholders use for the answers that are always there.
pub const RESERVED_ANSWERS: &[&str] = &["id_token", "userinfo", "token", "callback"];

/// Error codes of one list.
const MAX_ERRORS: usize = 64;

impl Definition {
    /// Checks what is said about requests and answers. Placeholders are checked against the credentials schema where
    /// that is known.
    pub fn check_requests(&self, credentials_known: bool) -> Violations {
        let properties = self.credentials.get("properties").and_then(Value::as_object).filter(|_| credentials_known);
        let mut check = Check { definition: self, properties, bad: Violations::default() };
        check.authorization(&self.authorization);
        check.client();
        check.token(&self.token);
        check.requests();
        check.logout(&self.logout);
        check.issuer_pattern();
        check.claims();
        check.per_sign_in();
        check.required_claims();
        check.bad
    }
}

/// One definition while it is checked.
struct Check<'a> {
    definition: &'a Definition,
    properties: Option<&'a Map<String, Value>>,
    bad: Violations,
}

impl<'a> Check<'a> {
    const fn fillable(&self, words: &'a [&'a str], answers: &'a [&'a str]) -> Fillable<'a> {
        Fillable { credentials: self.properties, words, answers }
    }

    fn refuse(&mut self, pointer: impl Into<String>, found: Result<(), impl Into<String>>) {
        if let Err(detail) = found {
            self.bad.push(pointer, detail.into());
        }
    }

    fn authorization(&mut self, rules: &AuthorizationRules) {
        self.authorize_params();
        if let Some(separator) = &rules.scope_separator {
            let fits = matches!(separator.as_str(), "," | ";" | "+" | " ");
            self.refuse("/authorization/scope_separator", fits.then_some(()).ok_or("use \",\", \";\", \"+\" or \" \""));
        }
        if let Some(fragment) = &rules.fragment {
            let fits = !fragment.is_empty() && is_token(fragment, 64);
            let detail = "a fragment is a word of letters, digits, _, - and .";
            self.refuse("/authorization/fragment", fits.then_some(()).ok_or(detail));
        }
        if let Some(name) = &rules.code_parameter {
            let taken = ["state", "iss", "error", "error_description"].contains(&name.as_str());
            let detail = "name the parameter of the answer that holds the code";
            self.refuse("/authorization/code_parameter", (is_token(name, 64) && !taken).then_some(()).ok_or(detail));
        }
        self.errors("/authorization/errors", rules.errors.len(), &rules.errors.iter().next());
    }

    fn errors(&mut self, pointer: &str, count: usize, first: &Option<(&String, &StandardError)>) {
        if count > MAX_ERRORS {
            self.bad.push(pointer, format!("more than {MAX_ERRORS} error codes"));
        }
        if first.is_some_and(|(name, _)| name.is_empty()) {
            self.bad.push(pointer, "an error code is not empty");
        }
    }

    fn token(&mut self, rules: &TokenRules) {
        self.token_parameters();
        self.registration_parameters();
        self.headers("/token/headers", &rules.headers);
        if rules.method == Method::Get && rules.format != super::BodyFormat::Form {
            self.bad.push("/token/format", "a request with GET has no body; remove the format, or use POST");
        }
        let kinds = &rules.token_types;
        if kinds.is_empty() || kinds.len() > 8 || kinds.iter().any(|kind| !is_token(kind, 64)) {
            self.bad.push("/token/token_types", "list the token types that the upstream gives, such as \"Bearer\"");
        }
        for (key, paths) in [("access_token", &rules.access_token), ("error", &rules.error)] {
            if paths.is_empty() {
                self.bad.push(format!("/token/{key}"), "name at least one place in the answer");
            }
        }
        self.errors("/token/errors", rules.errors.len(), &rules.errors.iter().next());
    }

    fn logout(&mut self, rules: &LogoutRules) {
        if rules.url.is_none() && !rules.parameters.is_empty() {
            self.bad.push("/logout/parameters", "these are the parameters of `logout.url`, which is missing");
        }
        if rules.url.is_some() && self.definition.endpoints.end_session.is_some() {
            self.bad.push("/logout/url", "there is an end_session endpoint, too; remove one of the two");
        }
        let place = self.fillable(LogoutRules::WORDS, &[]);
        for (name, value) in &rules.parameters {
            self.parameter("/logout/parameters", name, value, &place);
        }
    }

    fn required_claims(&mut self) {
        for (claim, value) in &self.definition.id_token.required_claims {
            let found = match value.trim().is_empty() {
                true => Err("this is empty; write the value that the claim must have".to_owned()),
                false => self.fillable(&[], &[]).check(value),
            };
            self.refuse(child("/id_token/required_claims", claim), found);
        }
    }

    fn issuer_pattern(&mut self) {
        let Some(template) = &self.definition.discovery.issuer_template else { return };
        let Some(properties) = self.properties else { return };
        // Any segment will do where a credential is: what comes of it is checked when it is entered.
        let fill = |word: &str| properties.contains_key(word).then(|| "x".to_owned());
        let found = IssuerPattern::parse(template, fill).map(drop);
        self.refuse("/discovery/issuer_template", found);
        for piece in placeholder::pieces(template) {
            if let Piece::Placeholder(word) = piece
                && properties.contains_key(word)
            {
                let place = self.fillable(&[], &[]);
                self.refuse("/discovery/issuer_template", place.check_word(word));
            }
        }
    }
}

/// Letters, digits, `_`, `-` and `.`, at least one.
fn is_token(text: &str, most: usize) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"_-.".contains(&b);
    (1..=most).contains(&text.len()) && text.bytes().all(fits)
}

#[cfg(test)]
mod tests;
