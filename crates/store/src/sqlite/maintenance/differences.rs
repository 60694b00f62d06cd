//! What a backup would bring back that has ended since: disabled and deleted users, withdrawn rights, names. Compared with
//! the database that a restore replaces, and kept from coming back.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{Row as _, SqliteConnection};
use uuid::Uuid;

use crate::maintenance::{Differences, Member};

/// What decides who may do what, in one database.
#[derive(Debug, Default)]
pub(super) struct Facts {
    users: BTreeMap<Uuid, Member>,
    disabled: BTreeSet<Uuid>,
    /// Those with rights that an administrator gave.
    administrators: BTreeSet<Uuid>,
    /// Those who were deleted.
    deleted: BTreeSet<Uuid>,
    /// Names that nobody gets any more, and whose they were.
    former_names: BTreeMap<String, Uuid>,
}

impl Facts {
    /// Reads them from a database of this version or an older one.
    pub(super) async fn load(connection: &mut SqliteConnection) -> Result<Self, sqlx::Error> {
        let mut facts = Self::default();
        for row in sqlx::query("select id, username, disabled from users").fetch_all(&mut *connection).await? {
            let (id, username): (Uuid, String) = (row.try_get(0)?, row.try_get(1)?);
            if row.try_get(2)? {
                facts.disabled.insert(id);
            }
            facts.users.insert(id, Member { id: vestibule_core::ids::UserId(id), username });
        }
        let ids = "select user_id from admin_grants where origin = 'local'";
        facts.administrators = sqlx::query_scalar(ids).fetch_all(&mut *connection).await?.into_iter().collect();
        let ids =
            "select user_id from audit_events where event = 'user_deleted' and outcome = 'ok' and user_id is not null";
        facts.deleted = sqlx::query_scalar(ids).fetch_all(&mut *connection).await?.into_iter().collect();
        let has_names = "select exists (select 1 from sqlite_schema where name = 'former_usernames')";
        if sqlx::query_scalar(has_names).fetch_one(&mut *connection).await? {
            for row in sqlx::query("select username, user_id from former_usernames").fetch_all(connection).await? {
                facts.former_names.insert(row.try_get(0)?, row.try_get(1)?);
            }
        }
        // The events may be older than the audit log; the names are not.
        let gone = facts.former_names.values().filter(|id| !facts.users.contains_key(id)).copied();
        facts.deleted.extend(gone.collect::<Vec<_>>());
        Ok(facts)
    }
}

/// What has ended since the backup was made. Pure.
pub(super) fn compare(backup: &Facts, current: &Facts) -> Differences {
    let members = |keep: &dyn Fn(&Uuid) -> bool| {
        let kept = backup.users.iter().filter(|(id, _)| keep(id));
        kept.map(|(_, member)| member.clone()).collect::<Vec<_>>()
    };
    Differences {
        disabled: members(&|id| current.disabled.contains(id) && !backup.disabled.contains(id)),
        deleted: members(&|id| current.deleted.contains(id) && !current.users.contains_key(id)),
        demoted: members(&|id| {
            backup.administrators.contains(id) && current.users.contains_key(id) && !current.administrators.contains(id)
        }),
        unknown: current
            .users
            .iter()
            .filter(|(id, _)| !backup.users.contains_key(id))
            .map(|(_, m)| m.clone())
            .collect(),
    }
}

/// Keeps from the restored database what has ended since: nobody who was shut out is let in again, and no name of somebody
/// goes to somebody else.
pub(super) async fn apply(
    copy: &mut SqliteConnection,
    differences: &Differences,
    current: &Facts,
    now: i64,
) -> Result<(), sqlx::Error> {
    for member in differences.disabled.iter().chain(&differences.deleted) {
        sqlx::query("update users set disabled = 1 where id = $1").bind(member.id.0).execute(&mut *copy).await?;
    }
    for member in &differences.demoted {
        let rights = "delete from admin_grants where user_id = $1 and origin = 'local'";
        sqlx::query(rights).bind(member.id.0).execute(&mut *copy).await?;
    }
    let unknown = differences.unknown.iter().map(|member| (&member.username, member.id.0));
    for (name, user) in current.former_names.iter().map(|(name, user)| (name, *user)).chain(unknown) {
        sqlx::query(
            "insert into former_usernames (username, user_id, until) select $1, $2, $3 \
             where not exists (select 1 from users where username = $1 and id = $2) on conflict (username) do nothing",
        )
        .bind(name)
        .bind(user)
        .bind(now)
        .execute(&mut *copy)
        .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use vestibule_core::ids::UserId;

    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn facts(users: &[u128], disabled: &[u128], administrators: &[u128], deleted: &[u128]) -> Facts {
        let set = |ids: &[u128]| ids.iter().map(|number| id(*number)).collect::<BTreeSet<_>>();
        let member = |number: &u128| (id(*number), Member { id: UserId(id(*number)), username: format!("u{number}") });
        Facts {
            users: users.iter().map(member).collect(),
            disabled: set(disabled),
            administrators: set(administrators),
            deleted: set(deleted),
            ..Facts::default()
        }
    }

    /// RE-02.
    #[test]
    fn what_has_ended_is_named() {
        let backup = facts(&[1, 2, 3, 4, 5, 6], &[6], &[1, 2, 4], &[]);
        let current = facts(&[1, 2, 3, 6, 7], &[3, 6], &[1], &[4]);
        let found = compare(&backup, &current);
        let numbers = |members: &[Member]| members.iter().map(|member| member.id.0.as_u128()).collect::<Vec<_>>();
        assert_eq!(numbers(&found.disabled), [3], "not who was disabled then, too");
        assert_eq!(numbers(&found.deleted), [4], "not who is missing for another reason");
        assert_eq!(numbers(&found.demoted), [2]);
        assert_eq!(numbers(&found.unknown), [7]);
        // A new installation has deleted nobody.
        assert_eq!(compare(&backup, &facts(&[8], &[], &[8], &[])).deleted, []);
    }
}
