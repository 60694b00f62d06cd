//! Which app calls, and whether it is the one that it says (RFC 6749 §2.3, RFC 7523 §2.2).

use std::sync::Arc;

use http::{HeaderMap, header};
use vestibule_apps::{App, AppSecretHash, ClientCredentials, OAuthError, Parameters, check_assertion};
use vestibule_core::{
    code::ErrorCode,
    routes::Route,
    secret::{Secret, constant_time_eq, sha256},
};
use vestibule_jose::{KeySet, RawJws};

use super::{algorithms::ALGORITHMS, oauth_answer::OAuthAnswer, secret_use, state::AppsState};
use crate::http::client::Client;

/// The app that sent a request. A failure is counted for the address and logged with its reason; the app gets one text for
/// everything.
pub(super) async fn authenticate(
    app: &AppsState,
    client: &Client,
    headers: &HeaderMap,
    form: &Parameters,
) -> Result<Arc<App>, OAuthAnswer> {
    let credentials = ClientCredentials::read(authorization(headers, "basic").as_deref(), form)?;
    match prove(app, &credentials).await {
        Ok(app) => Ok(app),
        Err(Failure::Storage(error)) => Err(error.into()),
        Err(Failure::NotProven(why)) => {
            app.limits.callback_failures.count(client.address)?;
            let code = ErrorCode::AppAuthenticationFailed;
            tracing::warn!(%code, address = %client.address, "an application did not prove who it is: {why}");
            Err(OAuthError::invalid_client().into())
        }
    }
}

enum Failure {
    NotProven(String),
    Storage(vestibule_store::StoreError),
}

impl From<vestibule_store::StoreError> for Failure {
    fn from(error: vestibule_store::StoreError) -> Self {
        Self::Storage(error)
    }
}

async fn prove(app: &AppsState, credentials: &ClientCredentials) -> Result<Arc<App>, Failure> {
    let not = |why: String| Err(Failure::NotProven(why));
    let client_id = match credentials {
        ClientCredentials::Secret { client_id, .. } | ClientCredentials::Id(client_id) => client_id.clone(),
        ClientCredentials::Assertion { client_id, assertion } => match client_id.clone().or(subject(assertion)) {
            Some(client_id) => client_id,
            None => return not("the assertion cannot be read".to_owned()),
        },
    };
    let Some(found) = app.registry.load().apps.find_client(&client_id).cloned() else {
        return not("no enabled app has its client id".to_owned());
    };
    let of_app = |why: &str| format!("app {}: {why}", found.id);
    if let Err(why) = credentials.check_method(&found) {
        return not(of_app(&why));
    }
    match credentials {
        ClientCredentials::Id(_) => Ok(found),
        ClientCredentials::Secret { secret, .. } => {
            let given = sha256(secret.expose());
            // Every secret is compared, found or not, so that the time taken reveals nothing.
            let is_right = |found: bool, known: &Secret| found | constant_time_eq(&given, &sha256(known.expose()));
            let is_configured = found.secrets.iter().fold(false, is_right);
            let used = find_stored(&found, &given);
            let now = app.clock.now();
            match used {
                _ if is_configured => Ok(found),
                Some(used) if used.ends_at.is_some_and(|ends_at| ends_at <= now) => {
                    not(of_app("the client secret has ended; give the application the newer one"))
                }
                Some(used) => {
                    secret_use::note(&app.secret_uses, (&app.store, app.clock.now()), used.id);
                    Ok(found)
                }
                None => not(of_app("the client secret is not the one of the app")),
            }
        }
        ClientCredentials::Assertion { assertion, .. } => match assert(app, &found, assertion).await? {
            Ok(()) => Ok(found),
            Err(why) => not(of_app(why)),
        },
    }
}

/// The stored secret with this hash. Every one is compared.
fn find_stored(of: &App, given: &[u8; 32]) -> Option<AppSecretHash> {
    let choose = |found: Option<AppSecretHash>, known: &AppSecretHash| {
        if constant_time_eq(given, &known.hash) { Some(*known) } else { found }
    };
    of.secret_hashes.iter().fold(None, choose)
}

/// Checks an assertion and uses it up.
async fn assert(
    app: &AppsState,
    of: &App,
    assertion: &Secret,
) -> Result<Result<(), &'static str>, vestibule_store::StoreError> {
    let keys = of.keys.as_ref().and_then(KeySet::parse).unwrap_or_default();
    let Ok(raw) = RawJws::parse(assertion.expose()) else { return Ok(Err("the assertion is not a signed token")) };
    let Ok(verified) = raw.verify(&keys, &ALGORITHMS) else {
        return Ok(Err("the assertion is not signed with a key of `client_keys`, by RS256, ES256 or EdDSA"));
    };
    let token_endpoint = app.settings.public_url.at(Route::AppToken);
    let audiences = [app.issuer(), &token_endpoint];
    let claims = match check_assertion(&verified.claims, &of.client_id, &audiences, app.clock.now()) {
        Ok(claims) => claims,
        Err(why) => return Ok(Err(why)),
    };
    let used = sha256(format!("client assertion\0{}\0{}", of.id, claims.token_id));
    let first = app.store.consume_flow(&used, claims.usable_until).await?;
    Ok(if first { Ok(()) } else { Err("the assertion was used before") })
}

/// Whom an assertion is about, before anything of it is believed.
fn subject(assertion: &Secret) -> Option<String> {
    use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
    let payload = assertion.expose().split('.').nth(1)?;
    let claims = vestibule_core::json::parse_object(&BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
    claims.get("sub")?.as_str().map(str::to_owned)
}

/// What follows a scheme in the `Authorization` header. The scheme's case does not matter (RFC 9110 §11.1).
pub(super) fn authorization(headers: &HeaderMap, scheme: &str) -> Option<String> {
    let (found, rest) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    found.eq_ignore_ascii_case(scheme).then(|| rest.trim().to_owned())
}
