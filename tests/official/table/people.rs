//! Where people have an account of their own.

use serde_json::json;

use super::{Refusal, Row, row};
use crate::{
    odd::{Odd, TokenStyle},
    openid,
    vendor::Paths,
};

/// <https://developers.tiktok.com/doc/oauth-user-access-token-management>, <https://developers.tiktok.com/doc/tiktok-api-v2-get-user-info>.
pub(super) fn tiktok() -> Row {
    const ME: &str = "/v2/user/info/";
    let me = json!({
        "data": { "user": { "open_id": "723f24d7-e717-40f8-a2b6-cb8464cd23b4", "display_name": "Tik Toker", "avatar_url": "https://p19-sign.tiktokcdn-us.com/x" } },
        "error": { "code": "ok", "message": "", "log_id": "20220829194722CBE87ED59D524E727021" },
    });
    let mut row = row("tiktok", ("/v2/auth/authorize/", "/v2/oauth/token/"), [(ME, me)]);
    row.script.token = json!({ "token_type": "Bearer", "expires_in": 86_400, "open_id": "723f24d7-e717-40f8-a2b6-cb8464cd23b4", "scope": "user.info.basic" });
    row.script.odd = Odd { id: "client_key", pkce: false, ..Odd::default() };
    let refused = json!({ "data": {}, "error": { "code": "access_token_invalid", "message": "The access token is invalid", "log_id": "x" } });
    Row {
        hosts: &[("https://www.tiktok.com", "BASE"), ("https://open.tiktokapis.com", "BASE")],
        authorize: &[("client_key", "client"), ("client_id", ""), ("scope", "user.info.basic"), ("code_challenge", "")],
        profile: json!({ "email": null, "name": "Tik Toker" }),
        refusals: vec![
            Refusal::Authorization(&[("error", "access_denied"), ("error_type", "x")], "access_denied"),
            Refusal::Token(400, json!({ "error": "invalid_grant", "error_description": "…", "log_id": "x" }), "token_exchange_failed", "invalid_grant"),
            Refusal::Token(200, json!({ "error": "invalid_client", "error_description": "…", "log_id": "x" }), "provider_misconfigured", "invalid_client"),
            Refusal::Answer(ME, 200, refused, "userinfo_failed", "access_token_invalid"),
        ],
        ..row
    }
}

/// <https://trakt.docs.apiary.io/#reference/authentication-oauth/get-token>
pub(super) fn trakt() -> Row {
    const ME: &str = "/users/settings";
    let me = json!({ "user": {
        "username": "justin", "private": false, "name": "Justin Nemeth", "vip": true,
        "ids": { "slug": "justin", "uuid": "b6589fc6ab0dc82cf12099d1c2d40ab994e8410c" },
        "images": { "avatar": { "full": "https://secure.gravatar.com/avatar/30c2f0dfbc39e48656f40498aa871e33" } },
    } });
    let mut row = row("trakt", ("/oauth/authorize", "/oauth/token"), [(ME, me)]);
    row.script.token = json!({ "token_type": "bearer", "expires_in": 86_400, "scope": "public" });
    row.script.odd = Odd {
        token: TokenStyle::Json,
        wants: &[(ME, "trakt-api-version", "2"), (ME, "trakt-api-key", "client")],
        ..Odd::default()
    };
    Row {
        hosts: &[("https://trakt.tv/oauth/authorize", "BASE/oauth/authorize"), ("https://api.trakt.tv", "BASE")],
        authorize: &[("scope", "")],
        profile: json!({ "email": null, "username": "justin", "name": "Justin Nemeth" }),
        refusals: vec![
            Refusal::Token(401, json!({ "error": "invalid_grant", "error_description": "…" }), "provider_misconfigured", "invalid_grant"),
            Refusal::Answer(ME, 403, json!({}), "userinfo_failed", "HTTP 403"),
        ],
        ..row
    }
}

