//! A user as applications know them: what ID tokens and userinfo say.

use serde_json::{Map, Value};
use vestibule_apps::{App, Person, PersonSession, Scopes, claims_of};
use vestibule_core::{access::Access, ids::ProviderId};
use vestibule_store::{SessionWithUser, User};

use super::state::AppsState;
use crate::http::api_error::ApiError;

impl AppsState {
    /// The claims of the granted scopes.
    pub(super) async fn claims(
        &self,
        of: &App,
        session: &SessionWithUser,
        access: &Access,
        scopes: &Scopes,
    ) -> Result<Map<String, Value>, ApiError> {
        let subject = self.subject(of, session.user.id).await?;
        let person = person(subject, &session.user, access, session.session.provider.as_ref());
        let (session, authentication) = (&session.session, &session.session.authentication);
        let session = PersonSession {
            auth_time: session.auth_time().timestamp(),
            methods: authentication.methods.clone(),
            class: authentication.class.clone(),
        };
        Ok(claims_of(&Person { session: Some(session), ..person }, scopes, of))
    }
}

/// What applications may know of a user now, by the providers that count now.
pub(super) fn person(subject: String, user: &User, access: &Access, provider: Option<&ProviderId>) -> Person {
    Person {
        subject,
        username: user.username.clone(),
        name: user.name.clone(),
        given_name: user.first_name.clone(),
        family_name: user.last_name.clone(),
        picture: user.avatar_url.clone(),
        email: access.email.as_ref().map(|email| (email.address.as_str().to_owned(), email.verified)),
        groups: access.group_names().map(str::to_owned).collect(),
        provider: provider.map(ToString::to_string),
        session: None,
    }
}
