//! Whether the upstream accepts the client, and which setting would make it.

use std::sync::Arc;

use vestibule_core::{
    cause::Cause,
    credentials::Credentials,
    definition::ClientAuthentication,
    driver::{Context, Driver},
    provider::ProviderRecord,
    random::Random,
};

use super::{
    attempt::{Attempt, Attempts, Ended},
    report::{CheckStep, Outcome},
};

/// What drivers read a secret from.
const SECRET: &str = "client_secret";
const CLIENT_ID: &str = "client_id";

/// The ways to use a secret, by their name as a setting, and in words.
const METHODS: &[(ClientAuthentication, &str, &str)] = &[
    (ClientAuthentication::ClientSecretPost, "client_secret_post", "takes the secret in the body"),
    (ClientAuthentication::ClientSecretBasic, "client_secret_basic", "takes the secret in the Authorization header"),
    (ClientAuthentication::ClientSecretJwt, "client_secret_jwt", "takes a token that is signed with the secret"),
];

/// What has to be seen of another way to use a secret before it is named.
#[derive(Clone, Copy)]
enum Evidence {
    /// The secret is accepted.
    Accepted,
    /// And a made-up one is not: where nothing has said that the client is refused, it may be the right one already.
    Both,
}

impl Attempts<'_> {
    /// What a made-up code shows about the client, or about what tokens are bound to. Returns the step that it is about.
    pub(super) async fn check_client(
        &self,
        driver: &dyn Driver,
        context: &Context<'_>,
    ) -> (CheckStep, Outcome, String) {
        let ended = self.with_made_up_code(driver, context).await;
        if let Err(Ended { error, .. }) = &ended
            && error.cause == Cause::SenderConstraint
        {
            return (CheckStep::SenderConstraint, Outcome::Failed, error.detail.clone());
        }
        // A client that registered itself has what the upstream gave it: nothing was entered wrongly.
        let accepts = ended.as_ref().is_err_and(|ended| ended.outcome() == Outcome::Ok);
        let (outcome, detail) = match driver.registration() {
            Some(_) if accepts => self.accepted(),
            _ => self.judge(ended, context).await,
        };
        (CheckStep::ClientAuthentication, outcome, detail)
    }

    async fn judge(&self, ended: Attempt, context: &Context<'_>) -> (Outcome, String) {
        let Err(ended) = ended else {
            let accepted = "The upstream accepted a made-up code, so this shows nothing about the client";
            return (Outcome::Skipped, accepted.to_owned());
        };
        let only_a_sign_in = || (Outcome::Skipped, format!("Only a sign-in can show this: {}", ended.error.detail));
        match ended.outcome() {
            Outcome::Ok => self.confirm(context.random).await,
            Outcome::Failed => {
                let error = ended.error.explained(&self.record.settings, context.clock.now());
                (Outcome::Failed, self.explain(&Ended { error, ..ended }, context.random).await)
            }
            Outcome::Skipped if self.is_looked_at(&ended, |_| {}, context.random).await => self.accepted(),
            Outcome::Skipped if ended.may_be_about_the_method() => {
                match self.other_method(Evidence::Both, context.random).await {
                    Some(other) => (Outcome::Failed, format!("{other}. {}", ended.error.detail)),
                    None => only_a_sign_in(),
                }
            }
            Outcome::Skipped => only_a_sign_in(),
        }
    }

    /// Some upstreams look at the code before they look at the client: those refuse a made-up secret no differently.
    async fn confirm(&self, random: &dyn Random) -> (Outcome, String) {
        let (_, what) = self.proof();
        match self.with_made_up_proof(|_| {}, random).await {
            Some(Err(again)) if again.outcome() == Outcome::Ok => {
                let same = format!(
                    "The upstream answers the same to a made-up {what}: only a sign-in can show whether it accepts this one"
                );
                (Outcome::Skipped, same)
            }
            Some(Err(Ended { error, .. }))
                if matches!(error.cause, Cause::Unavailable | Cause::Timeout | Cause::Unreachable) =>
            {
                let unsure = format!("Only a sign-in can show this: with a made-up {what}, {}", error.detail);
                (Outcome::Skipped, unsure)
            }
            _ => self.accepted(),
        }
    }

    fn accepted(&self) -> (Outcome, String) {
        let by = match self.proof().0 {
            SECRET => "Client ID and secret were accepted",
            _ => "The client was accepted, as it proves itself",
        };
        (Outcome::Ok, by.to_owned())
    }

    /// Why the client was refused, and whether another way to use its secret is the right one.
    async fn explain(&self, ended: &Ended, random: &dyn Random) -> String {
        let detail = &ended.error.detail;
        match self.other_method(Evidence::Accepted, random).await {
            Some(other) => format!("{other}. {detail}"),
            None => detail.clone(),
        }
    }

    /// The first other way to use its secret that the upstream accepts, in words.
    async fn other_method(&self, evidence: Evidence, random: &dyn Random) -> Option<String> {
        self.record.credentials.secret(SECRET)?;
        for (method, name, words) in METHODS {
            if self.record.settings.client_authentication == Some(*method) {
                continue;
            }
            let change = |record: &mut ProviderRecord| record.settings_mut().client_authentication = Some(*method);
            let Some(Err(other)) = self.with_made_up_code_as(change).await else { continue };
            let accepted = match (other.outcome(), evidence) {
                (Outcome::Ok, Evidence::Accepted) => true,
                (Outcome::Ok, Evidence::Both) => self.refuses_made_up_proof(change, random).await,
                _ => self.is_looked_at(&other, change, random).await,
            };
            if accepted {
                return Some(format!("This client {words}: set client_authentication = \"{name}\""));
            }
        }
        None
    }

    /// Whether an answer of the token endpoint that says nothing about the client (Glewlwyd 2.7 calls a made-up code
    /// `invalid_code`) is one that only this client gets: with a made-up secret it is refused.
    async fn is_looked_at(&self, ended: &Ended, change: impl Fn(&mut ProviderRecord), random: &dyn Random) -> bool {
        let says_nothing = !ended.pushed && ended.error.cause == Cause::UpstreamError;
        says_nothing && self.refuses_made_up_proof(change, random).await
    }

    async fn refuses_made_up_proof(&self, change: impl Fn(&mut ProviderRecord), random: &dyn Random) -> bool {
        let again = self.with_made_up_proof(change, random).await;
        again.and_then(Result::err).is_some_and(|again| again.outcome() == Outcome::Failed)
    }

    async fn with_made_up_proof(&self, change: impl Fn(&mut ProviderRecord), random: &dyn Random) -> Option<Attempt> {
        let credentials = with_made_up(&self.record.credentials, self.proof().0, random);
        let both = |record: &mut ProviderRecord| {
            record.credentials = Arc::new(credentials);
            change(record);
        };
        self.with_made_up_code_as(both).await
    }

    /// What the client is known by, as a credential and in words.
    fn proof(&self) -> (&'static str, &'static str) {
        match self.record.credentials.secret(SECRET) {
            Some(_) => (SECRET, "secret"),
            None => (CLIENT_ID, "client ID"),
        }
    }
}