/// <https://yandex.com/dev/id/doc/en/user-information>
pub(super) fn yandex() -> Row {
    const ME: &str = "/info";
    let me = json!({
        "id": "1000034426", "login": "ivan", "display_name": "ivan", "real_name": "Ivan Ivanov", "first_name": "Ivan",
        "last_name": "Ivanov", "default_email": "ivan@yandex.ru", "default_avatar_id": "131652443", "is_avatar_empty": false,
    });
    let mut row = row("yandex", ("/authorize", "/token"), [(ME, me)]);
    row.script.token = json!({ "token_type": "bearer", "expires_in": 124_234_123_534_u64 });
    row.script.odd = Odd { place: "header:OAuth", wants: &[(ME, "format", "json")], ..Odd::default() };
    Row {
        hosts: &[("https://oauth.yandex.com/authorize", "BASE/authorize"), ("https://oauth.yandex.com/token", "BASE/token"), ("https://login.yandex.ru", "BASE")],
        authorize: &[("scope", "login:info login:email login:avatar")],
        profile: json!({
            "email": "ivan@yandex.ru", "email_verified": false, "username": "ivan", "name": "Ivan Ivanov",
            "avatar_url": "https://avatars.yandex.net/get-yapic/131652443/islands-200",
        }),
        refusals: vec![
            Refusal::Token(400, json!({ "error": "invalid_grant", "error_description": "Code has expired" }), "token_exchange_failed", "Code has expired"),
            Refusal::Token(400, json!({ "error": "invalid_client", "error_description": "Client not found" }), "provider_misconfigured", "Client not found"),
            Refusal::Answer(ME, 401, json!({}), "userinfo_failed", "HTTP 401"),
        ],
        ..row
    }
}

/// <https://id.vk.com/about/business/go/docs/en/vkid/latest/vk-id/connection/api-description>
pub(super) fn vk() -> Row {
    const ME: &str = "/oauth2/user_info";
    let me = json!({ "user": {
        "user_id": "1234567890", "first_name": "Ivan", "last_name": "I.", "avatar": "https://pp.userapi.com/60tZWMo4SmwcploUVl9XEt8ufnTTvDUmQ6Bj1g/mmv1pcj63C4.png",
        "email": "ivan@example.com", "sex": 2, "verified": false,
    } });
    let mut row = row("vk", ("/authorize", "/oauth2/auth"), [(ME, me)]);
    row.script.token = json!({ "token_type": "Bearer", "expires_in": 3_600, "user_id": 1_234_567_890_u64, "id_token": "dropped.unread.here", "scope": "vkid.personal_info email" });
    row.script.odd = Odd {
        public: true,
        token_parameters: &[("device_id", "the-device")],
        callback: &[("device_id", "the-device"), ("type", "code_v2"), ("expires_in", "600")],
        place: "body:access_token",
        posts: &[(ME, Some("client_id"))],
        ..Odd::default()
    };
    Row {
        hosts: &[("https://id.vk.com/authorize", "BASE/authorize"), ("https://id.vk.com/oauth2", "BASE/oauth2")],
        credentials: json!({ "client_secret": null }),
        authorize: &[("code_challenge_method", "S256")],
        profile: json!({ "email": "ivan@example.com", "email_verified": false, "name": "Ivan I.", "first_name": "Ivan" }),
        refusals: vec![
            Refusal::Token(400, json!({ "error": "invalid_grant", "error_description": "device_id or code is invalid" }), "token_exchange_failed", "device_id"),
            Refusal::Answer(ME, 200, json!({ "error": "invalid_token", "error_description": "…" }), "userinfo_failed", "invalid_token"),
            Refusal::Authorization(&[("error", "access_denied")], "access_denied"),
        ],
        ..row
    }
}

/// <https://docs.x.com/resources/fundamentals/authentication/oauth-2-0/user-access-token>
pub(super) fn x() -> Row {
    const ME: &str = "/2/users/me";
    let me = json!({ "data": {
        "id": "2244994945", "name": "X Dev", "username": "XDevelopers", "confirmed_email": "dev@example.com",
        "profile_image_url": "https://pbs.twimg.com/profile_images/x_normal.jpg",
    } });
    let mut row = row("x", ("/i/oauth2/authorize", "/2/oauth2/token"), [(ME, me)]);
    row.script.token = json!({ "token_type": "bearer", "expires_in": 7_200, "scope": "users.read tweet.read" });
    Row {
        hosts: &[("https://x.com/i", "BASE/i"), ("https://api.x.com", "BASE")],
        authorize: &[("scope", "users.read tweet.read users.email"), ("code_challenge_method", "S256")],
        profile: json!({ "email": "dev@example.com", "email_verified": false, "username": "xdevelopers", "name": "X Dev" }),
        refusals: vec![
            Refusal::Token(
                400,
                json!({ "error": "invalid_request", "error_description": "Value passed for the authorization code was invalid." }),
                "token_exchange_failed",
                "authorization code was invalid",
            ),
            Refusal::Token(401, json!({ "error": "unauthorized_client", "error_description": "Missing valid authorization header" }), "provider_misconfigured", "unauthorized_client"),
            Refusal::Answer(ME, 403, json!({ "title": "Forbidden", "status": 403 }), "userinfo_failed", "HTTP 403"),
        ],
        ..row
    }
}

