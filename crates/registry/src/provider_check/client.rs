//! Whether the upstream accepts the client, and which setting would make it.

use std::sync::Arc;

use vestibule_core::{
    cause::Cause,
    credentials::Credentials,
    definition::ClientAuthentication,
    driver::{Context, Driver, SignInError},
    provider::ProviderRecord,
    random::Random,
};

use super::{attempt::Attempts, report::Outcome};

/// What drivers read a secret from.
const SECRET: &str = "client_secret";
const CLIENT_ID: &str = "client_id";

/// The ways to send a secret, by their name as a setting, and in words.
const METHODS: &[(ClientAuthentication, &str, &str)] = &[
    (ClientAuthentication::ClientSecretPost, "client_secret_post", "takes the secret in the body"),
    (ClientAuthentication::ClientSecretBasic, "client_secret_basic", "takes the secret in the Authorization header"),
];

impl Attempts<'_> {
    /// What a made-up code shows about the client.
    pub(super) async fn check_client(&self, driver: &dyn Driver, context: &Context<'_>) -> (Outcome, String) {
        let Err(error) = self.with_made_up_code(driver, context).await else {
            let accepted = "The upstream accepted a made-up code, so this shows nothing about the client";
            return (Outcome::Skipped, accepted.to_owned());
        };
        match client_outcome(error.cause) {
            Outcome::Ok => self.confirm(context.random).await,
            Outcome::Failed => (Outcome::Failed, self.explain(&error).await),
            Outcome::Skipped => (Outcome::Skipped, format!("Only a sign-in can show this: {}", error.detail)),
        }
    }

    /// Some upstreams look at the code before they look at the client: those refuse a made-up secret no differently.
    async fn confirm(&self, random: &dyn Random) -> (Outcome, String) {
        let with_secret = self.record.credentials.secret(SECRET).is_some();
        let (name, what) = if with_secret { (SECRET, "secret") } else { (CLIENT_ID, "client ID") };
        let credentials = with_made_up(&self.record.credentials, name, random);
        let again = self.with_made_up_code_as(|record| record.credentials = Arc::new(credentials)).await;
        match again {
            Some(Err(error)) if client_outcome(error.cause) == Outcome::Ok => {
                let same = format!(
                    "The upstream answers the same to a made-up {what}: only a sign-in can show whether it accepts this one"
                );
                (Outcome::Skipped, same)
            }
            Some(Err(error)) if matches!(error.cause, Cause::Unavailable | Cause::Timeout | Cause::Unreachable) => {
                let unsure = format!("Only a sign-in can show this: with a made-up {what}, {}", error.detail);
                (Outcome::Skipped, unsure)
            }
            _ => (Outcome::Ok, "Client ID and secret were accepted".to_owned()),
        }
    }

    /// Why the client was refused, and whether the other way to send its secret is the right one.
    async fn explain(&self, error: &SignInError) -> String {
        let has_secret = self.record.credentials.secret(SECRET).is_some();
        if error.cause != Cause::ClientAuthentication || !has_secret {
            return error.detail.clone();
        }
        for (method, name, words) in METHODS {
            let change = |record: &mut ProviderRecord| record.settings_mut().client_authentication = Some(*method);
            let attempt = self.with_made_up_code_as(change).await;
            let accepted = |error: SignInError| client_outcome(error.cause) == Outcome::Ok;
            if attempt.and_then(Result::err).is_some_and(accepted) {
                return format!("This client {words}: set client_authentication = \"{name}\". {}", error.detail);
            }
        }
        error.detail.clone()
    }
}

/// What the answer to a made-up code proves about the client.
fn client_outcome(cause: Cause) -> Outcome {
    match cause {
        Cause::InvalidGrant => Outcome::Ok,
        Cause::ClientAuthentication | Cause::ClientRegistration | Cause::Plugin => Outcome::Failed,
        _ => Outcome::Skipped,
    }
}

/// The credentials with one of them made up: of the same shape, so that the same schema accepts it.
fn with_made_up(credentials: &Credentials, name: &str, random: &dyn Random) -> Credentials {
    let mut changed = credentials.clone();
    let real = credentials.secret(name).map(|secret| secret.expose().to_owned());
    let real = real.or_else(|| credentials.text(name).map(str::to_owned)).unwrap_or_default();
    let mut bytes = vec![0; real.chars().count()];
    random.fill(&mut bytes);
    let made_up: String = real.chars().zip(bytes).map(|(c, byte)| another(c, byte)).collect();
    let origin = credentials.origin(name).cloned().unwrap_or(vestibule_core::origin::Origin::BuiltIn);
    changed.insert(name, made_up.into(), origin);
    changed
}

/// Another character of the same kind; one that is neither letter nor digit stays.
fn another(c: char, byte: u8) -> char {
    let within = |first: u8, count: u8| {
        // Never the same one: at least one step, at most one less than all.
        char::from(first + ((c as u8 - first) + 1 + byte % (count - 1)) % count)
    };
    match c {
        'a'..='z' => within(b'a', 26),
        'A'..='Z' => within(b'A', 26),
        '0'..='9' => within(b'0', 10),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_invalid_grant_proves_that_the_client_is_known() {
        for (cause, outcome) in [
            (Cause::InvalidGrant, Outcome::Ok),
            (Cause::ClientAuthentication, Outcome::Failed),
            (Cause::ClientRegistration, Outcome::Failed),
            (Cause::Unavailable, Outcome::Skipped),
            (Cause::UpstreamError, Outcome::Skipped),
            (Cause::Unreachable, Outcome::Skipped),
        ] {
            assert_eq!(client_outcome(cause), outcome, "{cause:?}");
        }
    }

    #[test]
    fn a_made_up_character_is_another_of_its_kind() {
        for c in "azAZ09".chars() {
            for byte in 0..=u8::MAX {
                let other = another(c, byte);
                assert_ne!(other, c);
                assert_eq!(
                    (other.is_ascii_digit(), other.is_ascii_lowercase()),
                    (c.is_ascii_digit(), c.is_ascii_lowercase())
                );
                assert!(other.is_ascii_alphanumeric());
            }
        }
        assert_eq!(another('-', 7), '-');
    }
}
