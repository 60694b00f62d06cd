//! The grant `urn:ietf:params:oauth:grant-type:device_code`: a device asks whether its person has answered (RFC 8628 §3.4).

use vestibule_apps::{OAuthError, Scopes};
use vestibule_core::{code::ErrorCode, secret::sha256};
use vestibule_store::DevicePoll;

use super::{
    app_call::AppCall,
    issue::Issued,
    oauth_answer::OAuthAnswer,
    redeem::{Grant, grant},
};

/// Answers a device. What the person has allowed hangs on their session, as everything that an app gets.
pub(super) async fn poll(call: &AppCall) -> Result<Issued, OAuthAnswer> {
    let app = &*call.app;
    let code = sha256(call.required("device_code")?);
    let refuse = |name, error, description: &str| Err(OAuthError::new(name, error, description).into());
    match app.store.poll_device_request(&code, &call.of.id).await? {
        DevicePoll::Unknown => {
            app.limits.callback_failures.count(call.client.address)?;
            Err(OAuthError::invalid_grant(ErrorCode::AppTokenInvalid).into())
        }
        DevicePoll::Expired => {
            refuse("expired_token", ErrorCode::AppRequestExpired, "The device code has expired. Ask for another one.")
        }
        DevicePoll::TooFast => refuse("slow_down", ErrorCode::RateLimited, "Wait five seconds more between requests."),
        DevicePoll::Waits => {
            refuse("authorization_pending", ErrorCode::LoginRequired, "The person has not answered yet.")
        }
        DevicePoll::Denied => refuse("access_denied", ErrorCode::AccessDenied, "The person has denied the request."),
        DevicePoll::Allowed { user, session, scopes } => {
            let scopes = Scopes::parse(&scopes);
            let expires_at = app.clock.now() + chrono::Duration::days(1);
            grant(call, Grant { code, expires_at, user, session, scopes, nonce: None }).await
        }
    }
}
