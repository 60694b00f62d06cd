//! Parameters and headers that a definition adds to requests, and what it calls those of the client.

use std::collections::BTreeMap;

use super::{Check, is_token};
use crate::{
    definition::ClientRegistration,
    json_pointer::child,
    oauth::parameter_fault,
    placeholder::Fillable,
    template::{Part, Syntax, parts},
};

/// Parameters of a token request that belong to the grant and to client authentication (RFC 6749 §4.1.3, RFC 7521 §4.2).
const TOKEN_PARAMETERS: &[&str] = &[
    "grant_type",
    "code",
    "redirect_uri",
    "code_verifier",
    "refresh_token",
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
];

/// Headers that belong to the request itself, to its body and to the connection.
const OWN_HEADERS: &[&str] = &[
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "dpop",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];

const MAX_PARAMETERS: usize = 16;
const MAX_VALUE: usize = 2_048;

impl Check<'_> {
    pub(super) fn client(&mut self) {
        let client = &self.definition.client;
        let names = [("id_parameter", &client.id_parameter), ("secret_parameter", &client.secret_parameter)];
        for (key, name) in names.into_iter().filter_map(|(key, name)| Some((key, name.as_deref()?))) {
            let taken = TOKEN_PARAMETERS.contains(&name) && name != "client_id" && name != "client_secret";
            let detail = "a parameter name is a word that no other parameter of the request has";
            self.refuse(format!("/client/{key}"), (is_token(name, 64) && !taken).then_some(()).ok_or(detail));
        }
        if client.id_parameter() == client.secret_parameter() {
            self.bad.push("/client/secret_parameter", "the secret needs a parameter of its own");
        }
        let rules = &client.assertion;
        let texts = [("issuer", &rules.issuer), ("subject", &rules.subject)];
        let texts = texts.into_iter().chain([("audience", &rules.audience), ("key_id", &rules.key_id)]);
        for (key, text) in texts.filter_map(|(key, text)| Some((key, text.as_deref()?))) {
            let found = self.assertion_text(text);
            self.refuse(format!("/client/assertion/{key}"), found);
        }
    }

    /// A text of an assertion, with credentials in it.
    fn assertion_text(&self, text: &str) -> Result<(), String> {
        if text.trim().is_empty() {
            return Err("this is empty; leave it out for the default".to_owned());
        }
        let place = self.fillable(&[], &[]);
        let parts = parts(text, Syntax::URL).map_err(|error| error.to_string())?;
        parts.into_iter().try_for_each(|part| match part {
            Part::Text(_) => Ok(()),
            Part::Placeholder(word) => place.check_word(word),
        })
    }

    pub(super) fn authorize_params(&mut self) {
        let place = self.fillable(&[], &[]);
        let definition = self.definition;
        let mut all = vec![("/authorize_params".to_owned(), &definition.authorize_params, false)];
        for (name, option) in &definition.options {
            all.push((format!("{}/authorize_params", child("/options", name)), &option.authorize_params, true));
        }
        for (at, parameters, of_option) in all {
            for (name, value) in parameters {
                let pointer = child(&at, name);
                match parameter_fault(name, value) {
                    // What is wrong with an option by itself is said with it.
                    Some(_) if of_option => {}
                    Some(reason) => self.bad.push(pointer, reason),
                    None if name == definition.client.id_parameter() => {
                        self.bad.push(pointer, "this parameter belongs to the sign-in itself and cannot be set");
                    }
                    None => self.refuse(pointer, place.check(value)),
                }
            }
        }
    }

    /// The fields of a form that registers a client. No credential is filled in.
    pub(super) fn registration_parameters(&mut self) {
        let Some(registration) = &self.definition.registration else { return };
        let none = serde_json::Map::new();
        let place = Fillable { credentials: Some(&none), words: ClientRegistration::PLACEHOLDERS, answers: &[] };
        for (name, value) in &registration.parameters {
            let found = parts(value, Syntax::URL).map_err(|error| error.to_string()).and_then(|parts| {
                parts.into_iter().try_for_each(|part| match part {
                    Part::Text(_) => Ok(()),
                    Part::Placeholder(word) => place.check_word(word),
                })
            });
            self.refuse(child("/registration/parameters", name), found);
        }
    }

    pub(super) fn token_parameters(&mut self) {
        let client = &self.definition.client;
        let place = self.fillable(&[], &["callback"]);
        for (name, value) in &self.definition.token.parameters {
            let own = [client.id_parameter(), client.secret_parameter()].contains(&name.as_str());
            if own || TOKEN_PARAMETERS.contains(&name.as_str()) {
                let detail = "this parameter belongs to the token request itself and cannot be set";
                self.bad.push(child("/token/parameters", name), detail);
            } else {
                self.parameter("/token/parameters", name, value, &place);
            }
        }
        self.limit("/token/parameters", self.definition.token.parameters.len());
    }

    /// One parameter or member of a body.
    pub(super) fn parameter(&mut self, at: &str, name: &str, value: &str, place: &Fillable<'_>) {
        let pointer = child(at, name);
        if name.is_empty() || name.len() > 64 || name.chars().any(char::is_control) || value.len() > MAX_VALUE {
            let detail = format!("a name is 1 to 64 characters long, its value at most {MAX_VALUE}");
            self.bad.push(pointer, detail);
        } else {
            self.refuse(pointer, place.check(value));
        }
    }

    pub(super) fn headers(&mut self, at: &str, headers: &BTreeMap<String, String>) {
        let place = self.fillable(&[], &[]);
        for (name, value) in headers {
            let pointer = child(at, name);
            if OWN_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
                self.bad.push(pointer, "this header belongs to the request itself and cannot be set");
            } else if !is_token(name, 64) || name.contains('.') {
                self.bad.push(pointer, "a header's name is 1 to 64 letters, digits, - and _");
            } else if value.len() > 512 || value.bytes().any(|b| !(b' '..=b'~').contains(&b)) {
                self.bad.push(pointer, "a header's value is one line of at most 512 ASCII characters");
            } else {
                self.refuse(pointer, place.check(value));
            }
        }
        self.limit(at, headers.len());
    }

    pub(super) fn limit(&mut self, at: &str, count: usize) {
        if count > MAX_PARAMETERS {
            self.bad.push(at, format!("more than {MAX_PARAMETERS} of them"));
        }
    }
}
