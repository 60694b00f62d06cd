//! Facebook, Instagram and Threads: errors that are objects, and access tokens in the URL.

use serde_json::{Value, json};

use super::{Refusal, Row, row};
use crate::odd::Odd;

/// <https://developers.facebook.com/docs/graph-api/guides/error-handling>
fn refused(code: u32, subcode: Option<u32>) -> Value {
    let mut error = json!({ "message": "…", "type": "OAuthException", "code": code, "fbtrace_id": "EJplcsCHuLu" });
    if let Some(subcode) = subcode {
        error["error_subcode"] = subcode.into();
    }
    json!({ "error": error })
}

/// <https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow>
pub(super) fn facebook() -> Row {
    const ME: &str = "/v23.0/me";
    let me = json!({
        "id": "1234567890", "name": "Jane Doe", "first_name": "Jane", "last_name": "Doe", "email": "jane@example.com",
        "picture": { "data": { "url": "https://platform-lookaside.fbsbx.com/x", "height": 50 } },
    });
    let mut row = row("facebook", ("/v23.0/dialog/oauth", "/v23.0/oauth/access_token"), [(ME, me)]);
    row.script.token = json!({ "token_type": "bearer", "expires_in": 5_183_944 });
    Row {
        hosts: &[("https://www.facebook.com", "BASE"), ("https://graph.facebook.com", "BASE")],
        authorize: &[("client_id", "client"), ("scope", "public_profile,email")],
        profile: json!({ "email": "jane@example.com", "email_verified": false, "name": "Jane Doe", "first_name": "Jane" }),
        refusals: vec![
            Refusal::Authorization(
                &[("error", "access_denied"), ("error_code", "200"), ("error_reason", "user_denied")],
                "access_denied",
            ),
            Refusal::Token(400, refused(100, Some(36_009)), "token_exchange_failed", "36009"),
            Refusal::Token(400, refused(1, None), "provider_misconfigured", "client_secret"),
            Refusal::Token(400, refused(191, None), "provider_misconfigured", "191"),
            Refusal::Token(400, refused(4, None), "provider_unavailable", "HTTP 400, 4"),
            Refusal::Answer(ME, 400, refused(190, None), "userinfo_failed", "HTTP 400"),
        ],
        ..row
    }
}

/// <https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login>: the answers
/// are in a list there.
pub(super) fn instagram() -> Row {
    const ME: &str = "/v23.0/me";
    let me = json!({ "user_id": "17841400000000", "username": "jane", "name": "Jane", "profile_picture_url": "https://scontent.cdninstagram.com/x" });
    let mut row = row("instagram", ("/oauth/authorize", "/oauth/access_token"), [(ME, me)]);
    row.script.token = json!({ "data": [{ "user_id": "17841400000000", "permissions": "instagram_business_basic" }] });
    row.script.odd = Odd { access_token: "/data/0/access_token", place: "query:access_token", ..Odd::default() };
    let refused = json!({ "error_type": "OAuthException", "code": 400, "error_message": "Matching code was not found or was already used" });
    Row {
        hosts: &[
            ("https://www.instagram.com", "BASE"),
            ("https://api.instagram.com", "BASE"),
            ("https://graph.instagram.com", "BASE"),
        ],
        authorize: &[("scope", "instagram_business_basic")],
        profile: json!({ "email": null, "username": "jane", "name": "Jane" }),
        refusals: vec![
            Refusal::Authorization(&[("error", "access_denied"), ("error_reason", "user_denied")], "access_denied"),
            Refusal::Token(400, refused, "token_exchange_failed", "Matching code was not found"),
            Refusal::Answer(ME, 400, json!({ "error": { "type": "IGApiException", "code": 190 } }), "userinfo_failed", "HTTP 400"),
            Refusal::Answer(ME, 200, json!({ "username": "jane" }), "subject_missing", "/v23.0/me"),
        ],
        ..row
    }
}

/// <https://developers.facebook.com/docs/threads/get-started/get-access-tokens-and-permissions>
pub(super) fn threads() -> Row {
    const ME: &str = "/v1.0/me";
    let me = json!({ "id": "1234567", "username": "threadsapitestuser", "name": "Threads API Test", "threads_profile_picture_url": "https://x.cdninstagram.com/x" });
    let mut row = row("threads", ("/oauth/authorize", "/oauth/access_token"), [(ME, me)]);
    row.script.token = json!({ "user_id": 1_234_567_u64 });
    row.script.odd = Odd { place: "query:access_token", ..Odd::default() };
    let refused = json!({ "error_type": "OAuthException", "code": 400, "error_message": "This authorization code has been used." });
    Row {
        hosts: &[("https://threads.net", "BASE"), ("https://graph.threads.net", "BASE")],
        authorize: &[("scope", "threads_basic")],
        profile: json!({ "email": null, "username": "threadsapitestuser", "name": "Threads API Test" }),
        refusals: vec![
            Refusal::Token(400, refused, "token_exchange_failed", "This authorization code has been used."),
            Refusal::Answer(ME, 400, self::refused(190, None), "userinfo_failed", "HTTP 400"),
        ],
        ..row
    }
}
