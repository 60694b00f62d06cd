//! Logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.4). Pocket ID sends none; other providers do.

use serde_json::{Map, Value, json};
use vestibule_core::random::token_128;
use vestibule_jose::KeyError;

use crate::{endpoint_fault::apply, idp::Idp, model::Client, token_fault::TokenFault};

const SECONDS: i64 = 120;

/// Signs a token for a client, known here or not.
pub(crate) async fn sign(
    idp: &Idp,
    client_id: &str,
    named: Map<String, Value>,
    fault: TokenFault,
) -> Result<String, KeyError> {
    let now = idp.now();
    let usual = json!({
        "iss": idp.issuer,
        "aud": client_id,
        "iat": now,
        "exp": now + SECONDS,
        "jti": token_128(&*idp.random),
        "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
    });
    let Value::Object(mut claims) = usual else { return Err(KeyError) };
    apply(&mut claims, named);
    let known = idp.clients.find(client_id);
    let unknown = Client::public(client_id, "http://127.0.0.1/");
    idp.signer(known.as_deref().unwrap_or(&unknown)).sign("logout+jwt", claims, fault).await
}
