//! The link that the log prints.

use chrono::Duration;
use vestibule_core::{
    clock::{Clock, Timestamp},
    code::ErrorCode,
    public_url::PublicUrl,
    random::Random,
    routes::Route,
    seal::{Keyring, SealError},
    secret::Secret,
};

use super::deadline;
use crate::http::state::HttpState;

/// How long a link is valid.
const LIVES: Duration = Duration::hours(1);

/// The link that leads to the first administrator.
#[derive(Debug)]
pub struct SetupLink {
    /// Where to go. Whoever has it may become the first administrator, so it is shown to the operator alone.
    pub url: Secret,
    /// Until when.
    pub expires_at: Timestamp,
}

impl SetupLink {
    /// A new link for the installation at `public_url`. It works until there is an administrator; the caller has
    /// checked that.
    pub fn new(
        public_url: &PublicUrl,
        keys: &Keyring,
        clock: &dyn Clock,
        random: &dyn Random,
    ) -> Result<Self, SealError> {
        let expires_at = clock.now() + LIVES;
        let token = deadline::seal(keys, random, &place(public_url), expires_at)?;
        Ok(Self { url: Secret::new(public_url.at(Route::Setup.with_query([("token", token)]))), expires_at })
    }
}

/// Installations may share keys; a link is good for the one that it leads to.
fn place(public_url: &PublicUrl) -> String {
    format!("setup link {public_url}")
}

/// Whether a token is that of a link of ours, in time.
pub(crate) fn check(app: &HttpState, token: &str) -> Result<(), ErrorCode> {
    let until = deadline::open(&app.keys, &place(&app.settings.public_url), token);
    match until {
        None => Err(ErrorCode::SetupLinkInvalid),
        Some(until) if app.clock.now() > until => Err(ErrorCode::SetupLinkExpired),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use vestibule_core::{clock::FixedClock, random::CountingRandom};

    use super::*;

    fn token(link: &SetupLink) -> &str {
        link.url.expose().split_once("?token=").unwrap().1
    }

    #[test]
    fn a_link_opens_where_it_leads_and_nowhere_else() {
        let (random, clock) = (CountingRandom::default(), FixedClock::at(1_000));
        let keys = Keyring::parse(&Keyring::generate(&random)).unwrap();
        let [own, other] =
            ["https://auth.example.com", "https://staging.example.com"].map(|url| PublicUrl::parse(url).unwrap());
        let link = SetupLink::new(&own, &keys, &clock, &random).unwrap();
        assert!(link.url.expose().starts_with("https://auth.example.com/setup?token="));
        assert!(!format!("{link:?}").contains(token(&link)), "it cannot be printed by accident");
        assert_eq!(deadline::open(&keys, &place(&own), token(&link)), Some(link.expires_at));
        assert_eq!(deadline::open(&keys, &place(&other), token(&link)), None);
        assert_eq!(deadline::open(&keys, &place(&own), &"A".repeat(200)), None);
        assert_ne!(token(&link), token(&SetupLink::new(&own, &keys, &clock, &random).unwrap()));
    }
}
