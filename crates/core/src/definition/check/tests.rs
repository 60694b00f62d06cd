//! What is refused, by the place that is wrong.

use serde_json::{Value, json};

use crate::definition::Definition;

fn with(more: &Value) -> Definition {
    let mut all = json!({
        "id": "x", "name": "X", "protocol": "oauth2",
        "endpoints": {
            "authorization": "https://op.example/a", "token": "https://op.example/t",
            "userinfo": "https://op.example/me?openid={token.openid}",
        },
        "credentials": { "type": "object", "properties": {
            "client_id": { "type": "string" }, "client_secret": { "type": "string", "writeOnly": true },
            "organization": { "type": "string" },
        } },
    });
    for (name, value) in more.as_object().unwrap() {
        all[name] = value.clone();
    }
    serde_json::from_value(all).unwrap_or_else(|error| panic!("{more}: {error}"))
}

/// Everything that is unusual about some vendor, at once.
#[test]
fn what_vendors_need_is_taken() {
    let all = json!({
        "client": { "id_parameter": "appid", "secret_parameter": "secret" },
        "authorization": {
            "scope_separator": ",", "fragment": "wechat_redirect", "code_parameter": "authCode",
            "errors": { "user_cancelled_login": "access_denied" },
        },
        "authorize_params": { "organization": "{organization}" },
        "token": {
            "method": "GET", "parameters": { "device_id": "{callback.device_id}", "org": "{organization}" },
            "headers": { "Client-Id": "{client_id}" }, "answer": "form", "access_token": "authed_user.access_token",
            "token_types": ["Bearer", "user"], "error": "errcode", "error_description": "errmsg",
            "errors": { "40029": "invalid_grant" },
        },
        "userinfo": {
            "method": "POST", "format": "json", "body": { "query": "{ viewer { id } }", "id": "{token.openid}" },
            "headers": { "Client-Id": "{client_id}" }, "access_token": "body:access_token", "error": "error.code",
        },
        "requests": [
            { "name": "teams", "url": "https://op.example/teams/{token.openid}", "pages": { "next": "link", "max": 5 } },
            { "name": "roles", "url": "https://op.example/roles?u={userinfo.id}&t={teams.id}", "access_token": "query:access_token" },
        ],
        "logout": { "url": "https://op.example/logout", "parameters": { "to": "{post_logout_url}", "c": "{client_id}" } },
        "claims": { "name": "callback.user.name.firstName", "subject": "token.openid" },
        "discovery": { "issuer_template": "https://op.example/{organization}/{tid}" },
    });
    assert_eq!(with(&all).check_requests(true).to_string(), "");
    let written = serde_json::to_value(with(&all)).unwrap();
    assert_eq!(serde_json::from_value::<Definition>(written).unwrap(), with(&all), "written as it was read");
}

/// PS-09.
#[test]
fn ps_09_a_server_that_a_person_chooses_is_the_only_one_that_is_asked() {
    let of = |more: Value| {
        let mut all = json!({
            "endpoints": { "authorization": "{server}/a", "token": "{server}/t", "userinfo": "{server}/me" },
            "registration": { "url": "{server}/apps", "parameters": {} },
            "credentials": {
                "type": "object", "per_sign_in": ["server"],
                "properties": { "server": { "type": "string", "format": "uri" } },
            },
        });
        all.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        with(&all).check_requests(true)
    };
    assert_eq!(of(json!({})).to_string(), "");
    let elsewhere = "https://evil.example/x";
    for (more, pointer) in [
        (
            json!({ "endpoints": { "authorization": "{server}/a", "token": elsewhere, "userinfo": "{server}/me" } }),
            "/endpoints/token",
        ),
        (json!({ "registration": { "url": elsewhere, "parameters": {} } }), "/registration/url"),
        (json!({ "registration": null }), "/credentials/per_sign_in/0"),
        (json!({ "requests": [{ "name": "r", "url": elsewhere }] }), "/requests/0/url"),
        (
            json!({ "options": { "o": { "title": "O", "requests": [{ "name": "r", "url": elsewhere }] } } }),
            "/options/o/requests/0/url",
        ),
        (json!({ "logout": { "url": elsewhere } }), "/logout/url"),
        (json!({ "refresh": "offline_access" }), "/refresh"),
        (json!({ "protocol": "oidc" }), "/credentials/per_sign_in/0"),
    ] {
        let bad = of(more.clone());
        assert!(bad.0.iter().any(|violation| violation.pointer == pointer), "{more}: {bad}");
    }
}

