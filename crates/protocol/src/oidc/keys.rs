//! The upstream's keys over time: cached, refetched when a token names an unknown one, never older than ten minutes.
//!
//! The bargain: a key that the upstream has withdrawn stops being trusted within ten minutes, whatever happens (a key
//! set that old is fetched again before it is used, and when that fails the sign-in fails as the upstream being
//! unavailable). A new key is trusted at once. Tokens with invented key names cost the upstream five requests and then
//! one every twelve seconds, however many arrive. Callers that find the same set wanting share one fetch.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use arc_swap::ArcSwap;
use bytes::Bytes;
use chrono::Duration;
use http::{Request, header};
use url::Url;
use vestibule_core::{
    cause::Cause,
    clock::Timestamp,
    code::ErrorCode,
    definition::SigningAlgorithm,
    driver::{Context, SignInError},
    http::Purpose,
};
use vestibule_jose::{JwsError, KeySet, RawJws, VerifiedJws};

use super::refetch::{Mark, Refetch};
use crate::json;

/// How old a key set may be and still be trusted.
const MAX_AGE: Duration = Duration::minutes(10);

/// One upstream's keys. Belongs to one provider; two providers never share one, so that a key of one upstream cannot
/// verify a token of another.
pub(crate) struct KeyStore {
    url: Url,
    current: ArcSwap<Fetched>,
    refetch: Refetch,
}

struct Fetched {
    keys: KeySet,
    at: Timestamp,
}

/// Why a signed token could not be verified.
#[derive(Debug)]
pub(crate) enum Unverified {
    /// The token is at fault.
    Token(JwsError),
    /// The keys could not be fetched or read.
    Keys(SignInError),
}

impl KeyStore {
    /// Fetches the first keys. Some key must fit one of `algorithms`.
    pub(crate) async fn open(
        context: &Context<'_>,
        url: Url,
        algorithms: &[SigningAlgorithm],
    ) -> Result<Self, SignInError> {
        let keys = fetch(context, &url).await?;
        if !keys.serves(algorithms) {
            let names: Vec<_> = algorithms.iter().map(|algorithm| algorithm.as_str()).collect();
            let detail =
                format!("the keys at {url}: none fits the provider's ID token algorithms ({})", names.join(", "));
            return Err(SignInError::new(ErrorCode::ProviderMisconfigured, Cause::Keys, detail));
        }
        let at = context.clock.now();
        Ok(Self { url, current: ArcSwap::from_pointee(Fetched { keys, at }), refetch: Refetch::new(at) })
    }

    /// Where the keys come from.
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// Verifies a token, fetching keys again at most once.
    pub(crate) async fn verify(
        &self,
        context: &Context<'_>,
        token: &RawJws<'_>,
        allowed: &[SigningAlgorithm],
    ) -> Result<VerifiedJws, Unverified> {
        let mark = self.refetch.mark();
        let fetched = self.fetched_recently(context, mark).await.map_err(Unverified::Keys)?;
        let first = token.verify(&fetched.keys, allowed);
        if !first.as_ref().is_err_and(|error| may_be_outdated(token, error)) {
            return first.map_err(Unverified::Token);
        }
        match self.refetch.within_bucket(context.clock.now(), mark, self.replace(context)).await {
            Some(Ok(())) => token.verify(&self.current.load().keys, allowed).map_err(Unverified::Token),
            Some(Err(failed)) => Err(Unverified::Keys(failed)),
            None => first.map_err(Unverified::Token),
        }
    }

    /// Fetches the keys now.
    pub(crate) async fn renew(&self, context: &Context<'_>) -> Result<(), SignInError> {
        self.refetch.always(self.refetch.mark(), self.replace(context)).await
    }

    /// Keys that were fetched recently enough to be trusted.
    async fn fetched_recently(&self, context: &Context<'_>, mark: Mark) -> Result<Arc<Fetched>, SignInError> {
        let current = self.current.load_full();
        // A clock that was set back makes the age meaningless, which is treated like too old.
        if (context.clock.now() - current.at).abs() <= MAX_AGE {
            return Ok(current);
        }
        self.refetch.always(mark, self.replace(context)).await?;
        Ok(self.current.load_full())
    }

    async fn replace(&self, context: &Context<'_>) -> Result<(), SignInError> {
        let keys = fetch(context, &self.url).await?;
        self.current.store(Arc::new(Fetched { keys, at: context.clock.now() }));
        Ok(())
    }
}

/// True when the token may be signed with a key that was published after the ones that are known.
pub(super) fn may_be_outdated(token: &RawJws<'_>, error: &JwsError) -> bool {
    match error {
        JwsError::UnknownKey => true,
        // Without a name, a key that was replaced looks like a wrong signature.
        JwsError::BadSignature => token.kid().is_none(),
        _ => false,
    }
}

async fn fetch(context: &Context<'_>, url: &Url) -> Result<KeySet, SignInError> {
    let shown = crate::http::without_query(url);
    let failed = |code, cause, detail: &str| SignInError::new(code, cause, format!("the keys at {shown}: {detail}"));
    let request = Request::builder()
        .uri(url.as_str())
        .header(header::ACCEPT, "application/jwk-set+json, application/json")
        .body(Bytes::new())
        .map_err(|error| failed(ErrorCode::ProviderMisconfigured, Cause::Keys, &error.to_string()))?;
    let answer = context.http.send(Purpose::Keys, request).await;
    let answer = answer.map_err(|error| failed(error.code(), Cause::from(&error), &error.to_string()))?;
    let status = answer.status();
    if status.as_u16() != 200 {
        let busy = status.is_server_error() || status.as_u16() == 429;
        let (code, cause) = match busy {
            true => (ErrorCode::ProviderUnavailable, Cause::Unavailable),
            false => (ErrorCode::ProviderMisconfigured, Cause::Keys),
        };
        return Err(failed(code, cause, &format!("HTTP {}", status.as_u16())));
    }
    let document = json::parse(answer.body()).ok();
    document
        .as_ref()
        .and_then(KeySet::parse)
        .ok_or_else(|| failed(ErrorCode::ProviderMisconfigured, Cause::Keys, "HTTP 200, but not a JSON Web Key Set"))
}
