//! Slack (both ways), Twitch, Feishu and DingTalk.

use serde_json::{Value, json};

use super::{Refusal, Row, row};
use crate::{
    odd::{Odd, TokenStyle},
    openid,
    vendor::{METADATA, Paths},
};

fn slack_refuses(error: &str) -> Value {
    json!({ "ok": false, "error": error })
}

/// <https://docs.slack.dev/authentication/sign-in-with-slack/>: a refusal has the status 200.
pub(super) fn slack() -> Row {
    let paths = Paths {
        authorize: "/openid/connect/authorize",
        token: "/api/openid.connect.token",
        userinfo: "/api/openid.connect.userInfo",
        keys: "/openid/connect/keys",
    };
    let person = json!({
        "ok": true, "sub": "U0R7JM", "https://slack.com/user_id": "U0R7JM", "https://slack.com/team_id": "T0R7GR",
        "email": "krane@example.com", "email_verified": true, "name": "krane", "given_name": "Bront", "family_name": "Labradoodle",
        "picture": "https://secure.gravatar.com/avatar/x.png",
    });
    let more = json!({ "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"] });
    let mut script = openid::setup("slack", METADATA, &paths, more, &person).script;
    script.token = json!({ "ok": true, "token_type": "Bearer" });
    Row {
        script,
        hosts: &[("const = \"https://slack.com", "const = \"BASE")],
        authorize: &[("scope", "openid profile email")],
        profile: json!({ "email": "krane@example.com", "email_verified": true, "name": "krane", "first_name": "Bront" }),
        refusals: vec![
            Refusal::Token(200, slack_refuses("invalid_code"), "token_exchange_failed", "invalid_code"),
            Refusal::Token(200, slack_refuses("bad_client_secret"), "provider_misconfigured", "bad_client_secret"),
            Refusal::Token(200, slack_refuses("bad_redirect_uri"), "provider_misconfigured", "bad_redirect_uri"),
            Refusal::Answer(
                "/api/openid.connect.userInfo",
                200,
                slack_refuses("invalid_auth"),
                "userinfo_failed",
                "invalid_auth",
            ),
        ],
        ..row("slack", ("", ""), [])
    }
}

/// <https://docs.slack.dev/reference/methods/oauth.v2.access>, <https://docs.slack.dev/reference/methods/users.identity>.
pub(super) fn slackv2() -> Row {
    let identity = json!({
        "ok": true, "team": { "id": "T0G9PQBBK" },
        "user": { "id": "U0G9QF9C6", "name": "Sonny Whether", "email": "sonny@example.com", "image_192": "https://a.slack-edge.com/192.png" },
    });
    let mut row = row("slackv2", ("/oauth/v2/authorize", "/api/oauth.v2.access"), [("/api/users.identity", identity)]);
    row.script.token = json!({
        "ok": true, "app_id": "A0KRD7HC3", "access_token": "xoxb-the-bots-own", "token_type": "bot", "team": { "id": "T0G9PQBBK" },
        "authed_user": { "id": "U0G9QF9C6", "scope": "identity.basic", "token_type": "user" },
    });
    row.script.odd = Odd { access_token: "/authed_user/access_token", ..Odd::default() };
    Row {
        hosts: &[("https://slack.com/oauth", "BASE/oauth"), ("https://slack.com/api", "BASE/api")],
        authorize: &[("user_scope", "identity.basic,identity.email,identity.avatar"), ("scope", "")],
        profile: json!({ "email": "sonny@example.com", "email_verified": false, "name": "Sonny Whether" }),
        refusals: vec![
            Refusal::Token(200, slack_refuses("code_already_used"), "token_exchange_failed", "code_already_used"),
            Refusal::Token(200, slack_refuses("invalid_client_id"), "provider_misconfigured", "invalid_client_id"),
            Refusal::Answer("/api/users.identity", 200, slack_refuses("missing_scope"), "userinfo_failed", "missing_scope"),
        ],
        ..row
    }
}