#[test]
fn each_mistake_is_refused_where_it_is() {
    refused_where_it_is(&[
        (
            json!({ "authorize_params": { "o": "{organisation}" } }),
            "/authorize_params/o",
            "did you mean `{organization}`?",
        ),
        (json!({ "authorize_params": { "o": "{client_secret}" } }), "/authorize_params/o", "is a secret"),
        (
            json!({ "id_token": { "required_claims": { "hd": "{organisation}" } } }),
            "/id_token/required_claims/hd",
            "did you mean `{organization}`?",
        ),
        (json!({ "id_token": { "required_claims": { "hd": " " } } }), "/id_token/required_claims/hd", "empty"),
        (json!({ "authorize_params": { "o": "{callback.x}" } }), "/authorize_params/o", "only credentials"),
        (
            json!({ "options": { "a": { "title": "A", "authorize_params": { "o": "{organisation}" } } } }),
            "/options/a/authorize_params/o",
            "did you mean `{organization}`?",
        ),
        (json!({ "authorize_params": { "state": "x" } }), "/authorize_params/state", "belongs to the sign-in"),
        (json!({ "authorization": { "scope_separator": "ab" } }), "/authorization/scope_separator", "use \",\""),
        (json!({ "authorization": { "fragment": "a b" } }), "/authorization/fragment", "a word"),
        (json!({ "authorization": { "code_parameter": "state" } }), "/authorization/code_parameter", "holds the code"),
        (json!({ "client": { "id_parameter": "code" } }), "/client/id_parameter", "no other parameter"),
        (json!({ "client": { "secret_parameter": "client_id" } }), "/client/secret_parameter", "of its own"),
        (
            json!({ "token": { "parameters": { "code": "x" } } }),
            "/token/parameters/code",
            "belongs to the token request",
        ),
        (
            json!({ "client": { "assertion": { "issuer": "{organisation}" } } }),
            "/client/assertion/issuer",
            "did you mean `{organization}`?",
        ),
        (json!({ "client": { "assertion": { "subject": "{client_secret}" } } }), "/client/assertion/subject", "secret"),
        (json!({ "client": { "assertion": { "key_id": "{a" } } }), "/client/assertion/key_id", "not closed"),
        (json!({ "client": { "assertion": { "audience": " " } } }), "/client/assertion/audience", "leave it out"),
        (json!({ "token": { "parameters": { "x": "{callback.code}" } } }), "/token/parameters/x", "never filled in"),
        (json!({ "token": { "parameters": { "x": "{token.id}" } } }), "/token/parameters/x", "are callback"),
        (
            json!({ "token": { "headers": { "Authorization": "x" } } }),
            "/token/headers/Authorization",
            "belongs to the request",
        ),
        (json!({ "token": { "headers": { "X": "a\r\nb" } } }), "/token/headers/X", "one line"),
        (json!({ "token": { "method": "GET", "format": "json" } }), "/token/format", "no body"),
        (json!({ "token": { "token_types": [] } }), "/token/token_types", "list the token types"),
        (json!({ "token": { "access_token": [] } }), "/token/access_token", "at least one"),
        (json!({ "userinfo": { "body": { "a": "b" } } }), "/userinfo/body", "add method"),
        (json!({ "userinfo": { "access_token": "body:t" } }), "/userinfo/access_token", "add method"),
        (
            json!({ "userinfo": { "method": "POST", "body": { "t": "1" }, "access_token": "body:t" } }),
            "/userinfo/access_token",
            "of that name",
        ),
        (
            json!({ "userinfo": { "method": "POST", "body": { "a": "{userinfo.id}" } } }),
            "/userinfo/body/a",
            "are token",
        ),
    ]);
}

