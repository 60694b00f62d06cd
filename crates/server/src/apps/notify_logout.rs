//! Notifies an app that a session has ended (OpenID Connect Back-Channel Logout 1.0).
//!
//! Every app of the session that has a back-channel logout URI gets a logout token, the one that asked for the sign-out
//! included. An app that does not answer with 200 is asked again, less and less often, for a day.

use bytes::Bytes;
use chrono::Duration;
use http::{Request, StatusCode, header};
use serde_json::{Value, json};
use vestibule_apps::{App, LogoutEndpoint, next_logout_attempt};
use vestibule_core::{
    code::ErrorCode,
    http::{NetworkScope, Purpose},
    ids::Ref,
    media_type::FORM,
    public_url::{PublicUrl, is_loopback},
    random::token_128,
    secret::Secret,
};
use vestibule_store::{AuditEvent, EndedAppSession, EventKind, StoreError};

use super::state::AppsState;

/// For how long a logout token is good (§2.4 recommends two minutes at most).
const LIFETIME: Duration = Duration::minutes(2);
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
const TYPE: &str = "logout+jwt";

impl AppsState {
    /// Notifies an app once. What is left to do is kept by the store.
    pub(crate) async fn notify_logout(&self, ended: &EndedAppSession) {
        if let Err(error) = self.attempt(ended).await {
            self.note_failure(error.code());
            // The store gives it to somebody again soon.
            tracing::warn!(app = %ended.app, error = error.detail(), "a notification of an app could not be noted");
        }
    }

    async fn attempt(&self, ended: &EndedAppSession) -> Result<(), StoreError> {
        let found = self.registry.load().apps.find(&ended.app).cloned();
        let sent = match found.as_deref().map(|of| (of, of.logout_endpoint.as_ref())) {
            // Its address was taken away: it does not want to know.
            Some((_, None)) => return self.store.forget_app_session(ended, None).await,
            Some((of, Some(endpoint))) => self.send(of, endpoint, ended).await,
            None => Err("the app is disabled, faulty or gone".to_owned()),
        };
        let (session, app) = (ended.session, &ended.app);
        match (sent, next_logout_attempt(ended.attempts)) {
            (Ok(()), _) => {
                tracing::info!(%session, %app, "an app was notified that a session has ended");
                count(ended, "ok");
                self.store.forget_app_session(ended, None).await
            }
            (Err(why), Some(delay)) => {
                tracing::warn!(%session, %app, attempts = ended.attempts, "an app was not notified, and is again later: {why}");
                count(ended, "failed");
                self.store.retry_app_session(ended, self.clock.now() + delay).await
            }
            (Err(why), None) => {
                let code = ErrorCode::AppLogoutFailed;
                tracing::error!(%code, %session, %app, "an app could not be notified of the end of a session: {why}");
                count(ended, "given_up");
                let event = AuditEvent::new(EventKind::AppLogout, Ref::generate(&*self.random))
                    .failed(code)
                    .user(ended.user)
                    .detail(format!("app {app}: {why}"));
                self.store.forget_app_session(ended, Some(&event)).await
            }
        }
    }

    /// Sends a logout token. The error is for the operator.
    async fn send(&self, of: &App, endpoint: &LogoutEndpoint, ended: &EndedAppSession) -> Result<(), String> {
        let token = self.logout_token(of, ended).await?;
        let body =
            url::form_urlencoded::Serializer::new(String::new()).append_pair("logout_token", token.expose()).finish();
        let request = Request::post(endpoint.uri.as_str()).header(header::CONTENT_TYPE, FORM);
        let request = request.body(Bytes::from(body)).map_err(|error| error.to_string())?;
        let http = self.outgoing.client(&scope(&self.settings.public_url, endpoint));
        let answer = http.send(Purpose::BackChannelLogout, request).await.map_err(|error| error.to_string())?;
        match answer.status() {
            // Frameworks turn an empty 200 into 204 (§2.8).
            StatusCode::OK | StatusCode::NO_CONTENT => Ok(()),
            status => Err(format!("its back-channel logout URI answers with {status}")),
        }
    }

    /// Signed with the algorithm of the app's ID tokens (§2.4).
    async fn logout_token(&self, of: &App, ended: &EndedAppSession) -> Result<Secret, String> {
        let algorithm = of.id_token_algorithm;
        let key = self.signing_key(algorithm).await.map_err(|error| format!("no signing key: {}", error.code))?;
        let header = json!({ "kid": key.kid(), "typ": TYPE });
        let sid =
            self.session_name(of, ended.session).await.map_err(|error| format!("no session name: {}", error.code))?;
        let claims = self.logout_claims(of, ended, &sid);
        key.sign_jwt_as(algorithm, header, &claims).map_err(|error| error.to_string())
    }

    fn logout_claims(&self, of: &App, ended: &EndedAppSession, sid: &str) -> Value {
        let now = self.clock.now();
        json!({
            "iss": self.issuer(),
            "aud": of.client_id,
            "sub": ended.subject,
            "sid": sid,
            "iat": now.timestamp(),
            "exp": (now + LIFETIME).timestamp(),
            "jti": token_128(&*self.random),
            "events": { EVENT: {} },
        })
    }
}

/// The same rules as for upstreams: loopback while we are there, too, and private addresses where the operator wrote the host.
fn scope(public_url: &PublicUrl, endpoint: &LogoutEndpoint) -> NetworkScope {
    let host = endpoint.uri.host_str().filter(|_| endpoint.by_operator);
    NetworkScope {
        loopback: public_url.is_loopback() && is_loopback(&endpoint.uri),
        operator_hosts: host.map(str::to_ascii_lowercase).into_iter().collect(),
        ..NetworkScope::default()
    }
}

fn count(ended: &EndedAppSession, outcome: &'static str) {
    metrics::counter!("vestibule_app_logouts_total", "app" => ended.app.to_string(), "outcome" => outcome).increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// OP-33.
    #[test]
    fn a_uri_leads_where_an_upstream_could_be() {
        for (public_url, uri, by_operator, loopback, hosts) in [
            ("https://auth.example.com", "https://App.lan/out", true, false, vec!["app.lan"]),
            ("https://auth.example.com", "https://app.lan/out", false, false, vec![]),
            ("https://auth.example.com", "http://127.0.0.1:8080/out", true, false, vec!["127.0.0.1"]),
            ("http://localhost:3000", "http://127.0.0.1:8080/out", false, true, vec![]),
            ("http://localhost:3000", "https://app.example.com/out", false, false, vec![]),
        ] {
            let endpoint = LogoutEndpoint::parse(uri, by_operator).unwrap();
            let scope = scope(&PublicUrl::parse(public_url).unwrap(), &endpoint);
            assert_eq!(
                (scope.loopback, scope.operator_hosts),
                (loopback, hosts.into_iter().map(str::to_owned).collect()),
                "{uri}"
            );
        }
    }
}
