//! What is open to everybody, to signed-in people and to upstreams.

use schemars::JsonSchema;
use serde_json::{Map, Value, json};
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{ProviderId, UserId},
};

use super::operation::Operations;
use crate::{session::OwnSessions, sign_in::providers::ProviderList};

/// Who is signed in.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "a schema; a test compares it with the answer")]
struct CurrentSession {
    user: SessionUser,
    /// By which provider; null for a password.
    provider: Option<ProviderId>,
    signed_in_at: Timestamp,
    /// When it ends if nothing more happens.
    expires_at: Timestamp,
}

/// The person.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "a schema; a test compares it with the answer")]
struct SessionUser {
    id: UserId,
    email: Option<String>,
    email_verified: bool,
    username: String,
    name: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    avatar_url: Option<String>,
    groups: Vec<String>,
    is_admin: bool,
    created_at: Timestamp,
    last_sign_in_at: Option<Timestamp>,
}

/// Where a browser goes on.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "a schema")]
struct Onward {
    redirect_to: String,
}

/// What an upstream sends to end sessions.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "a schema")]
struct LogoutToken {
    logout_token: String,
}

/// A local sign-in.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "a schema")]
struct PasswordAttempt {
    email: String,
    #[schemars(extend("format" = "password"))]
    password: String,
    #[schemars(default)]
    return_to: Option<String>,
}

const RETURN_TO: &str = "Where the person goes afterwards: a path here, or a listed origin. Anything else is `/`.";

pub(super) fn describe(operations: &mut Operations) {
    pages(operations);
    sign_in(operations);
    sessions(operations);
    operation(operations);
}

fn pages(operations: &mut Operations) {
    operations.add("GET /", "home", "Signed in: the account page; else the login page", |operation| {
        operation
            .tag("sign-in")
            .content::<String>(200, "The login page.", "text/html")
            .empty(303, "To the account page.")
    });
    operations.add("GET /login", "loginPage", "A page with one button for each provider", |operation| {
        operation
            .tag("sign-in")
            .query("return_to", RETURN_TO, json!({ "type": "string" }))
            .content::<String>(200, "The page.", "text/html")
            .empty(303, "Straight on, where there is only one way to sign in.")
    });
    operations.add("GET /account", "accountPage", "Profile, linked providers and sessions", |operation| {
        operation.tag("session").content::<String>(200, "The page.", "text/html").empty(303, "To the login page.")
    });
}