/// <https://dev.twitch.tv/docs/authentication/getting-tokens-oidc/>, <https://dev.twitch.tv/docs/api/reference/#get-users>.
pub(super) fn twitch() -> Row {
    let paths = Paths {
        authorize: "/oauth2/authorize",
        token: "/oauth2/token",
        userinfo: "/oauth2/userinfo",
        keys: "/oauth2/keys",
    };
    let person = json!({
        "sub": "713936733", "email": "scott@example.com", "email_verified": true, "preferred_username": "scotts_place",
        "picture": "https://static-cdn.jtvnw.net/user-default.png",
    });
    let more = json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"] });
    let mut script = openid::setup("twitch", "/oauth2/.well-known/openid-configuration", &paths, more, &person).script;
    let users = json!({ "data": [{ "id": "713936733", "login": "scotts_place", "display_name": "Scotts Place" }] });
    script.documents.insert("/helix/users", users);
    script.token = json!({ "token_type": "bearer", "scope": ["openid", "user:read:email"], "expires_in": 14_310 });
    script.odd = Odd { wants: &[("/helix/users", "Client-Id", "client")], ..Odd::default() };
    Row {
        script,
        hosts: &[("const = \"https://id.twitch.tv", "const = \"BASE"), ("https://api.twitch.tv", "BASE")],
        authorize: &[("scope", "openid user:read:email")],
        profile: json!({ "email": "scott@example.com", "email_verified": true, "username": "scotts_place", "name": "Scotts Place" }),
        refusals: vec![
            Refusal::Authorization(
                &[("error", "access_denied"), ("error_description", "The user denied you access")],
                "access_denied",
            ),
            Refusal::Authorization(&[("error", "redirect_mismatch")], "provider_error"),
            Refusal::Token(400, json!({ "status": 400, "message": "Invalid authorization code" }), "token_exchange_failed", "HTTP 400"),
        ],
        ..row("twitch", ("", ""), [])
    }
}

/// <https://open.feishu.cn/document/authentication-management/access-token/get-user-access-token>
pub(super) fn feishu() -> Row {
    const ME: &str = "/open-apis/authen/v1/user_info";
    let me = json!({
        "code": 0, "msg": "success",
        "data": {
            "name": "zhangsan", "en_name": "Three Zhang", "avatar_url": "https://s1-imfile.feishucdn.com/x", "open_id": "ou-caecc734",
            "union_id": "on-d89jhsdhjsajkda7828enjdj328ydhhw3u43yjhdj", "enterprise_email": "zhangsan@example.com", "tenant_key": "736588",
        },
    });
    let mut row = row("feishu", ("/open-apis/authen/v1/authorize", "/open-apis/authen/v2/oauth/token"), [(ME, me)]);
    row.script.token = json!({ "code": 0, "token_type": "Bearer", "expires_in": 7_200, "scope": "auth:user.id:read" });
    row.script.odd = Odd { token: TokenStyle::Json, ..Odd::default() };
    let refused = |code: u32, error: &str| json!({ "code": code, "error": error, "error_description": "…" });
    Row {
        hosts: &[("https://accounts.{cloud}", "BASE"), ("https://open.{cloud}/open-apis", "BASE/open-apis")],
        credentials: json!({ "cloud": "feishu.cn" }),
        profile: json!({ "email": "zhangsan@example.com", "email_verified": false, "name": "zhangsan" }),
        refusals: vec![
            Refusal::Token(400, refused(20_003, "invalid_grant"), "token_exchange_failed", "invalid_grant"),
            Refusal::Token(400, json!({ "code": 20_002, "msg": "secret invalid" }), "provider_misconfigured", "20002"),
            Refusal::Answer(ME, 200, json!({ "code": 20_005, "msg": "access token invalid" }), "userinfo_failed", "20005"),
        ],
        ..row
    }
}

/// <https://open.dingtalk.com/document/orgapp/obtain-user-token>,
/// <https://open.dingtalk.com/document/orgapp/dingtalk-retrieve-user-information>.
pub(super) fn dingtalk() -> Row {
    const ME: &str = "/v1.0/contact/users/me";
    let me = json!({
        "nick": "zhangsan", "avatarUrl": "https://static.dingtalk.com/x.png", "mobile": "150xxxx9144", "openId": "liSii8KC",
        "unionId": "z21HjQliSzpw0Yxxx", "email": "zhangsan@example.com", "stateCode": "86",
    });
    let mut row = row("dingtalk", ("/oauth2/auth", "/v1.0/oauth2/userAccessToken"), [(ME, me)]);
    row.script.token = json!({ "refreshToken": "r", "expireIn": 7_200, "corpId": "corpxxxx" });
    row.script.odd = Odd {
        id: "clientId",
        secret: "clientSecret",
        token: TokenStyle::Json,
        token_parameters: &[("grantType", "authorization_code")],
        code: "authCode",
        access_token: "/accessToken",
        place: "named_header:x-acs-dingtalk-access-token",
        ..Odd::default()
    };
    let refused = |code: &str| json!({ "code": code, "message": "…", "requestid": "x" });
    Row {
        hosts: &[("https://login.dingtalk.com", "BASE"), ("https://api.dingtalk.com", "BASE")],
        authorize: &[("client_id", "client"), ("scope", "openid"), ("prompt", "consent")],
        profile: json!({ "email": "zhangsan@example.com", "email_verified": false, "name": "zhangsan" }),
        refusals: vec![
            Refusal::Token(400, refused("invalidParameter.authCode.notFound"), "token_exchange_failed", "authCode.notFound"),
            Refusal::Token(400, refused("invalidClientSecret"), "provider_misconfigured", "invalidClientSecret"),
            Refusal::Answer(ME, 401, refused("InvalidAuthentication"), "userinfo_failed", "HTTP 401"),
        ],
        ..row
    }
}
