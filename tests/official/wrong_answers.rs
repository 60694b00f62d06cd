//! What vendors with a file of their own document as wrong answers, each with our code and the reason in the audit log (PF-09).
//! Texts of the vendors are as their documentation had them on 2026-11-29, those marked so from memory.

use serde_json::{Value, json};

use crate::{
    client_key::ClientKey,
    table::{Refusal, are_said},
    vendor_fixture::{Setup, VendorFixture},
    vendors::{apple, authelia, entra, entraorgs, gitlab, google, keycloak, line, mastodon},
};

fn error(error: &str, description: &str) -> Value {
    json!({ "error": error, "error_description": description })
}

async fn check(setup: Setup, refusals: Vec<Refusal>) {
    let fixture = VendorFixture::open(setup).await;
    fixture.signs_in().await;
    are_said(&fixture, refusals).await;
}

/// <https://developer.apple.com/documentation/signinwithapplerestapi/errorresponse>
#[tokio::test]
async fn apple() {
    let refusals = vec![
        Refusal::Token(
            400,
            error("invalid_grant", "The code has expired or has been revoked."),
            "token_exchange_failed",
            "expired or has been revoked",
        ),
        Refusal::Token(400, json!({ "error": "invalid_client" }), "provider_misconfigured", "invalid_client"),
        Refusal::Token(400, json!({ "error": "unauthorized_client" }), "provider_misconfigured", "unauthorized_client"),
        Refusal::Token(400, json!({ "error": "invalid_request" }), "token_exchange_failed", "invalid_request"),
        Refusal::Authorization(&[("error", "user_cancelled_authorize")], "access_denied"),
    ];
    check(apple::setup(&ClientKey::p256()), refusals).await;
}

/// <https://learn.microsoft.com/entra/identity-platform/reference-error-codes>
fn of_entra() -> Vec<Refusal> {
    vec![
        Refusal::Token(
            400,
            error("invalid_grant", "AADSTS54005: OAuth2 Authorization code was already redeemed."),
            "token_exchange_failed",
            "AADSTS54005",
        ),
        Refusal::Token(
            400,
            error("invalid_grant", "AADSTS70008: The provided authorization code has expired."),
            "token_exchange_failed",
            "AADSTS70008",
        ),
        Refusal::Token(
            401,
            error("invalid_client", "AADSTS7000215: Invalid client secret provided."),
            "provider_misconfigured",
            "AADSTS7000215",
        ),
        Refusal::Token(
            400,
            error("unauthorized_client", "AADSTS700016: Application was not found in the directory."),
            "provider_misconfigured",
            "AADSTS700016",
        ),
        Refusal::Token(
            400,
            error("temporarily_unavailable", "AADSTS90033: A transient error has occurred."),
            "provider_unavailable",
            "AADSTS90033",
        ),
        Refusal::Authorization(
            &[("error", "access_denied"), ("error_description", "AADSTS65004: User declined to consent.")],
            "access_denied",
        ),
        Refusal::Authorization(
            &[
                ("error", "interaction_required"),
                ("error_description", "AADSTS50076: Use multi-factor authentication."),
            ],
            "login_required",
        ),
        Refusal::Authorization(
            &[("error", "invalid_client"), ("error_description", "AADSTS650052")],
            "provider_misconfigured",
        ),
        Refusal::Answer(
            "/oidc/userinfo",
            401,
            json!({ "error": { "code": "InvalidAuthenticationToken" } }),
            "userinfo_failed",
            "HTTP 401",
        ),
    ]
}

#[tokio::test]
async fn entra_one_directory() {
    check(entra::setup(), of_entra()).await;
}

#[tokio::test]
async fn entra_any_directory() {
    check(entraorgs::setup(), of_entra()).await;
}

/// <https://developers.line.biz/en/docs/line-login/integrate-line-login/#receiving-an-error-response>
#[tokio::test]
async fn line() {
    let refusals = vec![
        Refusal::Token(
            400,
            error("invalid_grant", "invalid authorization code"),
            "token_exchange_failed",
            "invalid authorization code",
        ),
        Refusal::Token(
            400,
            error("invalid_client", "invalid client_secret"),
            "provider_misconfigured",
            "invalid client_secret",
        ),
        Refusal::Authorization(
            &[("error", "access_denied"), ("error_description", "The resource owner denied the request.")],
            "access_denied",
        ),
        Refusal::Authorization(&[("error", "login_required")], "login_required"),
        Refusal::Authorization(&[("error", "invalid_scope")], "provider_misconfigured"),
        Refusal::Authorization(&[("error", "server_error")], "provider_error"),
    ];
    check(line::setup(), refusals).await;
}

