//! The pages that a person sees, and the headers that keep them harmless.

use std::sync::Arc;

use askama::Template;
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};

use crate::model::Person;

pub(crate) const STYLE: &str = include_str!("../assets/style.css");
pub(crate) const SUBMIT: &str = include_str!("../assets/submit.js");

// No `form-action`: browsers apply it to the redirects after a form too, and the choice ends at the client's address.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// What a person's button shows.
struct Card<'a> {
    subject: &'a str,
    name: String,
    address: &'a str,
    unverified: bool,
    groups: String,
}

impl<'a> Card<'a> {
    fn of(person: &'a Person) -> Self {
        Self {
            subject: &person.subject,
            name: person.name(),
            address: person.email.as_deref().unwrap_or("no e-mail address"),
            unverified: person.email.is_some() && !person.email_verified,
            groups: person.groups.join(", "),
        }
    }
}

#[derive(Template)]
#[template(path = "choose.html")]
struct Choose<'a> {
    client: &'a str,
    interaction: &'a str,
    first: Option<Card<'a>>,
    others: Vec<Card<'a>>,
}

/// The people as buttons, `first` above the others.
pub(crate) fn choose(client: &str, interaction: &str, first: Option<Arc<Person>>, people: &[Arc<Person>]) -> Response {
    let first = first.as_deref();
    let others =
        people.iter().filter(|person| !person.disabled && first.is_none_or(|first| first.subject != person.subject));
    let page = Choose {
        client,
        interaction,
        first: first.map(Card::of),
        others: others.map(|person| Card::of(person)).collect(),
    };
    render(StatusCode::OK, &page)
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct Refusal<'a> {
    text: &'a str,
}

/// Errors that only the person sees.
pub(crate) fn refusal(status: StatusCode, text: &str) -> Response {
    render(status, &Refusal { text })
}

#[derive(Template)]
#[template(path = "form_post.html")]
struct FormPost<'a> {
    action: &'a str,
    params: &'a [(String, String)],
}

/// An answer that the browser posts to the client.
pub(crate) fn form_post(action: &str, params: &[(String, String)]) -> Response {
    render(StatusCode::OK, &FormPost { action, params })
}

#[derive(Template)]
#[template(path = "logout.html")]
struct Logout {
    name: Option<String>,
}

/// Asks the person who is signed in, or says that no one is signed in.
pub(crate) fn logout(person: Option<Arc<Person>>) -> Response {
    render(StatusCode::OK, &Logout { name: person.map(|person| person.name()) })
}

#[derive(Template)]
#[template(path = "welcome.html")]
struct Welcome;

/// For somebody who opens the issuer's address in a browser.
pub(crate) fn welcome() -> Response {
    render(StatusCode::OK, &Welcome)
}

fn render(status: StatusCode, page: &impl Template) -> Response {
    let headers: [(HeaderName, HeaderValue); 5] = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    ];
    match page.render() {
        Ok(html) => (status, headers, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page of the demonstration identity provider could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
