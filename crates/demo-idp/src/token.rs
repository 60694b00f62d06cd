//! `/api/oidc/token`: a code or a refresh token goes in, tokens come out.

use std::sync::Arc;

use axum::{
    Json,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use vestibule_apps::pkce;
use vestibule_core::random::{token_128, token_256};
use vestibule_jose::token_hashes;

use crate::{
    authorization_request::Scopes,
    call::{Call, Params},
    claims::user_claims,
    client_auth,
    grants::{ACCESS_TOKEN_SECONDS, Grant},
    idp::Idp,
    model::{Client, Person},
    oauth_error::OAuthError,
    options::AccessTokens,
    token_fault::TokenFault,
};

const ID_TOKEN_SECONDS: i64 = 60 * 60;

/// Answers a token request.
pub(crate) async fn exchange(idp: &Idp, call: &Call) -> Response {
    match answer(idp, call).await {
        Ok(body) => {
            let no_store = [
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
                (header::PRAGMA, HeaderValue::from_static("no-cache")),
            ];
            (no_store, Json(body)).into_response()
        }
        Err(error) => error.into_response(),
    }
}

async fn answer(idp: &Idp, call: &Call) -> Result<Value, OAuthError> {
    let form = client_auth::form(call)?;
    let client = client_auth::authenticate(call, form, &idp.clients)?;
    let issue = match form.find("grant_type")? {
        Some("authorization_code") => redeem(idp, form, &client)?,
        Some("refresh_token") => refresh(idp, form, &client)?,
        Some(_) => return Err(OAuthError::new("unsupported_grant_type", "The grant type is not supported.")),
        None => return Err(OAuthError::invalid_request("The 'grant_type' parameter is missing.")),
    };
    issue.tokens(idp).await
}

/// What is about to be signed.
struct Issue {
    client: Arc<Client>,
    person: Arc<Person>,
    grant: Arc<Grant>,
    scopes: Scopes,
    nonce: Option<String>,
}

fn redeem(idp: &Idp, form: &Params, client: &Arc<Client>) -> Result<Issue, OAuthError> {
    let code = form.find("code")?.ok_or_else(|| OAuthError::invalid_request("The 'code' parameter is missing."))?;
    let (grant, proof) = idp.grants.redeem(code).ok_or_else(OAuthError::invalid_grant)?;
    let proven = grant.client_id == client.id
        && form.find("redirect_uri")? == Some(proof.redirect_uri.as_str())
        && pkce::fits(proof.challenge.as_ref(), form.find("code_verifier")?);
    let checked = if !proven {
        Err(OAuthError::invalid_grant())
    } else if proof.nonce.as_ref().is_some_and(|nonce| nonce.len() < 8) && grant.scopes.has("openid") {
        // Pocket ID notices a short nonce only now, when it would have to sign it.
        Err(OAuthError::new("insufficient_entropy", "The 'nonce' is shorter than 8 characters."))
    } else {
        admit(idp, &grant, client)
    };
    match checked {
        Ok(person) => {
            Ok(Issue { client: client.clone(), person, scopes: grant.scopes.clone(), grant, nonce: proof.nonce })
        }
        Err(error) => {
            idp.grants.revoke(&grant.id);
            Err(error)
        }
    }
}

fn refresh(idp: &Idp, form: &Params, client: &Arc<Client>) -> Result<Issue, OAuthError> {
    let missing = || OAuthError::invalid_request("The 'refresh_token' parameter is missing.");
    let token = form.find("refresh_token")?.ok_or_else(missing)?;
    let scope = form.find("scope")?;
    let grant = idp.grants.turn_over(token, &client.id).ok_or_else(OAuthError::invalid_grant)?;
    let person = admit(idp, &grant, client).inspect_err(|_| idp.grants.revoke(&grant.id))?;
    let scopes = scope.map_or_else(|| grant.scopes.clone(), |scope| grant.scopes.narrow(&Scopes::parse(scope)));
    // A refreshed ID token should not repeat the nonce (OpenID Connect Core §12.2).
    Ok(Issue { client: client.clone(), person, grant, scopes, nonce: None })
}

/// The person of a grant, if they may still come in: disabled or gone is `invalid_grant`, out of the group
/// `access_denied`.
fn admit(idp: &Idp, grant: &Grant, client: &Client) -> Result<Arc<Person>, OAuthError> {
    let person = idp.people.find_enabled(&grant.subject).ok_or_else(OAuthError::invalid_grant)?;
    if !client.admits(&person) {
        return Err(OAuthError::new("access_denied", "You are not allowed to access this service."));
    }
    Ok(person)
}

impl Issue {
    async fn tokens(self, idp: &Idp) -> Result<Value, OAuthError> {
        let access = self.access_token(idp).await?;
        let refresh = token_256(&*idp.random);
        idp.grants.add_tokens(&self.grant, &access, &refresh);
        let mut body = json!({
            "access_token": access,
            "token_type": "bearer",
            "expires_in": ACCESS_TOKEN_SECONDS,
            "scope": self.scopes.to_string(),
            "refresh_token": refresh,
        });
        if self.scopes.has("openid") {
            body["id_token"] = self.id_token(idp, &access).await?.into();
        }
        Ok(body)
    }

    async fn access_token(&self, idp: &Idp) -> Result<String, OAuthError> {
        if idp.access_tokens == AccessTokens::Opaque {
            return Ok(token_256(&*idp.random));
        }
        let mut claims = self.dated(idp, ACCESS_TOKEN_SECONDS);
        claims.extend(members([
            ("aud", json!([self.client.id, idp.issuer])),
            ("client_id", json!(self.client.id)),
            ("scope", json!(self.scopes.to_string())),
            ("jti", json!(token_128(&*idp.random))),
        ]));
        Ok(idp.signer(&self.client).sign("at+jwt", claims, TokenFault::default()).await?)
    }

    async fn id_token(&self, idp: &Idp, access_token: &str) -> Result<String, OAuthError> {
        let signer = idp.signer(&self.client);
        let mut claims = user_claims(&self.person, &self.scopes, &idp.issuer);
        claims.extend(self.dated(idp, ID_TOKEN_SECONDS));
        claims.extend(members([
            ("aud", json!([self.client.id])),
            ("rat", json!(idp.now())),
            ("auth_time", json!(self.grant.auth_time)),
            ("at_hash", json!(token_hashes(signer.key.algorithm(), access_token).first())),
            ("amr", json!(["phr"])),
            ("type", json!("id-token")),
            // It opens with the grant's id, so that a logout hint leads back to the grant.
            ("jti", json!(format!("{}.{}", self.grant.id, token_128(&*idp.random)))),
        ]));
        claims.extend(self.nonce.iter().map(|nonce| ("nonce".to_owned(), json!(nonce))));
        Ok(signer.sign("JWT", claims, idp.faults.id_token()).await?)
    }

    fn dated(&self, idp: &Idp, seconds: i64) -> Map<String, Value> {
        let now = idp.now();
        members([
            ("iss", json!(idp.issuer)),
            ("sub", json!(self.person.subject)),
            ("iat", json!(now)),
            ("exp", json!(now + seconds)),
        ])
        .collect()
    }
}

fn members<const N: usize>(members: [(&str, Value); N]) -> impl Iterator<Item = (String, Value)> {
    members.into_iter().map(|(name, value)| (name.to_owned(), value))
}
