//! The end of sessions, whatever ends them: which ones, how many, and that every node is notified.

use vestibule_core::ids::{Issuer, LinkId, ProviderId, SessionId, Subject, UserId};

use super::{
    SqlStore,
    batch::Batch,
    connection::{Connection, Transaction},
    rows::{get, id},
    statement::{Statement, query},
    value::SqlRow,
};
use crate::{
    AuditEvent, NewSession, StoreError,
    postgres::{EVERYBODY, USERS_CHANNEL},
};

/// The most sessions that a user has; a new one ends the oldest.
pub(super) const SESSION_LIMIT: u32 = 100;

/// More users than this in one change are announced as everybody: PostgreSQL takes 8,000 bytes at once.
const ANNOUNCED: usize = 100;

/// Which sessions of a user end.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ending<'a> {
    All,
    AllBut(SessionId),
    /// Those that began with the identity of this link.
    OfLink(LinkId),
    /// Those that began with this identity.
    OfIdentity(&'a ProviderId, &'a Issuer, &'a Subject),
}

/// What was withdrawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Ended {
    pub links: u64,
    pub sessions: u64,
}

impl SqlStore {
    /// Ends sessions of a user and returns how many of them were live. The caller commits with
    /// [`SqlStore::commit_changed`].
    pub(super) async fn end_sessions(
        &self,
        connection: &mut dyn Connection,
        user: UserId,
        ending: Ending<'_>,
    ) -> Result<u64, StoreError> {
        let mut statement = Statement::new("delete from sessions where user_id = ");
        statement.push_bind(user.0);
        match ending {
            Ending::All => {}
            Ending::AllBut(kept) => {
                statement.push(" and id <> ").push_bind(kept.0);
            }
            Ending::OfIdentity(provider, issuer, subject) => {
                statement.push(" and provider = ").push_bind(provider.as_str());
                statement.push(" and issuer = ").push_bind(issuer.as_str());
                statement.push(" and subject = ").push_bind(subject.as_str());
            }
            Ending::OfLink(link) => {
                statement.push(
                    " and exists (select 1 from links l where l.provider = sessions.provider \
                     and l.issuer = sessions.issuer and l.subject = sessions.subject and l.id = ",
                );
                statement.push_bind(link.0).push(")");
            }
        }
        statement.push(" returning idle_expires_at");
        let now = self.now().timestamp_millis();
        let live = |row: &SqlRow| get::<i64>(row, "idle_expires_at").map(|ends_at| u64::from(ends_at > now));
        statement.fetch_all(connection).await?.iter().map(live).sum()
    }

    /// Adds the end of what a new session of `user` displaces: the one that it replaces in its browser, and the oldest ones
    /// beyond [`SESSION_LIMIT`]. It returns the users whose sessions have ended, for [`SqlStore::commit_batch`].
    pub(super) fn push_surplus(&self, batch: &mut Batch, new: &NewSession, user: UserId) {
        batch.push("delete from sessions where ");
        if let Some(replaced) = &new.replaces {
            batch.push("token_hash = ").push_bind(&replaced[..]).push(" or ");
        }
        batch.push("id in (select id from sessions where user_id = ").push_bind(user.0);
        if let Some(replaced) = &new.replaces {
            batch.push(" and token_hash <> ").push_bind(&replaced[..]);
        }
        batch.push(" order by idle_expires_at > ").push_bind(self.now().timestamp_millis());
        batch.push(" desc, signed_in_at desc, id desc limit 1000000 offset ").push_bind(SESSION_LIMIT - 1);
        batch.push(") returning user_id").end();
    }

    /// Runs a batch and commits a change of what sessions say about the users `changed`, and about those that statements of
    /// the batch return as `user_id`.
    pub(super) async fn commit_batch(
        &self,
        mut transaction: Transaction<'_>,
        batch: Batch,
        mut changed: Vec<UserId>,
    ) -> Result<(), StoreError> {
        let users =
            |rows: &[SqlRow]| rows.iter().map(|row| id(row, "user_id").map(UserId)).collect::<Result<Vec<_>, _>>();
        if self.nodes.is_some() {
            changed.extend(users(&batch.fetch_all(&mut transaction).await?)?);
            return self.commit_changed(transaction, &changed).await;
        }
        match batch.commit(transaction).await {
            Ok(rows) => {
                changed.extend(users(&rows)?);
                self.changes.mark(&changed);
                Ok(())
            }
            Err(error) => {
                // It does not say that nothing was committed, nor whose sessions have ended then.
                self.changes.mark_everybody();
                Err(error)
            }
        }
    }

    /// Commits a change of what sessions say about these users, and lets every node read their sessions again.
    pub(super) async fn commit_changed(
        &self,
        mut transaction: Transaction<'_>,
        users: &[UserId],
    ) -> Result<(), StoreError> {
        self.announce_users(&mut transaction, users).await?;
        let committed = transaction.commit().await;
        // After an error, too: it does not say that nothing was committed.
        self.changes.mark(users);
        committed
    }

    /// Commits a withdrawal of what providers granted, of whomever.
    pub(super) async fn commit_withdrawn(
        &self,
        mut transaction: Transaction<'_>,
        ended: Ended,
    ) -> Result<(), StoreError> {
        if ended == Ended::default() {
            return transaction.commit().await;
        }
        if self.nodes.is_some() {
            query("select pg_notify($1, $2)").bind(USERS_CHANNEL).bind(EVERYBODY).execute(&mut transaction).await?;
        }
        let committed = transaction.commit().await;
        self.changes.mark_everybody();
        committed
    }

    async fn announce_users(&self, transaction: &mut Transaction<'_>, users: &[UserId]) -> Result<(), StoreError> {
        if self.nodes.is_none() || users.is_empty() {
            return Ok(());
        }
        let payload = match users.len() {
            0..=ANNOUNCED => users.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
            _ => EVERYBODY.to_owned(),
        };
        query("select pg_notify($1, $2)").bind(USERS_CHANNEL).bind(payload).execute(transaction).await?;
        Ok(())
    }
}

/// The event with how many sessions have ended.
pub(super) fn with_ended(event: AuditEvent, ended: u64) -> AuditEvent {
    let note = match ended {
        0 => return event,
        1 => "1 session ended".to_owned(),
        _ => format!("{ended} sessions ended"),
    };
    let detail = event.detail.clone().map_or_else(|| note.clone(), |detail| format!("{detail}; {note}"));
    event.detail(detail)
}
