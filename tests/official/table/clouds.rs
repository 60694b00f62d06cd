//! Clouds whose issuer is made of several values.

use serde_json::{Value, json};

use super::{Refusal, Row, row};
use crate::{
    openid,
    vendor::{Paths, Script},
};

fn refused(error: &str) -> Value {
    json!({ "error": error, "error_description": "…" })
}

/// <https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html>: userinfo says `"true"`.
pub(super) fn cognito() -> Row {
    let paths = Paths {
        authorize: "/oauth2/authorize",
        token: "/oauth2/token",
        userinfo: "/oauth2/userInfo",
        keys: "/eu-central-1_Ab12Cd34E/.well-known/jwks.json",
    };
    let person = json!({
        "sub": "aaaabbbb-cccc-dddd-eeee-ffff00001111", "email": "mary@example.com", "email_verified": "true", "name": "Mary Major",
        "username": "mary",
    });
    let metadata = "/eu-central-1_Ab12Cd34E/.well-known/openid-configuration";
    let mut script = openid::setup("cognito", metadata, &paths, json!({}), &person).script;
    let claims = script.claims();
    claims["email_verified"] = true.into();
    claims["cognito:username"] = "mary".into();
    claims["cognito:groups"] = json!(["staff"]);
    Row {
        script,
        hosts: &[("https://cognito-idp.{region}.amazonaws.com/", "BASE/"), ("https://{domain}", "BASE")],
        credentials: json!({ "region": "eu-central-1", "user_pool_id": "eu-central-1_Ab12Cd34E", "domain": "club.example.com" }),
        authorize: &[("scope", "openid profile email")],
        profile: json!({ "email": "mary@example.com", "email_verified": true, "username": "mary", "name": "Mary Major" }),
        refusals: vec![
            Refusal::Token(400, refused("invalid_grant"), "token_exchange_failed", "invalid_grant"),
            Refusal::Token(400, refused("invalid_client"), "provider_misconfigured", "invalid_client"),
            Refusal::Answer("/oauth2/userInfo", 401, refused("invalid_token"), "userinfo_failed", "invalid_token"),
        ],
        ..row("cognito", ("", ""), [])
    }
}

/// A tenant of Microsoft, whose metadata is at one place and states an issuer at another.
fn microsoft(paths: &Paths, metadata: &'static str, issuer: &str, person: &Value) -> Script {
    let more = json!({ "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"] });
    let mut script = openid::setup("oidc", metadata, paths, more, person).script;
    script.document(metadata)["issuer"] = issuer.into();
    script.claims()["iss"] = issuer.into();
    script
}

/// <https://learn.microsoft.com/entra/external-id/customers/concept-authentication-methods-customers>
pub(super) fn entraexternal() -> Row {
    let paths = Paths {
        authorize: "/tenant-id/oauth2/v2.0/authorize",
        token: "/tenant-id/oauth2/v2.0/token",
        userinfo: "/oidc/userinfo",
        keys: "/tenant-id/discovery/v2.0/keys",
    };
    let person = json!({ "sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ", "name": "Casey Jensen", "email": "casey@example.com", "preferred_username": "casey@example.com" });
    let metadata = "/tenant-name/tenant-id/v2.0/.well-known/openid-configuration";
    Row {
        script: microsoft(&paths, metadata, "BASE/tenant-id/v2.0", &person),
        hosts: &[
            ("https://{tenant}.ciamlogin.com/", "BASE/{tenant}/"),
            ("https://{tenant_id}.ciamlogin.com/", "BASE/"),
        ],
        credentials: json!({ "tenant": "tenant-name", "tenant_id": "tenant-id" }),
        authorize: &[("scope", "openid profile email")],
        profile: json!({ "email": "casey@example.com", "email_verified": false, "name": "Casey Jensen" }),
        refusals: vec![
            Refusal::Token(400, refused("invalid_grant"), "token_exchange_failed", "invalid_grant"),
            Refusal::Token(401, refused("invalid_client"), "provider_misconfigured", "invalid_client"),
            Refusal::Authorization(&[("error", "access_denied"), ("error_subcode", "cancel")], "access_denied"),
        ],
        ..row("entraexternal", ("", ""), [])
    }
}

/// <https://learn.microsoft.com/azure/active-directory-b2c/tokens-overview>: an ID token alone, addresses in a list.
pub(super) fn azureb2c() -> Row {
    let paths = Paths {
        authorize: "/contoso/B2C_1_signin/oauth2/v2.0/authorize",
        token: "/contoso/B2C_1_signin/oauth2/v2.0/token",
        userinfo: "/unused",
        keys: "/contoso/B2C_1_signin/discovery/v2.0/keys",
    };
    let person = json!({ "sub": "884408e1-2918-4cz0-b12d-3aa027d7563b", "name": "Casey Jensen", "emails": ["casey@example.com"], "tfp": "B2C_1_signin" });
    let metadata = "/contoso/contoso.onmicrosoft.com/B2C_1_signin/v2.0/.well-known/openid-configuration";
    let mut script = microsoft(&paths, metadata, "BASE/contoso/tenant-id/v2.0/", &person);
    script.document(metadata).as_object_mut().unwrap().remove("userinfo_endpoint");
    Row {
        script,
        hosts: &[("https://{tenant}.b2clogin.com/", "BASE/{tenant}/")],
        credentials: json!({ "tenant": "contoso", "tenant_id": "tenant-id", "policy": "B2C_1_signin" }),
        authorize: &[("scope", "openid")],
        profile: json!({ "email": "casey@example.com", "email_verified": false, "name": "Casey Jensen" }),
        refusals: vec![
            Refusal::Authorization(
                &[("error", "access_denied"), ("error_description", "AADB2C90091: The user has cancelled entering self-asserted information.")],
                "access_denied",
            ),
            Refusal::Token(400, json!({ "error": "invalid_grant", "error_description": "AADB2C90080: The provided grant has expired." }), "token_exchange_failed", "AADB2C90080"),
        ],
        ..row("azureb2c", ("", ""), [])
    }
}
