//! Where people work.

use serde_json::json;

use super::{Refusal, Row, row};
use crate::odd::{Odd, TokenStyle};

/// <https://developers.notion.com/reference/create-a-token>: the token answer says who it is.
pub(super) fn notion() -> Row {
    let mut row = row("notion", ("/v1/oauth/authorize", "/v1/oauth/token"), []);
    row.script.token = json!({
        "token_type": "bearer", "bot_id": "b3414d65", "workspace_id": "j565j4d7", "workspace_name": "The club", "duplicated_template_id": null,
        "owner": { "type": "user", "user": {
            "object": "user", "id": "6794760a-1f15-45cd-9c65-0dfe42f5135a", "name": "Aman Gupta", "type": "person",
            "avatar_url": "https://s3.us-west-2.amazonaws.com/x.png", "person": { "email": "aman@example.com" },
        } },
    });
    row.script.odd = Odd { token: TokenStyle::Json, ..Odd::default() };
    Row {
        hosts: &[("https://api.notion.com", "BASE")],
        authorize: &[("owner", "user"), ("scope", "")],
        profile: json!({ "email": "aman@example.com", "email_verified": false, "name": "Aman Gupta" }),
        refusals: vec![
            Refusal::Authorization(&[("error", "access_denied")], "access_denied"),
            Refusal::Token(400, json!({ "error": "invalid_grant", "request_id": "x" }), "token_exchange_failed", "invalid_grant"),
            Refusal::Token(400, json!({ "object": "error", "status": 400, "code": "validation_error", "message": "body failed" }), "token_exchange_failed", "validation_error (body failed)"),
            Refusal::Token(401, json!({ "error": "invalid_client", "request_id": "x" }), "provider_misconfigured", "invalid_client"),
        ],
        ..row
    }
}

/// <https://linear.app/developers/graphql>
pub(super) fn linear() -> Row {
    const ME: &str = "/graphql";
    let me = json!({ "data": {
        "viewer": { "id": "e2b3f9a4-0b3c-4d7a-9f55-1c5f0a1b2c3d", "name": "Jane Doe", "displayName": "jane", "email": "jane@example.com", "avatarUrl": null },
        "organization": { "urlKey": "club" },
    } });
    let mut row = row("linear", ("/oauth/authorize", "/oauth/token"), [(ME, me)]);
    row.script.token = json!({ "token_type": "Bearer", "expires_in": 86_399, "scope": ["read"] });
    row.script.odd = Odd { posts: &[(ME, Some("query"))], ..Odd::default() };
    let refused = json!({ "errors": [{ "message": "Authentication required, not authenticated", "extensions": { "code": "AUTHENTICATION_ERROR" } }] });
    Row {
        hosts: &[("https://linear.app/oauth", "BASE/oauth"), ("https://api.linear.app", "BASE")],
        authorize: &[("scope", "read")],
        profile: json!({ "email": "jane@example.com", "email_verified": false, "username": "jane", "name": "Jane Doe" }),
        refusals: vec![
            Refusal::Token(400, json!({ "error": "invalid_grant", "error_description": "…" }), "token_exchange_failed", "invalid_grant"),
            Refusal::Answer(ME, 200, refused, "userinfo_failed", "Authentication required"),
        ],
        ..row
    }
}

/// <https://www.dropbox.com/developers/documentation/http/documentation#users-get_current_account>
pub(super) fn dropbox() -> Row {
    const ME: &str = "/2/users/get_current_account";
    let me = json!({
        "account_id": "dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc", "email": "franz@example.com", "email_verified": true, "disabled": false,
        "name": { "given_name": "Franz", "surname": "Ferdinand", "display_name": "Franz Ferdinand (Personal)" },
        "profile_photo_url": "https://dl-web.dropbox.com/account_photo/get/x",
    });
    let mut row = row("dropbox", ("/oauth2/authorize", "/oauth2/token"), [(ME, me)]);
    row.script.token = json!({ "token_type": "bearer", "expires_in": 14_400, "account_id": "dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc", "uid": "12345" });
    row.script.odd = Odd { posts: &[(ME, None)], ..Odd::default() };
    Row {
        hosts: &[("https://www.dropbox.com/oauth2", "BASE/oauth2"), ("https://api.dropboxapi.com", "BASE")],
        authorize: &[("scope", "account_info.read")],
        profile: json!({ "email": "franz@example.com", "email_verified": true, "first_name": "Franz", "name": "Franz Ferdinand (Personal)" }),
        refusals: vec![
            Refusal::Token(400, json!({ "error": "invalid_grant", "error_description": "code has expired" }), "token_exchange_failed", "code has expired"),
            Refusal::Token(400, json!({ "error": "invalid_client: Invalid client_id or client_secret" }), "token_exchange_failed", "Invalid client_id"),
            Refusal::Answer(ME, 401, json!({ "error_summary": "missing_scope/..", "error": { ".tag": "missing_scope" } }), "userinfo_failed", "HTTP 401"),
        ],
        ..row
    }
}

