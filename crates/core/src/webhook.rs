//! Webhooks: who is sent which events, and what each message is signed with.
//!
//! Messages follow Standard Webhooks (<https://github.com/standard-webhooks/standard-webhooks>): a receiver verifies them with
//! the libraries of that.

use std::{fmt, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use url::Url;
use zeroize::Zeroizing;

use crate::{
    event::{EventKind, EventPattern, Outcome},
    http::NetworkScope,
    ids::WebhookName,
    public_url::{PublicUrl, is_loopback},
};

/// Between the first attempts to send a message.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// Between later ones.
const LONGEST_PAUSE: Duration = Duration::from_secs(3_600);

/// Somebody who is sent events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its name in the configuration.
    pub name: WebhookName,
    /// Where messages are sent.
    pub url: Url,
    /// What they are signed with.
    pub key: WebhookKey,
    /// Which events; empty: all.
    pub events: Vec<EventPattern>,
}

impl Webhook {
    /// Which addresses its messages may reach: whoever typed the host may have meant a private one.
    pub fn network_scope(&self, public_url: &PublicUrl) -> NetworkScope {
        NetworkScope {
            loopback: public_url.is_loopback() && is_loopback(&self.url),
            operator_hosts: self.url.host_str().map(str::to_ascii_lowercase).into_iter().collect(),
            ..NetworkScope::default()
        }
    }
}

/// Whether one of these patterns means an event; none of them means all.
pub fn wants(events: &[EventPattern], kind: EventKind, outcome: Outcome) -> bool {
    events.is_empty() || events.iter().any(|pattern| pattern.matches(kind, outcome))
}

/// How long to wait after so many failed attempts in a row.
pub fn pause_after(attempts: u32) -> Duration {
    let doubled = 1u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
    FIRST_PAUSE.saturating_mul(doubled).min(LONGEST_PAUSE)
}

/// A secret that nobody can have made with the generator of Standard Webhooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be `whsec_` and 24 to 64 random bytes in base64, such as `echo whsec_$(openssl rand -base64 32)` prints")]
pub struct InvalidWebhookKey;

/// What messages are signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookKey(Zeroizing<Vec<u8>>);

impl WebhookKey {
    /// Reads `whsec_…`.
    pub fn parse(text: &str) -> Result<Self, InvalidWebhookKey> {
        let encoded = text.strip_prefix("whsec_").ok_or(InvalidWebhookKey)?;
        let key = STANDARD.decode(encoded).map(Zeroizing::new).map_err(|_| InvalidWebhookKey)?;
        if (24..=64).contains(&key.len()) { Ok(Self(key)) } else { Err(InvalidWebhookKey) }
    }

    /// The header `webhook-signature` of a message. `timestamp` is in seconds since 1970.
    pub fn sign(&self, id: &str, timestamp: i64, body: &str) -> String {
        // HMAC takes keys of every length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for WebhookKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookKey([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's libraries.
    #[test]
    fn a_signature_is_that_of_the_specification() {
        let key = WebhookKey::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = key.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert_eq!(format!("{key:?}"), "WebhookKey([redacted])");
    }

    #[test]
    fn a_key_is_long_enough() {
        let of = |bytes: usize| WebhookKey::parse(&format!("whsec_{}", STANDARD.encode(vec![7; bytes])));
        assert!(of(24).is_ok() && of(64).is_ok());
        assert_eq!((of(23), of(65)), (Err(InvalidWebhookKey), Err(InvalidWebhookKey)));
        for text in ["", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_not base64"] {
            assert_eq!(WebhookKey::parse(text), Err(InvalidWebhookKey), "{text}");
        }
    }

    #[test]
    fn pauses_grow_to_an_hour() {
        let pauses = [1, 2, 3, 10, 11, 40, u32::MAX].map(|attempts| pause_after(attempts).as_secs());
        assert_eq!(pauses, [5, 10, 20, 2_560, 3_600, 3_600, 3_600]);
    }
}
