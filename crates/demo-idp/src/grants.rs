//! Codes, grants and tokens: what was given out, and whether it is still good.
//!
//! A grant is one approval by one person for one client. Everything given out on it points to it by id, so that ending
//! the grant ends its tokens. Only digests of codes and tokens are kept.
//!
//! One plain lock guards all tables. Every intent (redeem a code, turn over a refresh token) touches several of them
//! and must happen once however many copies of a request arrive together. Each is a digest and a few look-ups; nothing
//! is signed or awaited inside, and signing costs a core many times as much as it spends here.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use vestibule_core::{
    clock::{Clock, Timestamp},
    secret::sha256,
};

use vestibule_apps::pkce::Challenge;

use crate::{authorization_request::Scopes, expiring::Expiring};

pub(crate) const CODE_SECONDS: i64 = 15 * 60;
pub(crate) const ACCESS_TOKEN_SECONDS: i64 = 60 * 60;
const REFRESH_TOKEN_SECONDS: i64 = 30 * 24 * 60 * 60;
/// Beyond this many the oldest goes, so that a benchmark of any length runs in a few dozen megabytes.
const CAPACITY: usize = 50_000;

type Digest = [u8; 32];

/// One approval.
#[derive(Debug)]
pub(crate) struct Grant {
    pub(crate) id: String,
    pub(crate) client_id: String,
    pub(crate) subject: String,
    pub(crate) scopes: Scopes,
    pub(crate) auth_time: i64,
}

/// What a token request has to repeat or prove.
#[derive(Debug)]
pub(crate) struct Proof {
    pub(crate) redirect_uri: String,
    pub(crate) challenge: Option<Challenge>,
    pub(crate) nonce: Option<String>,
}

enum Code {
    Fresh(Arc<Grant>, Proof),
    Spent(String),
}

struct RefreshToken {
    grant: String,
    spent: bool,
}

struct Tables {
    codes: Expiring<Digest, Code>,
    grants: Expiring<String, Arc<Grant>>,
    access: Expiring<Digest, String>,
    refresh: Expiring<Digest, RefreshToken>,
}

/// All that was given out.
pub(crate) struct Grants {
    tables: Mutex<Tables>,
    clock: Arc<dyn Clock>,
}

