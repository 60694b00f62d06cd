//! The extra requests of a definition: bound, and made in a sign-in.

use std::collections::BTreeMap;

use serde_json::Value;
use vestibule_core::{
    definition::Pages,
    driver::{Context, SignInError},
    http::NetworkScope,
    redact::Redactor,
    secret::Secret,
};

use crate::{
    answers::Answers,
    binding::Binding,
    bound_url::BoundUrl,
    dpop::Dpop,
    pages::get_all,
    resource::{Kind, ResourceRequest, get_json},
    sending::Sending,
};

/// An extra call of a definition, bound.
#[derive(Clone)]
pub(crate) struct ExtraCall {
    pub(crate) name: String,
    pub(crate) url: BoundUrl,
    pub(crate) sending: Sending,
    /// How further pages are found.
    pub(crate) pages: Option<Pages>,
    /// Whether a sign-in goes on without it.
    pub(crate) optional: bool,
}

impl Binding<'_> {
    /// The extra calls of the definition.
    pub(crate) fn requests(&mut self, scope: &NetworkScope) -> Vec<ExtraCall> {
        let definition = self.input.definition.clone();
        let mut requests: Vec<ExtraCall> = Vec::new();
        for (index, request) in definition.requests.iter().enumerate() {
            let url = self.url(&format!("/definition/requests/{index}/url"), &request.url, scope);
            let sending = self.sending(&request.rules());
            let (name, optional, pages) = (request.name.clone(), request.optional, request.pages.clone());
            requests.extend(url.map(|url| ExtraCall { name, url, sending, pages, optional }));
        }
        requests
    }
}

/// What the extra requests of one sign-in have in common.
pub(crate) struct Calls<'a> {
    pub(crate) calls: &'a [ExtraCall],
    pub(crate) access_token: Option<&'a Secret>,
    pub(crate) dpop: Option<&'a Dpop>,
    pub(crate) sent: &'a Redactor,
}

impl Calls<'_> {
    /// Makes the extra requests of a definition in order. The answer of an optional one that fails is left out.
    pub(crate) async fn make(
        &self,
        context: &Context<'_>,
        mut answers: Answers,
    ) -> Result<BTreeMap<String, Value>, SignInError> {
        let mut found = BTreeMap::new();
        for call in self.calls {
            match self.one(context, call, &answers).await {
                Ok(answer) => {
                    answers.add(&call.name, answer.clone());
                    found.insert(call.name.clone(), answer);
                }
                Err(error) if call.optional => {
                    tracing::warn!(
                        "an optional request failed; its claims are absent: {}",
                        self.sent.redact(&error.detail)
                    );
                }
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    async fn one(&self, context: &Context<'_>, call: &ExtraCall, answers: &Answers) -> Result<Value, SignInError> {
        let kind = Kind::Extra(&call.name);
        let url = call.url.fill(answers).map_err(|reason| kind.failed(call.url.sample(), &reason))?;
        let Self { access_token, dpop, sent, .. } = *self;
        let request = ResourceRequest { kind, url: &url, sending: &call.sending, access_token, dpop, answers, sent };
        match &call.pages {
            Some(pages) => get_all(context, &request, pages).await,
            None => get_json(context, &request).await.map(|(answer, _)| answer),
        }
    }
}
