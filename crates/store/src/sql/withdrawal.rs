//! Withdrawing what was granted by identities that do not count any more.
//!
//! A grant stops counting at the moment when its provider's rules change ([`vestibule_core::access::evaluate`]); here it
//! stops being stored, so that it does not come back with the rules.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use vestibule_core::{
    access::{AdminRight, LinkGrant, LinkStanding, Local, Provider, Providers, Rules, evaluate},
    clock::Timestamp,
    ids::{LinkId, ProviderId, Subject, UserId},
    policy::{self, Words},
};

use super::{
    SqlStore,
    batch::Batch,
    connection::{Connection, Transaction},
    grants::{RELEASED, WITHDRAWN, push_release, push_withdrawal},
    rows::{self, get, id, provider_id, query_grants, read},
    session_end::{Ended, Ending, with_ended},
    statement::{Statement, query},
};
use crate::{RefusedIdentity, StoreError, Withdrawal};

/// How many links are looked at at once.
const PAGE: u32 = 500;

/// Withdraws what was granted by a provider, as far as it does not count by what `provider` is now; `None`: it is gone.
pub(super) async fn of_provider(
    transaction: &mut Transaction<'_>,
    id: &ProviderId,
    provider: Option<Provider>,
    (grant_max_age, now): (Duration, Timestamp),
) -> Result<Ended, StoreError> {
    let digest = provider.as_ref().map_or_else(|| GONE.to_owned(), Provider::digest);
    let ended = match provider.filter(|provider| provider.enabled) {
        None => all(transaction, id).await?,
        Some(provider) => {
            let providers = Providers(BTreeMap::from([(id.clone(), provider)]));
            narrowed(transaction, id, Rules { providers: &providers, grant_max_age }, now).await?
        }
    };
    if ended.links > 0 {
        let mut release = Statement::new("delete from verified_addresses where true");
        release.push(RELEASED);
        release.execute(transaction).await?;
    }
    query(
        "insert into provider_rules (provider, digest) values ($1, $2) \
         on conflict (provider) do update set digest = excluded.digest",
    )
    .bind(id.as_str())
    .bind(digest)
    .execute(transaction)
    .await?;
    Ok(ended)
}

/// Withdraws what providers granted to everybody, until they say it again.
pub(crate) async fn of_everybody(connection: &mut dyn Connection) -> Result<(), sqlx::Error> {
    let mut withdraw = Statement::new("update links set ");
    withdraw.push(WITHDRAWN);
    withdraw.execute(&mut *connection).await?;
    let mut release = Statement::new("delete from verified_addresses where true");
    release.push(RELEASED);
    release.execute(connection).await?;
    Ok(())
}

/// The digest of a provider that is deleted.
const GONE: &str = "deleted";

async fn all(connection: &mut dyn Connection, id: &ProviderId) -> Result<Ended, StoreError> {
    let mut links = Statement::new("update links set ");
    links.push(WITHDRAWN).push(" where confirmed_at is not null and provider = ").push_bind(id.as_str());
    let links = links.execute(&mut *connection).await?;
    let sessions =
        query("delete from sessions where provider = $1").bind(id.as_str()).execute(&mut *connection).await?;
    Ok(Ended { links, sessions })
}

async fn narrowed(
    connection: &mut dyn Connection,
    id: &ProviderId,
    rules: Rules<'_>,
    now: Timestamp,
) -> Result<Ended, StoreError> {
    let (mut ended, mut after) = (Ended::default(), None);
    loop {
        let mut page = query_grants("select ", " from links l where l.provider = ");
        page.push_bind(id.as_str());
        if let Some(LinkId(after)) = after {
            page.push(" and l.id > ").push_bind(after);
        }
        page.push(" order by l.id limit ").push_bind(PAGE);
        let grants = page.fetch_all(&mut *connection).await?;
        let grants = grants.iter().map(rows::grant).collect::<Result<Vec<_>, _>>()?;
        let Some((last, _)) = grants.last() else { return Ok(ended) };
        after = Some(last.link);
        for (grant, subject) in &grants {
            let one = narrow(connection, grant, subject, (rules, now)).await?;
            ended = Ended { links: ended.links + one.links, sessions: ended.sessions + one.sessions };
        }
    }
}

