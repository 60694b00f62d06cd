//! Changes of one's own passkeys, for the API and for the account page: by a local administrator whose sign-in is fresh.

use serde_json::{Value, json};
use vestibule_core::{
    code::ErrorCode,
    ids::{PasskeyId, Ref},
    routes::pattern,
};
use vestibule_store::{Actor, AuditEvent, EventKind, MOST_PASSKEYS, NewPasskey, Passkey, PasskeyAddition, User};
use webauthn_rs::prelude::RegisterPublicKeyCredential;

use super::challenge::{self, Asked};
use crate::{
    http::{api_error::ApiError, client::Client, own_request::OwnRequest},
    session::{self, CurrentSession},
    sign_in::state::SignInState,
};

/// Characters of the name of a passkey.
const LONGEST_NAME: usize = 60;

/// Refuses everybody but a local administrator whose sign-in is fresh.
pub(crate) async fn require_owner(app: &SignInState, current: &CurrentSession) -> Result<(), ApiError> {
    if app.store.find_password_of(current.user.id).await?.is_none() {
        let detail = "Passkeys are for administrators who sign in with a password here.";
        return Err(ApiError::new(ErrorCode::Forbidden).detail(detail));
    }
    session::require_fresh(app, current, pattern::AccountPasskeys)
}

/// What a browser needs to make a passkey for that user, with the `Set-Cookie` lines that keep the challenge.
pub(super) async fn begin(
    app: &SignInState,
    request: &OwnRequest,
    user: &User,
) -> Result<(Value, Vec<http::HeaderValue>), ApiError> {
    let webauthn = app.passkeys.webauthn()?;
    let known = app.store.list_passkeys(user.id).await?;
    if known.len() >= MOST_PASSKEYS {
        return Err(ErrorCode::TooManyPasskeys.into());
    }
    let account = user.local.email.as_ref().map_or(&*user.username, |email| email.as_str());
    let shown = user.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(account);
    let begun = webauthn.start_passkey_registration(user.id.0, account, shown, None);
    let (options, asked) = begun.map_err(|error| ApiError::internal(&error))?;
    let asked = Asked::Registration(user.id, Box::new(asked));
    let cookies = challenge::keep(app, &request.headers, &options.public_key.challenge, asked)?;
    let mut options = json!(options);
    let public_key = &mut options["publicKey"];
    // The login page asks for no name, so the authenticator has to remember whose passkey it is.
    public_key["authenticatorSelection"]["residentKey"] = "required".into();
    public_key["authenticatorSelection"]["requireResidentKey"] = true.into();
    // Not in the cookie, which would grow with each of them: the store refuses one that it has.
    public_key["excludeCredentials"] = known.iter().map(descriptor).collect();
    Ok((options, cookies))
}

fn descriptor(known: &Passkey) -> Value {
    use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
    json!({ "type": "public-key", "id": BASE64_URL_SAFE_NO_PAD.encode(&known.credential_id) })
}

/// Registers what the browser has made (WebAuthn Level 3 §7.1).
pub(super) async fn register(
    app: &SignInState,
    request: &OwnRequest,
    user: &User,
    (name, credential): (&str, &RegisterPublicKeyCredential),
) -> Result<Passkey, ApiError> {
    let refuse = |detail: String| ApiError::new(ErrorCode::PasskeyInvalid).detail(detail);
    let webauthn = app.passkeys.webauthn()?;
    let name = parse_name(name)?;
    let answered = challenge::find(app, &request.headers, &credential.response.client_data_json)?;
    let Asked::Registration(owner, asked) = answered.asked else {
        return Err(refuse("This answers the challenge of a sign-in.".to_owned()));
    };
    if owner != user.id {
        return Err(refuse("The challenge was made for another user.".to_owned()));
    }
    let made = webauthn.finish_passkey_registration(credential, &asked).map_err(|error| refuse(format!("{error}.")))?;
    let new = NewPasskey {
        credential_id: made.cred_id().clone(),
        rp_id: app.passkeys.id().to_owned(),
        credential: serde_json::to_string(&made).map_err(|error| ApiError::internal(&error))?,
        challenge: answered.challenge,
        name,
    };
    let event = event(app, user, &request.client, EventKind::FactorAdded).detail(format!("passkey {}", new.name));
    match app.store.add_passkey(user.id, &new, &event).await? {
        PasskeyAddition::Added(added) => {
            app.passkeys.offer().await;
            Ok(added)
        }
        PasskeyAddition::TooMany => Err(ErrorCode::TooManyPasskeys.into()),
        PasskeyAddition::Taken => Err(refuse("This passkey is registered already.".to_owned())),
        PasskeyAddition::Refused => Err(ErrorCode::Forbidden.into()),
    }
}

/// Removes a passkey; not found when the user has none with that id.
pub(crate) async fn remove(
    app: &SignInState,
    current: &CurrentSession,
    client: &Client,
    id: &str,
) -> Result<(), ApiError> {
    require_owner(app, current).await?;
    let id: PasskeyId = id.parse().map_err(|_| ErrorCode::NotFound)?;
    let event = event(app, &current.user, client, EventKind::FactorRemoved).detail(format!("passkey {id}"));
    let removed = app.store.remove_passkey(current.user.id, id, &event).await?;
    app.passkeys.reconsider().await;
    if removed { Ok(()) } else { Err(ErrorCode::NotFound.into()) }
}

fn parse_name(text: &str) -> Result<String, ApiError> {
    let name = text.trim();
    let is_name = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if is_name {
        return Ok(name.to_owned());
    }
    let detail = format!("A passkey has a name of 1 to {LONGEST_NAME} characters.");
    Err(ApiError::new(ErrorCode::InvalidParameter).detail(detail))
}

fn event(app: &SignInState, user: &User, client: &Client, kind: EventKind) -> AuditEvent {
    AuditEvent::new(kind, Ref::generate(&*app.random)).actor(Actor::User(user.id)).address(client.address.to_string())
}