fn sign_in(operations: &mut Operations) {
    operations.add(
        "GET /api/auth/providers",
        "listSignInProviders",
        "Providers that people can use now",
        |operation| operation.tag("sign-in").answer::<ProviderList>(200, "In the order of their buttons."),
    );
    operations.add("GET /api/auth/providers/{id}/authorize", "authorize", "Starts a sign-in", |operation| {
        let text = || json!({ "type": "string", "maxLength": 512 });
        operation
            .tag("sign-in")
            .query("return_to", RETURN_TO, text())
            .query("login_hint", "Who is likely to sign in.", text())
            .query("prompt", "Whether and what the upstream asks.", text())
            .query("ui_locales", "Which languages the person reads.", text())
            .empty(303, "To the upstream, with the flow in a cookie.")
            .problem(ErrorCode::UnknownProvider)
            .problem(ErrorCode::ProviderMisconfigured)
            .problem(ErrorCode::ProviderUnavailable)
            .problem(ErrorCode::ProviderTimeout)
            .problem(ErrorCode::RateLimited)
    });
    for (route, id) in [
        ("GET /api/auth/providers/{id}/callback", "callback"),
        ("POST /api/auth/providers/{id}/callback", "callbackByForm"),
    ] {
        operations.add(route, id, "The upstream's answer, brought by the browser", |operation| {
            operation
                .tag("sign-in")
                .empty(303, "With a session to where the person wanted to be, or to `/login?error=CODE`.")
                .problem(ErrorCode::InvalidState)
                .problem(ErrorCode::UnknownProvider)
        });
    }
    operations.add("POST /api/auth/providers/{id}/link", "link", "Starts linking an identity", |operation| {
        operation
            .tag("sign-in")
            .session()
            .empty(303, "To the upstream.")
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::UnknownProvider)
    });
    operations.add("DELETE /api/auth/links/{id}", "unlink", "Takes an identity from one's own account", |operation| {
        operation
            .tag("sign-in")
            .session()
            .empty(204, "It is gone.")
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::NotFound)
            .problem(ErrorCode::LastWayIn)
    });
    operations.add(
        "POST /api/auth/providers/{id}/backchannel-logout",
        "backChannelLogout",
        "An upstream ends sessions (OpenID Connect Back-Channel Logout 1.0)",
        |operation| {
            operation
                .tag("sign-in")
                .form::<LogoutToken>()
                .empty(200, "The sessions have ended.")
                .problem(ErrorCode::InvalidRequest)
                .problem(ErrorCode::UnknownProvider)
                .problem(ErrorCode::StorageUnavailable)
        },
    );
    operations.add("POST /api/auth/password", "signInByPassword", "Local sign-in of an administrator", |operation| {
        operation
            .tag("sign-in")
            .body::<PasswordAttempt>("application/json")
            .answer::<Onward>(200, "Signed in.")
            .problem(ErrorCode::Unauthenticated)
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::RateLimited)
    });
    operations.add("POST /api/auth/logout", "logout", "Ends the session", |operation| {
        operation
            .tag("session")
            .answer::<Onward>(200, "Signed out; the upstream's own end of session, or `/`.")
            .problem(ErrorCode::Csrf)
    });
}

fn sessions(operations: &mut Operations) {
    operations.add("GET /api/auth/session", "currentSession", "Who is signed in", |operation| {
        operation.tag("session").session().answer::<CurrentSession>(200, "The person and the session.")
    });
    operations.add("GET /api/auth/verify", "verify", "Whether a proxy lets a request through", |operation| {
        operation
            .tag("session")
            .query("redirect", "`401`: the login page in the `Location` of a 401.", json!({ "const": "401" }))
            .empty(200, "It does; `Remote-User`, `Remote-Email`, `Remote-Name` and `Remote-Groups` say for whom.")
            .empty(303, "To the login page, for a browser's navigation.")
            .problem(ErrorCode::Unauthenticated)
            .problem(ErrorCode::Forbidden)
            .problem(ErrorCode::InvalidRequest)
            .problem(ErrorCode::InvalidParameter)
            .problem(ErrorCode::StorageUnavailable)
    });
    operations.add("GET /api/auth/sessions", "listOwnSessions", "Where one is signed in", |operation| {
        operation.tag("session").session().answer::<OwnSessions>(200, "Newest first.")
    });
    operations.add("DELETE /api/auth/sessions/{id}", "endOwnSession", "Signs one browser out", |operation| {
        operation
            .tag("session")
            .session()
            .empty(204, "It has ended.")
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::NotFound)
    });
}

fn operation(operations: &mut Operations) {
    operations.add("GET /api/openapi.json", "openapi", "This document", |operation| {
        operation.tag("operation").answer::<Map<String, Value>>(200, "The document.")
    });
    operations.add("GET /healthz", "live", "Whether the process answers", |operation| {
        operation.tag("operation").answer::<Map<String, Value>>(200, "It does.")
    });
    operations.add("GET /readyz", "ready", "Whether registry and database answer", |operation| {
        operation
            .tag("operation")
            .answer::<Map<String, Value>>(200, "Both do.")
            .answer::<Map<String, Value>>(503, "One does not; the body says which.")
    });
    operations.add("GET /metrics", "metrics", "Prometheus metrics, on this machine or with a token", |operation| {
        operation
            .tag("operation")
            .content::<String>(200, "Prometheus text.", "text/plain")
            .problem(ErrorCode::Unauthenticated)
    });
}