/// <https://developers.pinterest.com/docs/api/v5/oauth-token/>, <https://developers.pinterest.com/docs/api/v5/user_account-get/>.
pub(super) fn pinterest() -> Row {
    const ME: &str = "/v5/user_account";
    let me = json!({ "account_type": "BUSINESS", "id": "2783136121146311751", "profile_image": "https://i.pinimg.com/x.jpg", "username": "pinner", "business_name": "Pin Company" });
    let mut row = row("pinterest", ("/oauth/", "/v5/oauth/token"), [(ME, me)]);
    row.script.token = json!({ "response_type": "authorization_code", "token_type": "bearer", "expires_in": 2_592_000, "scope": "user_accounts:read" });
    Row {
        hosts: &[("https://www.pinterest.com/oauth", "BASE/oauth"), ("https://api.pinterest.com", "BASE")],
        authorize: &[("scope", "user_accounts:read")],
        profile: json!({ "email": null, "username": "pinner", "name": "Pin Company" }),
        refusals: vec![
            Refusal::Token(400, json!({ "code": 283, "message": "Authorization code is invalid" }), "token_exchange_failed", "283 (Authorization code"),
            Refusal::Token(401, json!({ "code": 2, "message": "Authentication failed." }), "provider_misconfigured", "Authentication failed"),
            Refusal::Answer(ME, 403, json!({ "code": 29, "message": "…" }), "userinfo_failed", "HTTP 403"),
        ],
        ..row
    }
}

/// <https://learn.microsoft.com/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2>: no nonce comes back.
pub(super) fn linkedin() -> Row {
    let paths = Paths { authorize: "/oauth/v2/authorization", token: "/oauth/v2/accessToken", userinfo: "/v2/userinfo", keys: "/oauth/openid/jwks" };
    let person = json!({
        "sub": "782bbtaQ", "name": "John Doe", "given_name": "John", "family_name": "Doe", "picture": "https://media.licdn-ei.com/x",
        "email": "doe@example.com", "email_verified": "true",
    });
    let more = json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"], "code_challenge_methods_supported": null });
    let mut script = openid::setup("linkedin", "/oauth/.well-known/openid-configuration", &paths, more, &person).script;
    script.claims()["nonce"] = "ABSENT".into();
    script.token = json!({ "expires_in": 5_184_000, "scope": "email,openid,profile", "token_type": "Bearer" });
    script.odd = Odd { pkce: false, ..Odd::default() };
    Row {
        script,
        hosts: &[("const = \"https://www.linkedin.com", "const = \"BASE")],
        authorize: &[("scope", "openid profile email"), ("code_challenge", "")],
        profile: json!({ "email": "doe@example.com", "email_verified": true, "name": "John Doe", "first_name": "John" }),
        refusals: vec![
            Refusal::Authorization(&[("error", "user_cancelled_login")], "access_denied"),
            Refusal::Authorization(&[("error", "user_cancelled_authorize")], "access_denied"),
            Refusal::Authorization(&[("error", "unauthorized_scope_error")], "provider_error"),
            Refusal::Token(400, json!({ "error": "invalid_request", "error_description": "Unable to retrieve access token: authorization code not found" }), "token_exchange_failed", "authorization code not found"),
            Refusal::Token(401, json!({ "error": "invalid_client", "error_description": "Client authentication failed" }), "provider_misconfigured", "invalid_client"),
        ],
        ..row("linkedin", ("", ""), [])
    }
}
