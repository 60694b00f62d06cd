//! Answers of token endpoints: the standard's, and what vendors do instead.

use serde_json::json;

use super::*;

fn answered(status: u16, body: &[u8]) -> Result<Tokens, Refusal> {
    let mut response = Response::new(Bytes::copy_from_slice(body));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
    read(&response, &TokenRules::default(), false, &Redactor::default())
}

/// DP-03: where the definition wants tokens that are bound, one that is not is refused.
#[test]
fn a_token_that_is_not_bound_is_refused() {
    let typed = |kind: &str| {
        let body = format!(r#"{{"access_token":"a","id_token":"i"{kind}}}"#);
        read(&Response::new(Bytes::from(body)), &TokenRules::default(), true, &Redactor::default())
    };
    for kind in [r#","token_type":"DPoP""#, r#","token_type":"dpop""#] {
        assert!(typed(kind).is_ok(), "{kind}");
    }
    for kind in [r#","token_type":"Bearer""#, r#","token_type":null"#, ""] {
        let refusal = typed(kind).unwrap_err();
        assert_eq!((refusal.code, refusal.cause), (ErrorCode::TokenExchangeFailed, Cause::SenderConstraint), "{kind}");
        assert!(refusal.detail.contains("not DPoP"), "{}", refusal.detail);
    }
}

/// What upstreams get wrong and we do not need.
#[test]
fn harmless_deviations_are_read() {
    for body in [
        r#"{"access_token":"a","token_type":"Bearer","id_token":"i"}"#,
        r#"{"access_token":"a","token_type":"bearer","id_token":"i","expires_in":"3600"}"#,
        r#"{"access_token":"a","id_token":"i","expires_in":3600.5,"scope":["a","b"],"refresh_token":null}"#,
        r#"{"access_token":"a","id_token":"i","token_type":null}"#,
        r#"{"access_token":"a","id_token":"i","refresh_token":7}"#,
        r#"{"access_token":"a","id_token":"i","refresh_token":""}"#,
    ] {
        let tokens = answered(200, body.as_bytes()).unwrap();
        assert_eq!(tokens.access_token.unwrap().expose(), "a");
        assert_eq!(tokens.id_token.unwrap().expose(), "i");
        assert!(tokens.refresh_token.is_none());
    }
    let tokens = answered(200, br#"{"access_token":"a","refresh_token":"r"}"#).unwrap();
    assert_eq!(tokens.refresh_token.unwrap().expose(), "r");
    for body in [r#"{"access_token":"a","id_token":""}"#, r#"{"access_token":"a","id_token":null}"#] {
        assert!(answered(201, body.as_bytes()).unwrap().id_token.is_none());
    }
}

/// TK-01, TK-05: no panic, one code each, and nothing of the body in what is logged.
#[test]
fn everything_else_has_its_code() {
    use ErrorCode as C;
    for (status, body, code) in [
        (400, &br#"{"error":"invalid_grant","error_description":"used"}"#[..], C::TokenExchangeFailed),
        (200, br#"{"error":"bad_verification_code"}"#, C::TokenExchangeFailed),
        (200, br#"{"error":"invalid_client"}"#, C::ProviderMisconfigured),
        (400, br#"{"error":"invalid_client"}"#, C::ProviderMisconfigured),
        (401, br#"{"error":"invalid_client"}"#, C::ProviderMisconfigured),
        (401, b"", C::ProviderMisconfigured),
        (403, br#"{"error":"access_denied"}"#, C::AccessDenied),
        (429, b"slow down", C::ProviderUnavailable),
        (500, br#"{"error":"invalid_grant"}"#, C::ProviderUnavailable),
        (503, b"<html>canary</html>", C::ProviderUnavailable),
        (400, br#"{"error":{"message":"m","type":"OAuthException"}}"#, C::TokenExchangeFailed),
        (404, b"not found", C::TokenExchangeFailed),
        (304, b"", C::TokenExchangeFailed),
        (200, b"<html>canary</html>", C::TokenExchangeFailed),
        (200, b"", C::TokenExchangeFailed),
        (200, br#"{"access_token":"canary"#, C::TokenExchangeFailed),
        (200, br#"["canary"]"#, C::TokenExchangeFailed),
        (200, b"null", C::TokenExchangeFailed),
        (200, b"\xef\xbb\xbf{\"access_token\":\"canary\"}", C::TokenExchangeFailed),
        (200, b"\xff\xfe{\0\"\0}\0", C::TokenExchangeFailed),
        (200, br#"{"access_token":"canary","access_token":"b"}"#, C::TokenExchangeFailed),
        (200, br#"{"access_token":"canary","id_token":"i","x":{"y":1,"y":2}}"#, C::TokenExchangeFailed),
        (200, br#"{"access_token":""}"#, C::TokenExchangeFailed),
        (200, br#"{"access_token":7}"#, C::TokenExchangeFailed),
        (200, br#"{"access_token":"canary","id_token":{"a":1}}"#, C::TokenExchangeFailed),
        (200, br#"{"access_token":"canary","token_type":"DPoP"}"#, C::TokenExchangeFailed),
        (200, br#"{"token_type":"Bearer","expires_in":"canary"}"#, C::TokenExchangeFailed),
    ] {
        let Refusal { code: found, detail, .. } = answered(status, body).unwrap_err();
        assert_eq!(found, code, "{status} {}", String::from_utf8_lossy(body));
        assert!(!detail.contains("canary"), "{detail}");
    }
}

/// UP-02: Azure AD B2C sends an ID token alone where nobody asked for a scope of its own; what is missing is named.
#[test]
fn an_id_token_alone_is_an_answer() {
    let tokens = answered(200, br#"{"id_token":"i","token_type":"Bearer","id_token_expires_in":3600}"#).unwrap();
    assert!(tokens.access_token.is_none() && tokens.id_token.is_some());
    for (body, named) in [
        (r#"{}"#, "neither `access_token` nor `id_token`"),
        (r#"{"access_token":7,"id_token":"i"}"#, "`access_token`"),
        (r#"{"access_token":"","id_token":"i"}"#, "`access_token`"),
        (r#"{"access_token":"a","id_token":["i"]}"#, "`id_token`"),
        (r#"{"access_token":"a","token_type":["Bearer"]}"#, "`token_type`"),
        (r#"{"access_token":"a","token_type":"DPoP"}"#, "`token_type` is DPoP"),
    ] {
        let detail = answered(200, body.as_bytes()).unwrap_err().detail;
        assert!(detail.contains(named), "{body}: {detail}");
    }
}

/// RFC 6749 §5.2: `invalid_grant` is a JSON member of an answer with a 4xx status, and nothing else.
#[test]
fn only_an_error_response_proves_that_the_client_was_accepted() {
    for (status, body, cause) in [
        (400, r#"{"error":"invalid_grant"}"#, Cause::InvalidGrant),
        (403, r#"{"error":"invalid_grant","error_description":"expired"}"#, Cause::InvalidGrant),
        (401, r#"{"error":"invalid_grant"}"#, Cause::ClientAuthentication),
        (503, r#"{"error":"invalid_grant"}"#, Cause::Unavailable),
        (503, "maintenance: invalid_grant", Cause::Unavailable),
        (429, r#"{"error":"invalid_grant"}"#, Cause::Unavailable),
        (200, r#"{"error":"invalid_grant"}"#, Cause::UpstreamError),
        (400, "invalid_grant", Cause::InvalidResponse),
        (400, r#"{"error":"server_error","error_description":"invalid_grant"}"#, Cause::UpstreamError),
        (400, r#"{"error":"invalid_client"}"#, Cause::ClientAuthentication),
        (400, r#"{"error":"redirect_uri_mismatch"}"#, Cause::RedirectUri),
    ] {
        assert_eq!(answered(status, body.as_bytes()).unwrap_err().cause, cause, "{status} {body}");
    }
}

fn by(rules: &Value, status: u16, body: &str) -> Result<Tokens, Refusal> {
    let mut response = Response::new(Bytes::copy_from_slice(body.as_bytes()));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
    read(&response, &serde_json::from_value(rules.clone()).unwrap(), false, &Redactor::default())
}

/// PF-09. Slack (<https://docs.slack.dev/authentication/installing-with-oauth>) has the person's token inside, WeChat
/// (<https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Wechat_Login.html>) numbers its errors and has the
/// status 200 for them, DingTalk has names of its own.
#[test]
fn the_definition_says_where_things_are() {
    let slack = json!({ "access_token": "authed_user.access_token", "token_types": ["Bearer", "bot"] });
    let answer = r#"{"ok":true,"access_token":"canary","token_type":"bot","authed_user":{"id":"U1","access_token":"xoxp"},"team":{"id":"T1"}}"#;
    let tokens = by(&slack, 200, answer).unwrap();
    assert_eq!(tokens.access_token.unwrap().expose(), "xoxp");
    assert_eq!(
        Value::Object(tokens.claims),
        json!({ "ok": true, "token_type": "bot", "authed_user": { "id": "U1" }, "team": { "id": "T1" } })
    );
    assert!(by(&slack, 200, r#"{"access_token":"a","token_type":"bot"}"#).is_err(), "the bot's own token is nobody's");
    assert!(
        by(&slack, 200, &answer.replace("\"bot\"", "\"mac\""))
            .unwrap_err()
            .detail
            .contains("is mac, not Bearer or bot")
    );
    assert_eq!(by(&slack, 200, r#"{"ok":false,"error":"invalid_code"}"#).unwrap_err().cause, Cause::UpstreamError);

    let wechat = json!({
        "error": "errcode", "error_description": "errmsg",
        "errors": { "40029": "invalid_grant", "40125": "invalid_client", "-1": "temporarily_unavailable" },
    });
    for (body, code, cause) in [
        (r#"{"errcode":40029,"errmsg":"invalid code"}"#, ErrorCode::TokenExchangeFailed, Cause::InvalidGrant),
        (
            r#"{"errcode":40125,"errmsg":"invalid appsecret"}"#,
            ErrorCode::ProviderMisconfigured,
            Cause::ClientAuthentication,
        ),
        (r#"{"errcode":-1,"errmsg":"system error"}"#, ErrorCode::ProviderUnavailable, Cause::Unavailable),
        (r#"{"errcode":50002,"errmsg":"user limited"}"#, ErrorCode::TokenExchangeFailed, Cause::UpstreamError),
        (r#"{"errcode":0,"errmsg":"ok"}"#, ErrorCode::TokenExchangeFailed, Cause::InvalidResponse),
    ] {
        let refused = by(&wechat, 200, body).unwrap_err();
        assert_eq!((refused.code, refused.cause), (code, cause), "{body}");
    }
    assert!(
        by(&wechat, 200, r#"{"errcode":40029,"errmsg":"invalid code"}"#)
            .unwrap_err()
            .detail
            .contains("40029 (invalid code)")
    );
    assert!(by(&wechat, 200, r#"{"errcode":0,"access_token":"a","openid":"o1"}"#).is_ok());
    assert_eq!(by(&wechat, 503, r#"{"errcode":40029}"#).unwrap_err().cause, Cause::Unavailable);

    let dingtalk = json!({ "access_token": "accessToken", "error": "code", "error_description": "message" });
    let tokens =
        by(&dingtalk, 200, r#"{"accessToken":"a","refreshToken":"canary","expireIn":7200,"corpId":"c"}"#).unwrap();
    assert_eq!(Value::Object(tokens.claims), json!({ "expireIn": 7200, "corpId": "c" }));
    let refused = by(&dingtalk, 400, r#"{"code":"invalidParameter.authCode.notFound","message":"m"}"#).unwrap_err();
    assert!(refused.detail.contains("invalidParameter.authCode.notFound (m)"), "{}", refused.detail);
}

/// Stack Exchange and QQ answer with a form, and refuse with JSON.
#[test]
fn a_form_is_an_answer_where_the_definition_says_so() {
    let form = json!({ "answer": "form" });
    let tokens = by(&form, 200, "access_token=a%20b&expires=86400").unwrap();
    assert_eq!(tokens.access_token.unwrap().expose(), "a b");
    assert_eq!(Value::Object(tokens.claims), json!({ "expires": "86400" }));
    assert_eq!(by(&form, 400, "error=invalid_client").unwrap_err().cause, Cause::ClientAuthentication);
    assert_eq!(by(&form, 400, r#"{"error":"invalid_grant"}"#).unwrap_err().cause, Cause::InvalidGrant);
    for body in ["access_token=a&access_token=b", "", "<html>", r#"["access_token"]"#] {
        assert!(by(&form, 200, body).is_err(), "{body}");
    }
    assert!(by(&json!({}), 200, "access_token=a").is_err(), "never by itself");
}
