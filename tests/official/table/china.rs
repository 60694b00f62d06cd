//! WeChat, QQ and Weibo: parameters of their own, the access token in the URL, and a name that the token answer gives.

use serde_json::json;

use super::{Refusal, Row, row};
use crate::odd::{Odd, TokenStyle};

/// <https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Wechat_Login.html>
pub(super) fn wechat() -> Row {
    let person = json!({
        "openid": "oLVPpjqs9BhvzwPj5A-vTYAX3GLc", "nickname": "刺猬宝宝", "sex": 1, "country": "CN", "privilege": [],
        "headimgurl": "https://thirdwx.qlogo.cn/mmopen/0", "unionid": "o5aWQwAa7niCIXhAIRBOwglIJ7UQ",
    });
    let mut row = row("wechat", ("/connect/qrconnect", "/sns/oauth2/access_token"), [("/sns/userinfo", person)]);
    row.script.token = json!({
        "expires_in": 7_200, "refresh_token": "r", "openid": "oLVPpjqs9BhvzwPj5A-vTYAX3GLc", "scope": "snsapi_login",
        "unionid": "o5aWQwAa7niCIXhAIRBOwglIJ7UQ",
    });
    row.script.odd = Odd {
        id: "appid",
        secret: "secret",
        token: TokenStyle::Get,
        place: "query:access_token",
        wants: &[("/sns/userinfo", "openid", "oLVPpjqs9BhvzwPj5A-vTYAX3GLc")],
        ..Odd::default()
    };
    let hosts = &[("https://open.weixin.qq.com", "BASE"), ("https://api.weixin.qq.com", "BASE")];
    let refused = |code: i64, text: &str| json!({ "errcode": code, "errmsg": text });
    Row {
        hosts,
        authorize: &[("appid", "client"), ("client_id", ""), ("scope", "snsapi_login"), ("response_type", "code")],
        profile: json!({ "email": null, "name": "刺猬宝宝", "avatar_url": "https://thirdwx.qlogo.cn/mmopen/0" }),
        refusals: vec![
            Refusal::Token(200, refused(40_029, "invalid code"), "token_exchange_failed", "40029 (invalid code)"),
            Refusal::Token(200, refused(40_125, "invalid appsecret"), "provider_misconfigured", "40125"),
            Refusal::Token(200, refused(40_013, "invalid appid"), "provider_misconfigured", "40013"),
            Refusal::Token(200, refused(-1, "system error"), "provider_unavailable", "-1"),
            Refusal::Answer("/sns/userinfo", 200, refused(40_003, "invalid openid"), "userinfo_failed", "40003"),
        ],
        ..row
    }
}

/// <https://wiki.connect.qq.com/%e4%bd%bf%e7%94%a8authorization_code%e8%8e%b7%e5%8f%96access_token>
pub(super) fn qq() -> Row {
    let me = json!({ "client_id": "client", "openid": "1704DEB9C2A3E4F5" });
    let person = json!({
        "ret": 0, "msg": "", "nickname": "Peter", "figureurl_qq_1": "https://thirdqq.qlogo.cn/40",
        "figureurl_qq_2": "https://thirdqq.qlogo.cn/100", "gender": "男",
    });
    let documents = [("/oauth2.0/me", me), ("/user/get_user_info", person)];
    let mut row = row("qq", ("/oauth2.0/authorize", "/oauth2.0/token"), documents);
    row.script.token = json!({ "expires_in": 7_776_000, "refresh_token": "88E4BE14" });
    row.script.odd = Odd {
        token: TokenStyle::Get,
        token_parameters: &[("fmt", "json")],
        place: "query:access_token",
        wants: &[
            ("/oauth2.0/me", "fmt", "json"),
            ("/user/get_user_info", "openid", "1704DEB9C2A3E4F5"),
            ("/user/get_user_info", "oauth_consumer_key", "client"),
        ],
        ..Odd::default()
    };
    let refused = |code: i64, text: &str| json!({ "error": code, "error_description": text });
    Row {
        hosts: &[("https://graph.qq.com", "BASE"), ("^[0-9]+$", "^[a-z]+$")],
        authorize: &[("client_id", "client"), ("scope", "get_user_info")],
        profile: json!({ "email": null, "name": "Peter", "avatar_url": "https://thirdqq.qlogo.cn/100" }),
        refusals: vec![
            Refusal::Token(200, refused(100_020, "code is reused error"), "token_exchange_failed", "100020"),
            Refusal::Token(200, refused(100_010, "redirect uri is illegal"), "provider_misconfigured", "100010"),
            Refusal::Answer("/oauth2.0/me", 200, refused(100_016, "access token check failed"), "userinfo_failed", "100016"),
            Refusal::Answer(
                "/user/get_user_info",
                200,
                json!({ "ret": 1_002, "msg": "请先登录" }),
                "userinfo_failed",
                "request `person`",
            ),
        ],
        ..row
    }
}

/// <https://open.weibo.com/wiki/Oauth2/access_token>, <https://open.weibo.com/wiki/2/users/show>.
pub(super) fn weibo() -> Row {
    let person = json!({
        "id": 1_404_376_560, "idstr": "1404376560", "screen_name": "zaku", "name": "zaku", "domain": "zaku",
        "avatar_large": "https://tp1.sinaimg.cn/1404376560/180/0/1", "verified": false,
    });
    let mut row = row("weibo", ("/oauth2/authorize", "/oauth2/access_token"), [("/2/users/show.json", person)]);
    row.script.token = json!({ "expires_in": 1_234, "remind_in": "798114", "uid": "1404376560", "isRealName": "true" });
    row.script.odd = Odd {
        place: "query:access_token",
        wants: &[("/2/users/show.json", "uid", "1404376560")],
        ..Odd::default()
    };
    Row {
        hosts: &[("https://api.weibo.com", "BASE")],
        profile: json!({ "email": null, "username": "zaku", "name": "zaku" }),
        refusals: vec![
            Refusal::Authorization(&[("error", "access_denied"), ("error_code", "21330")], "access_denied"),
            Refusal::Token(
                400,
                json!({ "error": "invalid_grant", "error_code": 21_325, "request": "/oauth2/access_token" }),
                "token_exchange_failed",
                "invalid_grant",
            ),
            Refusal::Token(400, json!({ "error": "invalid_client", "error_code": 21_324 }), "provider_misconfigured", "invalid_client"),
            Refusal::Answer(
                "/2/users/show.json",
                200,
                json!({ "error": "expired_token", "error_code": 21_327 }),
                "userinfo_failed",
                "expired_token",
            ),
        ],
        ..row
    }
}