#[test]
fn each_mistake_of_a_request_is_refused_where_it_is() {
    let request = |more: &Value| {
        let mut request = json!({ "name": "r", "url": "https://op.example/r" });
        request.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        json!({ "requests": [request] })
    };
    refused_where_it_is(&[
        (request(&json!({ "name": "token" })), "/requests/0/name", "reserved"),
        (request(&json!({ "name": "1" })), "/requests/0/name", "do not start with a digit"),
        (request(&json!({ "url": "https://{token.host}/x" })), "/requests/0/url", "behind the host only"),
        (request(&json!({ "url": "https://a.{token.host}/x" })), "/requests/0/url", "behind the host only"),
        (request(&json!({ "url": "{token.url}/x" })), "/requests/0/url", "behind the host only"),
        (request(&json!({ "url": "https://op.example/{callback.x}" })), "/requests/0/url", "are token, userinfo"),
        (request(&json!({ "url": "https://op.example/{r.x}" })), "/requests/0/url", "are token, userinfo"),
        (
            request(&json!({ "url": "https://op.example/{usrinfo.x}" })),
            "/requests/0/url",
            "did you mean `{userinfo.x}`?",
        ),
        (request(&json!({ "pages": { "next": "link", "max": 21 } })), "/requests/0/pages/max", "from 1 to 20"),
        (json!({ "logout": { "parameters": { "a": "b" } } }), "/logout/parameters", "which is missing"),
        (
            json!({ "logout": { "url": "https://op.example/x", "parameters": { "a": "{post_logout_uri}" } } }),
            "/logout/parameters/a",
            "did you mean `{post_logout_url}`?",
        ),
        (json!({ "claims": { "email": ["callback.user.email"] } }), "/claims/email", "cannot decide"),
        (json!({ "claims": { "subject": "callback.id" } }), "/claims/subject", "cannot decide"),
        (json!({ "claims": { "groups": "callback" } }), "/claims/groups", "cannot decide"),
        (json!({ "claims": { "email_verified": "callback.v" } }), "/claims/email_verified", "cannot decide"),
        (
            json!({ "discovery": { "issuer_template": "https://op.example/{organisation}/{tid}" } }),
            "/discovery/issuer_template",
            "is another one",
        ),
        (
            json!({ "discovery": { "issuer_template": "https://op.example/{organization}" } }),
            "/discovery/issuer_template",
            "one {claim}",
        ),
    ]);
}

fn refused_where_it_is(cases: &[(Value, &str, &str)]) {
    for (more, pointer, said) in cases {
        let found = with(more).check_requests(true);
        let fits = found.0.iter().any(|violation| violation.pointer == *pointer && violation.detail.contains(said));
        assert!(fits, "{more}: {found}");
    }
}

/// A bound token that is sent as anything else proves nothing, and the upstream refuses it.
#[test]
fn a_bound_token_goes_into_its_header() {
    let refused = |place: &str, constraint: &str| {
        let client = json!({ "sender_constraint": constraint });
        with(&json!({ "client": client, "userinfo": { "access_token": place } })).check_requests(true).to_string()
    };
    for place in ["query:access_token", "named_header:X-Token", "path"] {
        assert!(refused(place, "dpop").contains("/userinfo/access_token"), "{place}");
        assert_eq!(refused(place, "mtls"), "", "{place}: the connection proves it");
    }
    for place in ["header", "none"] {
        assert_eq!(refused(place, "dpop"), "", "{place}");
    }
}
