//! Verifies the tokens of a Vestibule server: `Remote-Identity`, which its forward-auth adds to each request, and ID tokens.
//!
//! ```no_run
//! use axum::{Router, routing::get};
//! use vestibule_client::{Identity, Verifier};
//!
//! async fn files(identity: Identity) -> String {
//!     format!("Files of {}", identity.sub)
//! }
//!
//! async fn home(identity: Option<Identity>) -> &'static str {
//!     if identity.is_some() { "Welcome back" } else { "Please sign in" }
//! }
//!
//! let verifier = Verifier::new("https://auth.example.com", "https://files.example.com");
//! let app: Router = Router::new().route("/", get(home)).route("/files", get(files)).with_state(verifier);
//! ```
//!
//! The server's keys are fetched when they are needed, and kept. [`Verifier`] says how long.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod error;
mod extract;
mod keys;

use std::{sync::Arc, time::Duration};

use jsonwebtoken::{Algorithm, Validation, errors::ErrorKind};
use serde::Deserialize;
use serde_json::{Map, Value};

pub use error::IdentityError;
use keys::Keys;

/// What the server signs with. A token does not choose anything else.
const ALGORITHMS: [Algorithm; 3] = [Algorithm::ES256, Algorithm::RS256, Algorithm::EdDSA];

/// Who sends a request. As an argument of an axum handler it answers 401 to whoever is not signed in; `Option<Identity>` is
/// `None` for them. A token that is there and not accepted is 401 in both cases.
///
/// ```
/// async fn greet(identity: vestibule_client::Identity) -> String {
///     identity.name.unwrap_or(identity.sub)
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Identity {
    /// The user's id, which never changes.
    pub sub: String,
    /// The name that the user has here.
    pub preferred_username: Option<String>,
    /// The full name.
    pub name: Option<String>,
    /// The address, only while it is verified.
    pub email: Option<String>,
    /// The groups.
    #[serde(default)]
    pub groups: Vec<String>,
    /// All claims of the token.
    #[serde(flatten)]
    pub claims: Map<String, Value>,
}

/// Verifies tokens for one application. Cheap to clone.
///
/// Keys are kept for ten minutes, and fetched again for a key that is not among them, at most every 30 seconds: without a
/// pause anybody could make this application ask for them with each request.
///
/// ```
/// let verifier = vestibule_client::Verifier::new("https://auth.example.com", "https://files.example.com");
/// ```
#[derive(Debug, Clone)]
pub struct Verifier {
    issuer: String,
    audience: String,
    keys: Arc<Keys>,
}

impl Verifier {
    /// `issuer` is `public_url` of the server. `audience` is the origin of this application as browsers know it, or its
    /// client id where ID tokens are verified.
    pub fn new(issuer: &str, audience: &str) -> Self {
        let issuer = issuer.trim_end_matches('/').to_owned();
        let keys = Arc::new(Keys::new(format!("{issuer}/.well-known/jwks.json"), Duration::from_secs(30)));
        Self { issuer, audience: audience.to_owned(), keys }
    }

    /// The same with another pause before keys are fetched again for a key that is not among them.
    ///
    /// ```
    /// # use {std::time::Duration, vestibule_client::Verifier};
    /// let verifier = Verifier::new("https://auth.example.com", "wiki").with_cooldown(Duration::from_secs(5));
    /// ```
    #[must_use]
    pub fn with_cooldown(self, cooldown: Duration) -> Self {
        Self { keys: Arc::new(Keys::new(self.keys.url().to_owned(), cooldown)), ..self }
    }

    /// Verifies a value of `Remote-Identity`.
    ///
    /// ```no_run
    /// # async fn example(verifier: vestibule_client::Verifier, value: &str) -> Result<(), vestibule_client::IdentityError> {
    /// let identity = verifier.identity(value).await?;
    /// # Ok(()) }
    /// ```
    pub async fn identity(&self, token: &str) -> Result<Identity, IdentityError> {
        self.verify(token, "identity+jwt").await
    }

    /// Verifies an ID token. `nonce` is the one of the authorization request, and `None` for a refreshed token, which has
    /// none (OpenID Connect Core §12.2).
    ///
    /// ```no_run
    /// # async fn example(verifier: vestibule_client::Verifier, token: &str) -> Result<(), vestibule_client::IdentityError> {
    /// let identity = verifier.id_token(token, Some("n-0S6_WzA2Mj")).await?;
    /// # Ok(()) }
    /// ```
    pub async fn id_token(&self, token: &str, nonce: Option<&str>) -> Result<Identity, IdentityError> {
        let identity = self.verify(token, "JWT").await?;
        match nonce {
            Some(nonce) if identity.claims.get("nonce").and_then(Value::as_str) != Some(nonce) => {
                Err(IdentityError::Nonce)
            }
            _ => Ok(identity),
        }
    }

    async fn verify(&self, token: &str, kind: &'static str) -> Result<Identity, IdentityError> {
        let header = jsonwebtoken::decode_header(token)?;
        // RFC 8725 §3.11: a token of one kind is not taken for another. An ID token says JWT or nothing.
        if !header.typ.as_deref().unwrap_or("JWT").eq_ignore_ascii_case(kind) {
            return Err(IdentityError::Type(kind));
        }
        if !ALGORITHMS.contains(&header.alg) {
            return Err(jsonwebtoken::errors::Error::from(ErrorKind::InvalidAlgorithm).into());
        }
        let key = self.keys.find(header.kid.as_deref().unwrap_or_default()).await?;
        let mut validation = Validation::new(header.alg);
        validation.leeway = 0;
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        Ok(jsonwebtoken::decode(token, &key, &validation)?.claims)
    }
}