impl Ended {
    /// What it proves about the client. A pushed request ends for reasons of its own, too: those are another step's.
    fn outcome(&self) -> Outcome {
        match self.error.cause {
            Cause::InvalidGrant if !self.pushed => Outcome::Ok,
            Cause::ClientAuthentication | Cause::SenderConstraint => Outcome::Failed,
            // The handshake at the metadata has passed: this one is about our certificate.
            Cause::Tls => Outcome::Failed,
            Cause::ClientRegistration | Cause::RedirectUri | Cause::Plugin if !self.pushed => Outcome::Failed,
            _ => Outcome::Skipped,
        }
    }

    /// Whether it may be how the client proves itself that was refused: Authelia says `invalid_request` of a method that it
    /// does not know, and so do others of what has nothing to do with the client.
    fn may_be_about_the_method(&self) -> bool {
        match self.error.cause {
            Cause::UpstreamError => true,
            // At the token endpoint it is a refusal.
            Cause::ClientRegistration => self.pushed,
            _ => false,
        }
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
    use vestibule_core::{code::ErrorCode, driver::SignInError};

    use super::*;

    #[test]
    fn only_invalid_grant_proves_that_the_client_is_known() {
        for (cause, pushed, outcome) in [
            (Cause::InvalidGrant, false, Outcome::Ok),
            (Cause::InvalidGrant, true, Outcome::Skipped),
            (Cause::ClientAuthentication, false, Outcome::Failed),
            (Cause::ClientAuthentication, true, Outcome::Failed),
            (Cause::ClientRegistration, false, Outcome::Failed),
            (Cause::ClientRegistration, true, Outcome::Skipped),
            (Cause::RedirectUri, false, Outcome::Failed),
            (Cause::RedirectUri, true, Outcome::Skipped),
            (Cause::SenderConstraint, true, Outcome::Failed),
            (Cause::Tls, false, Outcome::Failed),
            (Cause::Unavailable, false, Outcome::Skipped),
            (Cause::UpstreamError, false, Outcome::Skipped),
            (Cause::Unreachable, false, Outcome::Skipped),
        ] {
            let ended = Ended { pushed, error: SignInError::new(ErrorCode::ProviderError, cause, "") };
            assert_eq!(ended.outcome(), outcome, "{cause:?} {pushed}");
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
