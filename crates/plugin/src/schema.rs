//! The JSON Schemas of the messages, for authors who write in another language. Written by hand, because this crate
//! depends on nothing that could derive them; a test in `plugin-host` holds every example message against them.
//!
//! Members that are not named here are possible: messages grow by members, and a reader ignores what it does not know.

use serde_json::{Value, json};

use crate::{MESSAGE_VERSION, refusal::code};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// `schemas/plugin-request.schema.json`: what a plugin is asked.
pub fn request() -> Value {
    json!({
        "$schema": DIALECT,
        "title": "Vestibule plugin request",
        "description": "What the host asks of a plugin, one operation at a time.",
        "type": "object",
        "required": ["v", "op"],
        "properties": { "v": version() },
        "oneOf": [
            tagged("op", "describe", &[], json!({}), "Which upstreams do you speak to?"),
            tagged("op", "begin", &["definition", "credentials", "flow"], sign_in(), "A sign-in begins."),
            tagged("op", "resume", &["definition", "credentials", "flow", "saved", "event"], resume(), "A sign-in goes on."),
        ],
        "$defs": { "flow": flow(), "event": event(), "answer": answer() },
    })
}

/// `schemas/plugin-response.schema.json`: what a plugin answers.
pub fn response() -> Value {
    json!({
        "$schema": DIALECT,
        "title": "Vestibule plugin response",
        "description": "What a plugin answers: definitions to `describe`, one step to `begin` and `resume`.",
        "type": "object",
        "required": ["v", "type"],
        "properties": { "v": version() },
        "oneOf": [
            tagged("type", "definitions", &["definitions"], json!({
                "definitions": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/definition" } },
            }), "The upstreams that this plugin speaks to."),
            tagged("type", "redirect", &["url"], json!({
                "url": text("Where the browser goes: a host that the definition lists."),
                "saved": saved("At most 1 KiB: it travels in a sealed cookie."),
            }), "Send the browser to the upstream. Only at the beginning of a sign-in."),
            tagged("type", "fetch", &["requests"], json!({
                "requests": { "type": "array", "minItems": 1, "maxItems": 8, "items": { "$ref": "#/$defs/request" } },
                "saved": saved("At most 64 KiB: it stays in the host."),
            }), "Make requests."),
            tagged("type", "identity", &["subject"], json!({
                "subject": { "type": "string", "minLength": 1, "maxLength": 255, "description": "The upstream's own, never reassigned name of the person." },
                "claims": { "type": "object", "description": "The profile, under the names of OpenID Connect Core §5.1." },
            }), "This is who it is."),
            tagged("type", "refuse", &["code", "message"], json!({
                "code": { "type": "string", "examples": codes(), "description": "What the person is shown. An unknown code is shown as provider_error." },
                "message": text("One sentence for the operator's log, without secrets."),
            }), "The sign-in ends."),
        ],
        "$defs": { "definition": definition(), "request": http_request() },
    })
}

fn codes() -> Value {
    json!([
        code::ACCESS_DENIED,
        code::LOGIN_REQUIRED,
        code::PROVIDER_ERROR,
        code::PROVIDER_UNAVAILABLE,
        code::PROVIDER_MISCONFIGURED,
        code::TOKEN_EXCHANGE_FAILED,
        code::USERINFO_FAILED,
        code::SUBJECT_MISSING,
        code::UNSUPPORTED,
    ])
}

fn version() -> Value {
    json!({ "const": MESSAGE_VERSION, "description": "The version of the message." })
}

fn text(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}

fn saved(limit: &str) -> Value {
    json!({ "type": "string", "description": format!("What `resume` shall see again. {limit}") })
}

fn texts(description: &str) -> Value {
    json!({ "type": "object", "additionalProperties": { "type": "string" }, "description": description })
}

fn tagged(tag: &str, name: &str, required: &[&str], properties: Value, description: &str) -> Value {
    let mut properties = properties;
    properties[tag] = json!({ "const": name });
    let required: Vec<&str> = [tag].into_iter().chain(required.iter().copied()).collect();
    json!({ "description": description, "required": required, "properties": properties })
}

fn sign_in() -> Value {
    json!({
        "definition": text("The id of the definition that this is about."),
        "credentials": { "type": "object", "description": "What the administrator supplied." },
        "flow": { "$ref": "#/$defs/flow" },
    })
}

fn resume() -> Value {
    let mut properties = sign_in();
    properties["saved"] = text("What the last step saved.");
    properties["event"] = json!({ "$ref": "#/$defs/event" });
    properties
}

fn flow() -> Value {
    json!({
        "type": "object",
        "required": ["state", "nonce", "code_verifier", "code_challenge", "redirect_uri", "now"],
        "properties": {
            "state": text("Must come back as the callback's parameter `state`."),
            "nonce": text("A value that was never used before."),
            "code_verifier": text("The secret of RFC 7636."),
            "code_challenge": text("Its S256 challenge."),
            "redirect_uri": text("Where the upstream sends people back to."),
            "now": { "type": "integer", "description": "The time, in seconds since 1970." },
        },
    })
}

fn event() -> Value {
    json!({
        "type": "object",
        "oneOf": [
            tagged("kind", "callback", &["parameters"], json!({
                "parameters": texts("Each parameter once; `state` is taken out."),
            }), "The person came back."),
            tagged("kind", "answers", &["answers"], json!({
                "answers": { "type": "array", "items": { "$ref": "#/$defs/answer" } },
            }), "The requests of the last step were answered, in their order."),
        ],
    })
}

fn answer() -> Value {
    json!({
        "type": "object",
        "oneOf": [
            tagged("kind", "response", &["status", "headers", "body"], json!({
                "status": { "type": "integer", "minimum": 100, "maximum": 999 },
                "headers": texts("Names in lower case, without cookies."),
                "body": text("At most 1 MiB."),
            }), "The upstream answered."),
            tagged("kind", "failed", &["reason"], json!({
                "reason": text("Why, for the log."),
            }), "It did not. Only an optional request can have this."),
        ],
    })
}

fn definition() -> Value {
    json!({
        "type": "object",
        "required": ["id", "name", "hosts", "credentials"],
        "properties": {
            "id": { "type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,62}$" },
            "name": { "type": "string", "minLength": 1, "maxLength": 64, "description": "The name on the button." },
            "icon": text("The name of a bundled icon."),
            "homepage": text("The upstream's own site."),
            "guide": text("What the administrator does at the upstream, in Markdown; {{callback_url}} is filled in."),
            "hosts": {
                "type": "array", "minItems": 1, "maxItems": 16, "items": { "type": "string" },
                "description": "Where requests and redirects may go: host, host:port, or {name} for the host of the URL in that credential.",
            },
            "issuer": text("Who vouches for identities, with {name} for a credential. Default: plugin: and the id."),
            "credentials": { "type": "object", "description": "A JSON Schema (2020-12) of a flat object." },
        },
    })
}

fn http_request() -> Value {
    json!({
        "type": "object",
        "required": ["method", "url"],
        "properties": {
            "method": { "enum": ["GET", "POST"] },
            "url": text("https, and a host that the definition lists."),
            "headers": texts("accept, accept-language, authorization, content-type and x-…"),
            "body": text("The body of a POST."),
            "optional": { "type": "boolean", "default": false, "description": "Hands a failure to `resume` instead of ending the sign-in." },
        },
    })
}