/// Doorkeeper's, which GitLab and Mastodon speak with: <https://github.com/doorkeeper-gem/doorkeeper/blob/main/config/locales/en.yml>.
fn of_doorkeeper(me: &'static str) -> Vec<Refusal> {
    vec![
        Refusal::Token(
            400,
            error("invalid_grant", "The provided authorization grant is invalid, expired, revoked."),
            "token_exchange_failed",
            "invalid, expired, revoked",
        ),
        Refusal::Token(
            401,
            error("invalid_client", "Client authentication failed due to unknown client."),
            "provider_misconfigured",
            "unknown client",
        ),
        Refusal::Token(
            400,
            error("unauthorized_client", "The client is not authorized to perform this request using this method."),
            "provider_misconfigured",
            "not authorized",
        ),
        Refusal::Authorization(
            &[
                ("error", "access_denied"),
                ("error_description", "The resource owner or authorization server denied the request."),
            ],
            "access_denied",
        ),
        Refusal::Authorization(&[("error", "invalid_scope")], "provider_misconfigured"),
        Refusal::Answer(me, 401, json!({ "error": "The access token is invalid" }), "userinfo_failed", "HTTP 401"),
        Refusal::Answer(
            me,
            403,
            json!({ "error": "This action is outside the authorized scopes" }),
            "userinfo_failed",
            "HTTP 403",
        ),
        Refusal::Answer(me, 503, json!({}), "userinfo_failed", "HTTP 503"),
    ]
}

#[tokio::test]
async fn gitlab() {
    check(gitlab::setup(), of_doorkeeper("/oauth/userinfo")).await;
}

#[tokio::test]
async fn mastodon() {
    let credentials = json!({ "server": "BASE" });
    let setup = Setup { credentials, ..Setup::official("mastodon", mastodon::script()) };
    check(setup, of_doorkeeper(mastodon::ME)).await;
}

/// <https://www.keycloak.org/docs-api/latest/javadocs/org/keycloak/OAuthErrorException.html>, descriptions from memory.
#[tokio::test]
async fn keycloak() {
    let refusals = vec![
        Refusal::Token(400, error("invalid_grant", "Code not valid"), "token_exchange_failed", "Code not valid"),
        Refusal::Token(
            400,
            error("invalid_grant", "Incorrect redirect_uri"),
            "token_exchange_failed",
            "Incorrect redirect_uri",
        ),
        Refusal::Token(
            401,
            error("unauthorized_client", "Invalid client or Invalid client credentials"),
            "provider_misconfigured",
            "Invalid client credentials",
        ),
        Refusal::Token(
            401,
            error("invalid_client", "Invalid client or Invalid client credentials"),
            "provider_misconfigured",
            "invalid_client",
        ),
        Refusal::Authorization(&[("error", "access_denied")], "access_denied"),
        Refusal::Authorization(&[("error", "login_required")], "login_required"),
        Refusal::Authorization(
            &[("error", "temporarily_unavailable"), ("error_description", "authentication_expired")],
            "provider_unavailable",
        ),
        Refusal::Authorization(
            &[("error", "invalid_scope"), ("error_description", "Invalid scopes: openid x")],
            "provider_misconfigured",
        ),
        Refusal::Answer(
            "/realms/main/protocol/openid-connect/userinfo",
            401,
            error("invalid_token", "Token verification failed"),
            "userinfo_failed",
            "HTTP 401",
        ),
    ];
    check(keycloak::setup(), refusals).await;
}

/// Fosite's, which Authelia speaks with: <https://github.com/authelia/oauth2-provider/blob/master/errors.go>, from memory.
#[tokio::test]
async fn authelia() {
    let refusals = vec![
        Refusal::Token(
            400,
            error("invalid_grant", "The provided authorization grant is invalid."),
            "token_exchange_failed",
            "grant is invalid",
        ),
        Refusal::Token(
            401,
            error("invalid_client", "Client authentication failed (e.g., unknown client)."),
            "provider_misconfigured",
            "unknown client",
        ),
        Refusal::Authorization(
            &[
                ("error", "access_denied"),
                ("error_description", "The resource owner or authorization server denied the request."),
            ],
            "access_denied",
        ),
        Refusal::Authorization(&[("error", "consent_required")], "login_required"),
        Refusal::Authorization(&[("error", "invalid_scope")], "provider_misconfigured"),
        Refusal::Answer(
            "/api/oidc/userinfo",
            401,
            error("request_unauthorized", "The request could not be authorized."),
            "userinfo_failed",
            "HTTP 401",
        ),
    ];
    check(authelia::setup(), refusals).await;
}

/// <https://developers.google.com/identity/protocols/oauth2/web-server#authorization-errors>
#[tokio::test]
async fn google() {
    let refusals = vec![
        Refusal::Token(
            400,
            error("invalid_grant", "Malformed auth code."),
            "token_exchange_failed",
            "Malformed auth code",
        ),
        Refusal::Token(
            401,
            error("invalid_client", "The OAuth client was not found."),
            "provider_misconfigured",
            "client was not found",
        ),
        Refusal::Token(
            400,
            error("redirect_uri_mismatch", "Bad Request"),
            "provider_misconfigured",
            "redirect_uri_mismatch",
        ),
        Refusal::Authorization(&[("error", "access_denied")], "access_denied"),
        Refusal::Authorization(&[("error", "admin_policy_enforced")], "provider_error"),
    ];
    let hosts = &[("https://accounts.google.com", "BASE")];
    check(Setup { hosts, ..Setup::official("google", google::script()) }, refusals).await;
}
