//! Signing out at an upstream that has its own way to end a session.

use url::Url;
use vestibule_core::{driver::EndSession, http::NetworkScope};

use crate::{answers::Answers, binding::Binding, filled::BoundText};

/// `[logout] url` and its parameters, bound.
#[derive(Clone)]
pub(crate) struct Logout {
    url: Url,
    parameters: Vec<(String, BoundText)>,
}

impl Logout {
    /// Where the browser is sent.
    pub(crate) fn url(&self, request: &EndSession<'_>) -> Url {
        let answers = Answers::default()
            .with("post_logout_url", request.post_logout_redirect_uri.into())
            .with("state", request.state.into());
        let mut url = self.url.clone();
        // Both words are there, so nothing is left out.
        let filled = self.parameters.iter().filter_map(|(name, value)| Some((name, value.fill(&answers).ok()?)));
        let filled: Vec<_> = filled.collect();
        if !filled.is_empty() {
            url.query_pairs_mut().extend_pairs(filled);
        }
        url
    }
}

impl Binding<'_> {
    /// The definition's own way to end a session.
    pub(crate) fn logout(&mut self, scope: &NetworkScope) -> Option<Logout> {
        let rules = &self.input.definition.clone().logout;
        let url = self.endpoint("/definition/logout/url", rules.url.as_deref()?, scope)?;
        Some(Logout { url, parameters: self.texts(&rules.parameters) })
    }
}