/// Withdraws what does not count of one grant.
async fn narrow(
    connection: &mut dyn Connection,
    grant: &LinkGrant,
    subject: &Subject,
    (rules, now): (Rules<'_>, Timestamp),
) -> Result<Ended, StoreError> {
    let access = evaluate(&Local::default(), std::slice::from_ref(grant), rules, now);
    let standing = access.standing(grant.link).unwrap_or(LinkStanding::NotOffered);
    let mut batch = Batch::default();
    let (mut links, mut sessions) = (0, 0);
    if standing != LinkStanding::Counts && grant.confirmed_at.is_some() {
        push_withdrawal(&mut batch, grant.link);
        links = 1;
    } else if grant.admin == AdminRight::Granted && !makes_admin(grant, rules) {
        batch.push("update links set admin = 'none' where id = ").push_bind(grant.link.0).end();
        links = 1;
    }
    batch.execute(&mut *connection).await?;
    if !standing.is_usable() {
        sessions = query("delete from sessions where provider = $1 and issuer = $2 and subject = $3")
            .bind(grant.provider.as_str())
            .bind(grant.issuer.as_str())
            .bind(subject.as_str())
            .execute(connection)
            .await?;
    }
    Ok(Ended { links, sessions })
}

fn makes_admin(grant: &LinkGrant, rules: Rules<'_>) -> bool {
    let provider = rules.providers.enabled(&grant.provider);
    provider.is_some_and(|provider| policy::makes_admin(&Words::of(grant, &provider.settings), &provider.settings))
}

impl SqlStore {
    pub(super) async fn refuse(&self, refused: &RefusedIdentity<'_>) -> Result<Option<u64>, StoreError> {
        let mut transaction = self.begin().await?;
        let row = query(
            "select id, user_id, confirmed_at is not null as counts from links \
             where provider = $1 and issuer = $2 and subject = $3",
        )
        .bind(refused.provider.as_str())
        .bind(refused.identity.issuer.as_str())
        .bind(refused.identity.subject.as_str())
        .fetch_optional(&mut transaction)
        .await?;
        let mut event = refused.event.clone().provider(refused.provider.clone());
        let Some(row) = row else { return Ok(None) };
        let (user, link) = (UserId(id(&row, "user_id")?), LinkId(id(&row, "id")?));
        let ended = self.end_sessions(&mut transaction, user, Ending::OfLink(link)).await?;
        let mut batch = Batch::default();
        push_withdrawal(&mut batch, link);
        push_release(&mut batch, user);
        let why = event.detail.take().unwrap_or_default();
        if ended == 0 && !get::<bool>(&row, "counts")? {
            // Refused before: one of as many as they like to try.
            let event = event.user(user).detail(why);
            if refused.refusals.admit(&event) {
                self.commit_with(transaction, batch, &event).await?;
            }
            return Ok(Some(0));
        }
        let event = with_ended(event.user(user).detail(format!("{why}; what it granted is withdrawn")), ended);
        self.commit_changed_with(transaction, batch, &event, &[user]).await?;
        Ok(Some(ended))
    }

    pub(super) async fn withdraw(&self, rules: Rules<'_>) -> Result<Vec<Withdrawal>, StoreError> {
        let changed = changed(&mut self.pools.reader().await?, rules.providers).await?;
        let mut withdrawals = Vec::new();
        for id in changed {
            let provider = rules.providers.0.get(&id).cloned();
            let mut transaction = self.begin_exclusive().await?;
            let moment = (rules.grant_max_age, self.now());
            let ended = of_provider(&mut transaction, &id, provider, moment).await?;
            self.commit_withdrawn(transaction, ended).await?;
            let Ended { links, sessions } = ended;
            withdrawals.push(Withdrawal { provider: id, links, sessions });
        }
        withdrawals.retain(|withdrawal| withdrawal.links + withdrawal.sessions > 0);
        Ok(withdrawals)
    }
}

/// The providers whose rules are not the ones of the last time, whether anybody is linked to them or not: so nobody who comes
/// later is compared with rules from before, or looked at when the rules of another provider change.
async fn changed(connection: &mut dyn Connection, providers: &Providers) -> Result<BTreeSet<ProviderId>, StoreError> {
    let rows = query(
        "select p.provider, r.digest from (select provider from links union select provider from provider_rules) p \
         left join provider_rules r on r.provider = p.provider",
    )
    .fetch_all(connection)
    .await?;
    let mut changed: BTreeSet<ProviderId> = providers.0.keys().cloned().collect();
    for row in &rows {
        let id = read(row, "provider", provider_id)?;
        let digest = providers.0.get(&id).map_or_else(|| GONE.to_owned(), Provider::digest);
        match get::<Option<&str>>(row, "digest")? == Some(&digest) {
            true => changed.remove(&id),
            false => changed.insert(id),
        };
    }
    Ok(changed)
}
