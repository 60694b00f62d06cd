//! The end of sessions, whatever ends them: which ones, how many, and that every node is notified.

use vestibule_core::ids::{Issuer, LinkId, ProviderId, SessionId, Subject, UserId};

use super::{
    SqlStore,
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

    /// Ends what a new session of `user` displaces: the one that it replaces in its browser, and the oldest ones
    /// beyond [`SESSION_LIMIT`]. Returns the users whose sessions have ended.
    pub(super) async fn end_surplus(
        &self,
        connection: &mut dyn Connection,
        new: &NewSession,
        user: UserId,
    ) -> Result<Vec<UserId>, StoreError> {
        let mut statement = Statement::new("delete from sessions where ");
        if let Some(replaced) = &new.replaces {
            statement.push("token_hash = ").push_bind(&replaced[..]).push(" or ");
        }
        statement.push("id in (select id from sessions where user_id = ").push_bind(user.0);
        if let Some(replaced) = &new.replaces {
            statement.push(" and token_hash <> ").push_bind(&replaced[..]);
        }
        statement.push(" order by idle_expires_at > ").push_bind(self.now().timestamp_millis());
        statement.push(" desc, signed_in_at desc, id desc limit 1000000 offset ").push_bind(SESSION_LIMIT - 1);
        statement.push(") returning user_id");
        let rows = statement.fetch_all(connection).await?;
        rows.iter().map(|row| id(row, "user_id").map(UserId)).collect()
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
