//! Whose sessions have changed since they were read: what keeps a cache of sessions right.
//!
//! A cache asks for a [`Reading`] before it reads a session and keeps it with what it has read. The store marks a user
//! after each change of what sessions say about them, made here or, on PostgreSQL, on any node. A reading from before the
//! mark is no longer current, even if its answer arrives after it.

use std::{
    collections::HashMap,
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::Notify;
use vestibule_core::ids::UserId;

/// So many users are remembered one by one; beyond that, everything is read again.
const REMEMBERED: usize = 4_096;

/// When a read began.
#[derive(Debug, Clone, Copy)]
pub struct Reading(u64);

/// The users whose sessions have changed.
#[derive(Debug, Default)]
pub struct UserChanges {
    /// The number of the last change.
    latest: AtomicU64,
    marks: RwLock<Marks>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Marks {
    /// The last change that may have been about anybody.
    everybody: u64,
    users: HashMap<UserId, u64>,
}

impl UserChanges {
    /// To be called before the read.
    pub fn begin_reading(&self) -> Reading {
        Reading(self.latest.load(Ordering::Acquire))
    }

    /// Whether nothing has changed about the user since then.
    pub fn is_current(&self, reading: Reading, user: UserId) -> bool {
        if self.latest.load(Ordering::Acquire) == reading.0 {
            return true;
        }
        let marks = self.marks.read().unwrap_or_else(PoisonError::into_inner);
        let changed = marks.users.get(&user).copied().unwrap_or_default();
        changed.max(marks.everybody) <= reading.0
    }

    /// Ends when something has changed since the last call. For one task that waits.
    pub(crate) async fn wait(&self) {
        self.changed.notified().await;
    }

    /// To be called after the change.
    pub(crate) fn mark(&self, users: &[UserId]) {
        if users.is_empty() {
            return;
        }
        self.change(|marks, number| {
            if marks.users.len() + users.len() > REMEMBERED {
                marks.users.clear();
                marks.everybody = number;
            }
            marks.users.extend(users.iter().map(|user| (*user, number)));
        });
    }

    /// To be called when changes may have been missed.
    pub(crate) fn mark_everybody(&self) {
        self.change(|marks, number| {
            marks.users.clear();
            marks.everybody = number;
        });
    }

    fn change(&self, change: impl FnOnce(&mut Marks, u64)) {
        let mut marks = self.marks.write().unwrap_or_else(PoisonError::into_inner);
        let number = self.latest.load(Ordering::Acquire) + 1;
        change(&mut marks, number);
        self.latest.store(number, Ordering::Release);
        self.changed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(number: u128) -> UserId {
        UserId(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn a_reading_is_current_until_its_user_changes() {
        let changes = UserChanges::default();
        let before = changes.begin_reading();
        assert!(changes.is_current(before, user(1)));
        changes.mark(&[user(1), user(2)]);
        assert!(!changes.is_current(before, user(1)) && !changes.is_current(before, user(2)));
        assert!(changes.is_current(before, user(3)), "somebody else");
        assert!(changes.is_current(changes.begin_reading(), user(1)), "read after the change");
        changes.mark_everybody();
        assert!(!changes.is_current(before, user(3)));
        assert!(changes.is_current(changes.begin_reading(), user(3)));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let changes = UserChanges::default();
        let before = changes.begin_reading();
        for number in 0..=REMEMBERED as u128 {
            changes.mark(&[user(number)]);
        }
        assert!(changes.marks.read().unwrap().users.len() <= REMEMBERED);
        assert!(!changes.is_current(before, user(0)), "forgotten means changed");
    }
}
