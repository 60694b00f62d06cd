//! What a vendor of OAuth 2.0 does in its own way: names of parameters, where tokens go and stand, what a refusal is.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{Method, StatusCode, request::Parts};
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::vendor::{CLIENT_ID, CLIENT_SECRET, Parameters};

/// Where the vendor's own ways begin. The default is RFC 6749 and RFC 6750 to the letter.
#[derive(Clone)]
pub(crate) struct Odd {
    /// What the client's id is called at both endpoints, and its secret in the token request.
    pub(crate) id: &'static str,
    pub(crate) secret: &'static str,
    /// Whether the client sends no secret.
    pub(crate) public: bool,
    /// The token request: GET, or POST with a form or with JSON.
    pub(crate) token: TokenStyle,
    /// What the token request has to hold.
    pub(crate) token_parameters: &'static [(&'static str, &'static str)],
    /// Whether it wants a code verifier.
    pub(crate) pkce: bool,
    /// What is next to the code in the authorization answer.
    pub(crate) callback: &'static [(&'static str, &'static str)],
    /// What the code is called there.
    pub(crate) code: &'static str,
    /// Where the access token is in the token answer, as a JSON pointer.
    pub(crate) access_token: &'static str,
    /// Where the access token goes, as a definition writes it.
    pub(crate) place: &'static str,
    /// Paths that are asked with POST, and the member that their body has to hold.
    pub(crate) posts: &'static [(&'static str, Option<&'static str>)],
    /// A parameter of the URL or a header that a path has to be asked with.
    pub(crate) wants: &'static [(&'static str, &'static str, &'static str)],
    /// The authorization endpoint answers with these parameters instead.
    pub(crate) refuse_authorization: Vec<(&'static str, &'static str)>,
    /// The token endpoint answers with this instead, with this status.
    pub(crate) refuse_token: Option<(u16, Value)>,
    /// A path answers with this instead, with this status.
    pub(crate) refuse: Option<(&'static str, u16, Value)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenStyle {
    Get,
    Form,
    Json,
}

impl Default for Odd {
    fn default() -> Self {
        Self {
            id: "client_id",
            secret: "client_secret",
            public: false,
            token: TokenStyle::Form,
            token_parameters: &[],
            pkce: true,
            callback: &[],
            code: "code",
            access_token: "/access_token",
            place: "header",
            posts: &[],
            wants: &[],
            refuse_authorization: Vec::new(),
            refuse_token: None,
            refuse: None,
        }
    }
}

impl Odd {
    /// The parameters of a token request, if it has come in the vendor's way.
    pub(crate) fn read(&self, parts: &Parts, body: &[u8]) -> Option<Parameters> {
        let kind = parts.headers.get("content-type").map(|kind| kind.to_str().unwrap()).unwrap_or_default();
        let form = |bytes: &[u8]| form_urlencoded::parse(bytes).into_owned().collect();
        match self.token {
            TokenStyle::Get => {
                (parts.method == Method::GET).then(|| form(parts.uri.query().unwrap_or_default().as_bytes()))
            }
            TokenStyle::Form if parts.method == Method::POST && kind.starts_with("application/x-www-form") => {
                Some(form(body))
            }
            TokenStyle::Json if parts.method == Method::POST && kind == "application/json" => {
                serde_json::from_slice(body).ok()
            }
            _ => None,
        }
    }

    /// The client of a token request with its secret in the body.
    pub(crate) fn client(&self, form: &Parameters) -> Option<(String, String)> {
        let secret = if self.public { CLIENT_SECRET.to_owned() } else { form.get(self.secret)?.clone() };
        Some((form.get(self.id)?.clone(), secret))
    }

    /// Whether a token request holds what the vendor wants in addition.
    pub(crate) fn is_complete(&self, form: &Parameters) -> bool {
        self.token_parameters.iter().all(|(name, value)| form.get(*name).is_some_and(|found| found == value))
            && (self.pkce || !form.contains_key("code_verifier"))
    }

    /// Puts the access token into an answer.
    pub(crate) fn place_token(&self, answer: &mut Value, token: &str) {
        let (outer, name) = self.access_token.rsplit_once('/').unwrap();
        let at = answer.pointer_mut(outer).unwrap();
        at[name] = token.into();
    }

    /// Whether a request has the access token where the vendor wants it, and what else it wants; `None` for one that is
    /// right, else what is wrong.
    pub(crate) fn fault(&self, parts: &Parts, body: &[u8], token: &str) -> Option<&'static str> {
        let header = |name: &str| parts.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        let query: Parameters =
            form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
        let members: Parameters =
            serde_json::from_slice(body).unwrap_or_else(|_| form_urlencoded::parse(body).into_owned().collect());
        let found = match self.place.split_once(':').unwrap_or((self.place, "Bearer")) {
            ("header", scheme) => {
                header("authorization").and_then(|text| text.strip_prefix(&format!("{scheme} ")).map(str::to_owned))
            }
            ("named_header", name) => header(name),
            ("query", name) => query.get(name).cloned(),
            ("body", name) => members.get(name).cloned(),
            ("path", _) => parts.uri.path().rsplit('/').next().map(str::to_owned),
            other => unreachable!("{other:?}"),
        };
        let places = [header("authorization").is_some(), query.values().any(|value| value == token)];
        let path = self.path(parts.uri.path());
        let post = self.posts.iter().find(|(wanted, _)| *wanted == path);
        let wanted = |(_, name, value): &(&str, &str, &str)| {
            header(name).as_deref() == Some(value) || query.get(*name).is_some_and(|found| found == value)
        };
        let complete = self.wants.iter().filter(|(wanted, ..)| *wanted == path).all(wanted);
        if (parts.method == Method::POST) != post.is_some() {
            Some("method")
        } else if post.is_some_and(|(_, member)| member.is_some_and(|member| !members.contains_key(member))) {
            Some("body")
        } else if found.as_deref() != Some(token) || places.iter().filter(|there| **there).count() > 1 {
            Some("token")
        } else {
            (!complete).then_some("parameters")
        }
    }

    /// The path of a document, without the token where it is the last segment.
    pub(crate) fn path<'p>(&self, path: &'p str) -> &'p str {
        if self.place == "path" { path.rsplit_once('/').map_or(path, |(head, _)| head) } else { path }
    }

    /// What the vendor says instead of a document.
    pub(crate) fn refusal(&self, path: &str) -> Option<Response> {
        let (_, status, body) = self.refuse.as_ref().filter(|(at, ..)| *at == path)?;
        Some((StatusCode::from_u16(*status).unwrap(), Json(body.clone())).into_response())
    }
}

/// What every vendor says of a request that is not in its way.
pub(crate) fn not_our_way(what: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": format!("not_our_way_{what}"), "client": CLIENT_ID })))
        .into_response()
}
