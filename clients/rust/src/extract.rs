//! [`Identity`] as an argument of a handler.

use axum_core::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use http::request::Parts;

use crate::{Identity, IdentityError, Verifier};

const HEADER: &str = "remote-identity";

/// The value of the header. Without anybody it is absent or empty.
fn value(parts: &Parts) -> Result<Option<&str>, IdentityError> {
    let mut values = parts.headers.get_all(HEADER).iter();
    let value = values.next().map(|value| value.to_str().map_err(|_| IdentityError::Header)).transpose()?;
    // Two are a mistake of the proxy, or somebody's attempt.
    if values.next().is_some() { Err(IdentityError::Header) } else { Ok(value.filter(|value| !value.is_empty())) }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Identity
where
    Verifier: FromRef<S>,
{
    type Rejection = IdentityError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Self::Rejection> {
        match value(parts)? {
            Some(token) => Verifier::from_ref(state).identity(token).await.map(Some),
            None => Ok(None),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Identity
where
    Verifier: FromRef<S>,
{
    type Rejection = IdentityError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let identity = <Self as OptionalFromRequestParts<S>>::from_request_parts(parts, state).await?;
        identity.ok_or(IdentityError::NotSignedIn)
    }
}
