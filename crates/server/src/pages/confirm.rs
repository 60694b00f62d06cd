//! Asking before something is done: whom or what it is about, and what comes of it. Without a script it is a page; with one
//! the same answer is shown in a dialog.
//!
//! ```text
//! POST ──▶ Question::ask ── not confirmed ──▶ the question, with the same fields and what it says as a fingerprint
//! POST ──▶ Question::ask ── confirmed, and it still says the same ──▶ done
//!                        └─ confirmed, but something has changed meanwhile ──▶ the question again
//! ```

use askama::Template;
use axum::response::Response;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use vestibule_core::secret::sha256;

use super::{
    Forms, Frame,
    form::{Posted, TOKEN},
    render, texts,
};
use crate::{AppState, session};

/// The field with the fingerprint of a question that was answered with yes.
const CONFIRMED: &str = "confirmed";

/// What a person is asked.
pub(crate) struct Question {
    /// With the name of whom or what it is about.
    pub(crate) title: String,
    /// What comes of it, one sentence each.
    pub(crate) consequences: Vec<String>,
    /// On the button that does it.
    pub(crate) yes: String,
    /// Where the person came from.
    pub(crate) back: String,
    /// Whether something is lost by it.
    pub(crate) is_danger: bool,
}

#[derive(Template)]
#[template(path = "confirm.html")]
struct ConfirmPage<'a> {
    frame: Frame<'a>,
    t: texts::Form,
    question: Question,
    action: &'a str,
    fields: Vec<(&'a str, &'a str)>,
    token: String,
    fingerprint: String,
    /// Whether it was confirmed when it said something else.
    has_changed: bool,
}

impl Question {
    /// The page with the question; `None` once this very question was answered with yes.
    pub(crate) fn ask(self, app: &AppState, posted: &Posted) -> Option<Response> {
        let fingerprint = self.fingerprint();
        let confirmed = posted.find(CONFIRMED);
        if confirmed == Some(&*fingerprint) {
            return None;
        }
        let frame = Frame::new(app, &posted.headers);
        let template = ConfirmPage {
            t: frame.language.form(),
            frame,
            question: self,
            action: posted.path(),
            fields: posted.fields().filter(|(name, _)| ![TOKEN, CONFIRMED].contains(name)).collect(),
            token: session::form_token(app, &posted.headers).unwrap_or_default(),
            fingerprint,
            has_changed: confirmed.is_some(),
        };
        Some(render(app, &template, Forms::StayHere))
    }

    fn fingerprint(&self) -> String {
        let text = [&[self.title.clone()][..], &*self.consequences].concat().join("\n");
        BASE64_URL_SAFE_NO_PAD.encode(&sha256(text)[..12])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FO-04: a yes is good for what was read only.
    #[test]
    fn a_fingerprint_is_of_all_that_is_said() {
        let question = |title: &str, consequences: &[&str]| Question {
            title: title.to_owned(),
            consequences: consequences.iter().map(|line| (*line).to_owned()).collect(),
            yes: String::new(),
            back: String::new(),
            is_danger: true,
        };
        let one = question("Delete Jane?", &["2 sessions end."]).fingerprint();
        assert_eq!(one, question("Delete Jane?", &["2 sessions end."]).fingerprint());
        for other in [question("Delete Jane?", &["3 sessions end."]), question("Delete Joe?", &["2 sessions end."])] {
            assert_ne!(one, other.fingerprint(), "{}", other.title);
        }
    }
}
