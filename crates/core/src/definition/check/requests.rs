//! The requests with the access token: userinfo and `[[requests]]`.

use std::collections::BTreeSet;

use super::{Check, RESERVED_ANSWERS, is_token};
use crate::{
    definition::{BodyFormat, Method, Pages, RequestRules, SenderConstraint, TokenPlace},
    template::placeholders,
};

const MAX_REQUESTS: usize = 8;

impl Check<'_> {
    pub(super) fn requests(&mut self) {
        let definition = self.definition;
        let userinfo = definition.endpoints.userinfo.as_deref().unwrap_or_default();
        self.request("/userinfo", ("/endpoints/userinfo", userinfo), &definition.userinfo.request, &["token"]);
        if definition.all_requests().count() > MAX_REQUESTS {
            let detail = format!("more than {MAX_REQUESTS} extra requests; every sign-in waits for all of them");
            self.bad.push("/requests", detail);
        }
        let mut known = vec!["token", "userinfo"];
        for (at, request) in definition.all_requests() {
            self.request(&at, (&format!("{at}/url"), &request.url), &request.rules(), &known);
            self.name(&format!("{at}/name"), &request.name, &known);
            if request.pages.as_ref().is_some_and(|pages| !(1..=Pages::LIMIT).contains(&pages.max)) {
                self.bad.push(format!("{at}/pages/max"), format!("from 1 to {} pages can be asked for", Pages::LIMIT));
            }
            known.push(&request.name);
        }
        for (name, url) in definition.endpoints.named().filter(|(name, _)| *name != "userinfo") {
            self.url(&format!("/endpoints/{name}"), url, &[]);
        }
        let logout = definition.logout.url.as_deref().map(|url| ("/logout/url", url));
        let discovery = &definition.discovery;
        let issuer = discovery.issuer.as_deref().map(|url| ("/discovery/issuer", url));
        let metadata = discovery.url.as_deref().map(|url| ("/discovery/url", url));
        for (pointer, url) in [logout, issuer, metadata].into_iter().flatten() {
            self.url(pointer, url, &[]);
        }
    }

    fn name(&mut self, pointer: &str, name: &str, known: &[&str]) {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let starts = |c: char| c.is_ascii_alphabetic() || c == '_';
        if !name.starts_with(starts) || !name.chars().all(word) || name.len() > 64 {
            self.bad.push(pointer, "use at most 64 letters, digits and _, and do not start with a digit");
        } else if RESERVED_ANSWERS.contains(&name) {
            self.bad.push(pointer, format!("`{name}` is reserved in claim expressions; choose another name"));
        } else if known.contains(&name) {
            self.bad.push(pointer, "duplicate request name");
        }
    }

    fn request(&mut self, at: &str, (url_at, url): (&str, &str), rules: &RequestRules, answers: &[&str]) {
        self.url(url_at, url, answers);
        self.headers(&format!("{at}/headers"), &rules.headers);
        let place = crate::placeholder::Fillable { credentials: self.properties, words: &[], answers };
        for (name, value) in &rules.body {
            self.parameter(&format!("{at}/body"), name, value, &place);
        }
        self.limit(&format!("{at}/body"), rules.body.len());
        let in_body = matches!(rules.access_token, TokenPlace::Body(_));
        if rules.method == Method::Get {
            if !rules.body.is_empty() {
                self.bad.push(format!("{at}/body"), "a request with GET has no body; add method = \"POST\"");
            }
            if rules.format != BodyFormat::Form {
                self.bad.push(format!("{at}/format"), "a request with GET has no body; add method = \"POST\"");
            }
            if in_body {
                self.bad.push(format!("{at}/access_token"), "a request with GET has no body; add method = \"POST\"");
            }
        }
        let proven = matches!(rules.access_token, TokenPlace::Authorization(_) | TokenPlace::Absent);
        if self.definition.client.sender_constraint == Some(SenderConstraint::Dpop) && !proven {
            let detail = "a token that is bound by DPoP goes into the `Authorization` header (RFC 9449 §7.1); leave this out, \
                          or remove client.sender_constraint";
            self.bad.push(format!("{at}/access_token"), detail);
        }
        let taken = match &rules.access_token {
            TokenPlace::Body(name) => rules.body.contains_key(name),
            TokenPlace::Header(name) => rules.headers.keys().any(|other| other.eq_ignore_ascii_case(name)),
            _ => false,
        };
        if taken {
            self.bad.push(format!("{at}/access_token"), "there is something else of that name");
        }
    }

    /// What is filled into a URL from answers; the rest is checked where URLs are.
    fn url(&mut self, pointer: &str, url: &str, answers: &[&str]) {
        for word in placeholders(url).filter(|word| word.contains('.')) {
            let place = crate::placeholder::Fillable { credentials: self.properties, words: &[], answers };
            let found = match is_token(word, 128) {
                true => place.check_word(word),
                false => Err(format!("`{{{word}}}` is not a member of an answer")),
            };
            self.refuse(pointer, found);
        }
        let mut hosts: BTreeSet<_> = BTreeSet::new();
        for sample in ["x", "y"] {
            hosts.insert(fill_answers(url, sample).split('/').nth(2).unwrap_or_default().to_owned());
        }
        if hosts.len() > 1 || (url.starts_with('{') && placeholders(url).next().is_some_and(|word| word.contains('.')))
        {
            self.bad.push(
                pointer,
                "an answer can be filled in behind the host only, so that none chooses where a request goes",
            );
        }
    }
}

/// A URL with something in place of what answers fill in.
fn fill_answers(url: &str, sample: &str) -> String {
    let answers: Vec<_> = placeholders(url).filter(|word| word.contains('.')).collect();
    answers.iter().fold(url.to_owned(), |url, word| url.replace(&format!("{{{word}}}"), sample))
}