impl Grants {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        let tables = Tables {
            codes: Expiring::new(CODE_SECONDS, CAPACITY),
            grants: Expiring::new(REFRESH_TOKEN_SECONDS, CAPACITY),
            access: Expiring::new(ACCESS_TOKEN_SECONDS, CAPACITY),
            refresh: Expiring::new(REFRESH_TOKEN_SECONDS, CAPACITY),
        };
        Self { tables: Mutex::new(tables), clock }
    }

    fn lock(&self) -> (MutexGuard<'_, Tables>, Timestamp) {
        (self.tables.lock().unwrap_or_else(PoisonError::into_inner), self.clock.now())
    }

    /// Remembers a code for the grant that it will start.
    pub(crate) fn issue_code(&self, code: &str, grant: Grant, proof: Proof) {
        let (mut tables, now) = self.lock();
        tables.codes.insert(now, sha256(code), Code::Fresh(Arc::new(grant), proof));
    }

    /// Spends a code, whatever comes of the request that presented it, and starts its grant.
    ///
    /// A code that was spent before ends the grant that it started (RFC 6749 §4.1.2).
    pub(crate) fn redeem(&self, code: &str) -> Option<(Arc<Grant>, Proof)> {
        let (mut tables, now) = self.lock();
        let code = tables.codes.get_mut(now, &sha256(code))?;
        let spent = match code {
            Code::Fresh(grant, _) => Code::Spent(grant.id.clone()),
            Code::Spent(grant) => Code::Spent(grant.clone()),
        };
        match std::mem::replace(code, spent) {
            Code::Fresh(grant, proof) => {
                tables.grants.insert(now, grant.id.clone(), grant.clone());
                Some((grant, proof))
            }
            Code::Spent(grant) => {
                tables.grants.take(now, &grant);
                None
            }
        }
    }

    /// Ends a grant and with it all its tokens.
    pub(crate) fn revoke(&self, grant: &str) {
        let (mut tables, now) = self.lock();
        tables.grants.take(now, &grant.to_owned());
    }

    /// Remembers the tokens that were signed for a grant.
    pub(crate) fn add_tokens(&self, grant: &Grant, access: &str, refresh: &str) {
        let (mut tables, now) = self.lock();
        tables.access.insert(now, sha256(access), grant.id.clone());
        tables.refresh.insert(now, sha256(refresh), RefreshToken { grant: grant.id.clone(), spent: false });
    }

    /// The grant of a good access token.
    pub(crate) fn find_by_access_token(&self, token: &str) -> Option<Arc<Grant>> {
        let (mut tables, now) = self.lock();
        let grant = tables.access.get_mut(now, &sha256(token))?.clone();
        tables.grants.get_mut(now, &grant).cloned()
    }

    /// Spends a refresh token of that client. One that was spent before ends its grant (RFC 9700 §4.14.2).
    pub(crate) fn turn_over(&self, token: &str, client_id: &str) -> Option<Arc<Grant>> {
        let (mut tables, now) = self.lock();
        let tables = &mut *tables;
        let refresh = tables.refresh.get_mut(now, &sha256(token))?;
        let grant = tables.grants.get_mut(now, &refresh.grant).filter(|grant| grant.client_id == client_id)?.clone();
        if std::mem::replace(&mut refresh.spent, true) {
            tables.grants.take(now, &grant.id);
            return None;
        }
        Some(grant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule_core::clock::FixedClock;

    fn grants() -> Grants {
        let grants = Grants::new(Arc::new(FixedClock::at(0)));
        let grant = Grant {
            id: "g".into(),
            client_id: "app".into(),
            subject: "s".into(),
            scopes: Scopes::parse("openid"),
            auth_time: 0,
        };
        let proof = Proof { redirect_uri: "http://127.0.0.1/cb".into(), challenge: None, nonce: None };
        grants.issue_code("code", grant, proof);
        grants
    }

    #[test]
    fn a_replayed_code_ends_the_grant() {
        let grants = grants();
        let (grant, _) = grants.redeem("code").unwrap();
        grants.add_tokens(&grant, "access", "refresh");
        assert!(grants.find_by_access_token("access").is_some());
        assert!(grants.redeem("code").is_none());
        assert!(grants.find_by_access_token("access").is_none());
        assert!(grants.turn_over("refresh", "app").is_none());
    }

    #[test]
    fn a_replay_before_the_tokens_are_signed_counts_too() {
        let grants = grants();
        let (grant, _) = grants.redeem("code").unwrap();
        assert!(grants.redeem("code").is_none());
        grants.add_tokens(&grant, "access", "refresh");
        assert!(grants.find_by_access_token("access").is_none());
    }

    #[test]
    fn a_refresh_token_is_good_once_and_for_its_client() {
        let grants = grants();
        let (grant, _) = grants.redeem("code").unwrap();
        grants.add_tokens(&grant, "access", "first");
        assert!(grants.turn_over("first", "other").is_none(), "another client's attempt changes nothing");
        assert!(grants.turn_over("first", "app").is_some());
        grants.add_tokens(&grant, "access-2", "second");
        assert!(grants.turn_over("first", "app").is_none());
        assert!(grants.turn_over("second", "app").is_none(), "reuse ends the family");
    }

    #[test]
    fn many_copies_of_one_code_redeem_once() {
        let grants = Arc::new(grants());
        let threads: Vec<_> = (0..16)
            .map(|_| {
                let grants = grants.clone();
                std::thread::spawn(move || grants.redeem("code").is_some())
            })
            .collect();
        let redeemed = threads.into_iter().filter_map(|thread| thread.join().ok()).filter(|won| *won).count();
        assert_eq!(redeemed, 1);
    }
}