/// <https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/>
pub(super) fn atlassian() -> Row {
    const ME: &str = "/me";
    let me = json!({
        "account_type": "atlassian", "account_id": "112233aa-bb11-cc22-33dd-445566abcabc", "email": "mia@example.com", "name": "Mia Krystof",
        "picture": "https://avatar-management--avatars.us-west-2.prod.public.atl-paas.net/x", "account_status": "active", "nickname": "mkrystof",
    });
    let mut row = row("atlassian", ("/authorize", "/oauth/token"), [(ME, me)]);
    row.script.token = json!({ "token_type": "Bearer", "expires_in": 3_600, "scope": "read:me" });
    row.script.odd = Odd { token: TokenStyle::Json, ..Odd::default() };
    Row {
        hosts: &[("https://auth.atlassian.com", "BASE"), ("https://api.atlassian.com/me", "BASE/me")],
        authorize: &[("audience", "api.atlassian.com"), ("prompt", "consent"), ("scope", "read:me")],
        profile: json!({ "email": "mia@example.com", "email_verified": false, "username": "mkrystof", "name": "Mia Krystof" }),
        refusals: vec![
            Refusal::Token(403, json!({ "error": "invalid_grant", "error_description": "Invalid authorization code" }), "token_exchange_failed", "Invalid authorization code"),
            Refusal::Token(401, json!({ "error": "access_denied", "error_description": "Unauthorized" }), "provider_misconfigured", "Unauthorized"),
            Refusal::Answer(ME, 403, json!({ "code": 403, "message": "Forbidden" }), "userinfo_failed", "HTTP 403"),
        ],
        ..row
    }
}

/// <https://developers.hubspot.com/docs/api-reference/auth-oauth-v1/guide>: the answer about a token repeats it.
pub(super) fn hubspot() -> Row {
    const ME: &str = "/oauth/v1/access-tokens";
    let me = json!({
        "token": "the-access-token", "user": "test@example.com", "hub_domain": "demo.hubapi.com", "scopes": ["oauth"], "hub_id": 62_515,
        "app_id": 456, "expires_in": 1_754, "user_id": 123, "token_type": "access",
    });
    let mut row = row("hubspot", ("/oauth/authorize", "/oauth/v1/token"), [(ME, me)]);
    row.script.token = json!({ "token_type": "bearer", "expires_in": 1_800 });
    row.script.odd = Odd { place: "path", ..Odd::default() };
    let refused = |status: &str| json!({ "status": status, "message": "…", "correlationId": "x" });
    Row {
        hosts: &[("https://app.hubspot.com", "BASE"), ("https://api.hubapi.com", "BASE")],
        authorize: &[("scope", "oauth")],
        profile: json!({ "email": "test@example.com", "email_verified": false }),
        refusals: vec![
            Refusal::Token(400, refused("BAD_AUTH_CODE"), "token_exchange_failed", "BAD_AUTH_CODE"),
            Refusal::Token(400, refused("BAD_CLIENT_SECRET"), "provider_misconfigured", "BAD_CLIENT_SECRET"),
            Refusal::Token(400, refused("BAD_REDIRECT_URI"), "provider_misconfigured", "BAD_REDIRECT_URI"),
            Refusal::Answer(ME, 404, refused("error"), "userinfo_failed", "/oauth/v1/access-tokens: HTTP 404"),
        ],
        ..row
    }
}

