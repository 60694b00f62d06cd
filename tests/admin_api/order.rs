//! `PUT /api/admin/providers/order`.

use http::Method;
use serde_json::json;

use crate::api::{Api, pointers, refusal};

#[tokio::test]
async fn an_invalid_order_is_rejected_with_pointers() {
    let api = Api::new().await;
    for (body, code, wanted) in [
        (json!({}), (422, "invalid_parameter"), &["/ids"][..]),
        (json!({ "ids": [] }), (422, "invalid_parameter"), &["/ids"]),
        (json!({ "ids": "a" }), (422, "invalid_parameter"), &["/ids"]),
        (json!({ "ids": ["a", 1, "No Id", "a"] }), (422, "invalid_parameter"), &["/ids/1", "/ids/2", "/ids/3"]),
        (json!({ "ids": ["none"] }), (422, "invalid_parameter"), &["/ids/0"]),
        (json!({ "ids": ["op"] }), (409, "managed_by_config"), &["/ids/0"]),
        (json!({ "ids": ["op"], "idz": [] }), (422, "unknown_field"), &["/idz"]),
    ] {
        let answer = api.ask(Method::PUT, "/api/admin/providers/order", Some(&body)).await;
        assert_eq!(refusal(&answer), (code.0, code.1.to_owned()), "{body}");
        assert_eq!(pointers(&answer), wanted, "{body}");
    }
}

/// CF-02: media types that a form on another site can send are rejected.
#[tokio::test]
async fn a_body_is_a_single_json_object() {
    let api = Api::new().await;
    let long = format!("{{\"ids\": [\"{}\"]}}", "a".repeat(2_000_000));
    for (content_type, body, wanted) in [
        ("application/json", "{\"ids\": [", (400, "invalid_json")),
        ("application/json", "", (400, "invalid_json")),
        ("application/json", "[]", (400, "invalid_json")),
        ("application/json", "{\"ids\": [\"a\"], \"ids\": [\"b\"]}", (400, "invalid_json")),
        ("application/json", "{} {}", (400, "invalid_json")),
        ("text/plain", "{}", (415, "unsupported_media_type")),
        ("application/x-www-form-urlencoded", "ids=a", (415, "unsupported_media_type")),
        ("application/jsonx", "{}", (415, "unsupported_media_type")),
        ("application/json", &*long, (413, "payload_too_large")),
    ] {
        let headers = [("content-type", content_type)];
        let sent = Some(body.to_owned());
        let answer = api.ask_with(Method::PUT, "/api/admin/providers/order", &headers, sent).await;
        assert_eq!(refusal(&answer), (wanted.0, wanted.1.to_owned()), "{content_type} {:.40}", body);
    }
}