/// <https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/online-access-tokens>
pub(super) fn shopify() -> Row {
    let mut row = row("shopify", ("/admin/oauth/authorize", "/admin/oauth/access_token"), []);
    row.script.token = json!({
        "scope": "read_products", "expires_in": 86_399, "associated_user_scope": "read_products",
        "associated_user": {
            "id": 902_541_635, "first_name": "John", "last_name": "Smith", "email": "john@example.com", "email_verified": true,
            "account_owner": true, "locale": "en", "collaborator": false,
        },
    });
    row.script.odd = Odd { callback: &[("hmac", "700e2dadb827fcc8"), ("host", "x"), ("shop", "club-shop.myshopify.com"), ("timestamp", "1337178173")], ..Odd::default() };
    Row {
        hosts: &[("https://{shop}.myshopify.com", "BASE")],
        credentials: json!({ "shop": "club-shop" }),
        authorize: &[("grant_options[]", "per-user"), ("scope", "read_products")],
        profile: json!({ "email": "john@example.com", "email_verified": true, "name": "John Smith", "first_name": "John" }),
        refusals: vec![
            Refusal::Token(400, json!({ "error": "invalid_request", "error_description": "The authorization code was not found or was already used" }), "token_exchange_failed", "already used"),
            Refusal::Token(400, json!({ "error": "application_cannot_be_found" }), "token_exchange_failed", "application_cannot_be_found"),
            Refusal::Authorization(&[("error", "access_denied")], "access_denied"),
        ],
        ..row
    }
}

/// <https://docs.stripe.com/connect/oauth-standard-accounts>
pub(super) fn stripe() -> Row {
    const ME: &str = "/v1/account";
    let me = json!({ "id": "acct_1032D82eZvKYlo2C", "object": "account", "email": "club@example.com", "business_profile": { "name": "The club" }, "type": "standard" });
    let mut row = row("stripe", ("/oauth/authorize", "/oauth/token"), [(ME, me)]);
    row.script.token = json!({ "token_type": "bearer", "stripe_publishable_key": "pk_live_x", "scope": "read_write", "livemode": false, "stripe_user_id": "acct_1032D82eZvKYlo2C" });
    Row {
        hosts: &[("https://connect.stripe.com", "BASE"), ("https://api.stripe.com", "BASE")],
        authorize: &[("scope", "read_write")],
        profile: json!({ "email": "club@example.com", "email_verified": false, "name": "The club" }),
        refusals: vec![
            Refusal::Token(400, json!({ "error": "invalid_grant", "error_description": "Authorization code does not exist: ac_x" }), "token_exchange_failed", "does not exist"),
            Refusal::Token(401, json!({ "error": { "message": "Invalid API Key provided", "type": "invalid_request_error" } }), "provider_misconfigured", "HTTP 401"),
            Refusal::Authorization(&[("error", "access_denied"), ("error_description", "The user denied your request")], "access_denied"),
        ],
        ..row
    }
}

/// <https://developer.paypal.com/docs/api/identity/v1/#userinfo_get>
pub(super) fn paypal() -> Row {
    const ME: &str = "/v1/identity/openidconnect/userinfo";
    let me = json!({
        "user_id": "https://www.paypal.com/webapps/auth/identity/user/mWq6_1sU85v5EG9yHdPxJRrhGHrnMJ-1PQKtX6pcsmA", "name": "identity test",
        "given_name": "identity", "family_name": "test", "payer_id": "WDJJHEBZ4X2LY", "email": "user@example.com", "email_verified": "true",
    });
    let mut row = row("paypal", ("/signin/authorize", "/v1/oauth2/token"), [(ME, me)]);
    row.script.token = json!({ "token_type": "Bearer", "expires_in": "28800", "scope": "openid profile email" });
    row.script.odd = Odd { wants: &[(ME, "schema", "openid")], ..Odd::default() };
    Row {
        hosts: &[("https://www.{environment}", "BASE"), ("https://api-m.{environment}/v1", "BASE/v1")],
        credentials: json!({ "environment": "sandbox.paypal.com" }),
        authorize: &[("scope", "openid profile email")],
        profile: json!({ "email": "user@example.com", "email_verified": true, "name": "identity test", "first_name": "identity" }),
        refusals: vec![
            Refusal::Token(401, json!({ "error": "invalid_client", "error_description": "Client Authentication failed" }), "provider_misconfigured", "Client Authentication failed"),
            Refusal::Token(400, json!({ "error": "invalid_grant", "error_description": "…" }), "token_exchange_failed", "invalid_grant"),
            Refusal::Answer(ME, 401, json!({ "name": "INVALID_TOKEN" }), "userinfo_failed", "HTTP 401"),
        ],
        ..row
    }
}
