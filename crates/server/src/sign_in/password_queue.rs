//! Who waits for whom before a password is hashed.
//!
//! A hash takes some 30 ms of a core, so few run at once, and a queue grows as fast as somebody sends guesses. It is
//! bounded: when it is full the answer is "busy" at once. A browser that the account knows has a lane of its own, and
//! is never behind unknown clients.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use vestibule_core::code::ErrorCode;

use crate::http::api_error::ApiError;

/// How many passwords of unknown clients are hashed at once.
const AT_ONCE: u32 = 2;
/// How many wait in a lane, beyond those that are being hashed.
const WAITING: usize = 16;
/// When it is worth trying again, in seconds: a full lane is empty sooner.
const RETRY_AFTER: u32 = 2;

/// Whose password it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Of a browser that the account knows, or that holds the setup link.
    Known,
    /// Of anybody.
    Unknown,
}

/// The lane is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are waiting to be checked")]
pub(crate) struct QueueFull;

impl From<QueueFull> for ApiError {
    fn from(full: QueueFull) -> Self {
        Self::new(ErrorCode::Overloaded)
            .detail(format!("Wait {RETRY_AFTER} seconds and try again."))
            .retry_after(RETRY_AFTER)
            .log(full.to_string())
    }
}

/// Two lanes that do not wait for each other.
pub(crate) struct PasswordQueue {
    known: Turns,
    unknown: Turns,
}

struct Turns {
    /// One for each password that is being hashed or waits for it.
    places: Arc<Semaphore>,
    /// One for each that is being hashed.
    turns: Arc<Semaphore>,
}

/// The right to hash one password. It belongs into the task that hashes: a client that leaves does not end the task.
pub(crate) struct Turn {
    _place: OwnedSemaphorePermit,
    _turn: OwnedSemaphorePermit,
}

/// Keeps the passwords of unknown clients waiting until it is dropped.
pub struct HeldPasswords {
    _turns: Option<OwnedSemaphorePermit>,
}

impl PasswordQueue {
    pub(crate) fn new() -> Self {
        Self { known: Turns::new(1), unknown: Turns::new(AT_ONCE) }
    }

    /// Waits for a turn; fails at once when the lane is full.
    pub(crate) async fn enter(&self, lane: Lane) -> Result<Turn, QueueFull> {
        let lane = match lane {
            Lane::Known => &self.known,
            Lane::Unknown => &self.unknown,
        };
        let place = lane.places.clone().try_acquire_owned().map_err(|_| QueueFull)?;
        let turn = lane.turns.clone().acquire_owned().await.map_err(|_| QueueFull)?;
        Ok(Turn { _place: place, _turn: turn })
    }

    /// Takes the turns of unknown clients, as soon as none of their passwords is being hashed.
    pub(crate) async fn hold(&self) -> HeldPasswords {
        HeldPasswords { _turns: self.unknown.turns.clone().acquire_many_owned(AT_ONCE).await.ok() }
    }
}

impl Turns {
    fn new(at_once: u32) -> Self {
        let at_once = at_once as usize;
        Self { places: Arc::new(Semaphore::new(at_once + WAITING)), turns: Arc::new(Semaphore::new(at_once)) }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    /// LA-02, LA-03.
    #[tokio::test]
    async fn a_full_lane_refuses_at_once_and_the_other_does_not_notice() {
        let queue = PasswordQueue::new();
        let held = queue.hold().await;
        let mut waiting: Vec<_> =
            (0..AT_ONCE as usize + WAITING).map(|_| Box::pin(queue.enter(Lane::Unknown))).collect();
        assert!(waiting.iter_mut().all(|one| one.as_mut().now_or_never().is_none()), "the lane is held");
        assert_eq!(queue.enter(Lane::Unknown).await.err(), Some(QueueFull));
        assert!(queue.enter(Lane::Known).now_or_never().is_some_and(|turn| turn.is_ok()));
        drop(held);
        let turn = waiting.remove(0).await;
        assert!(turn.is_ok(), "who waited gets a turn");
        drop(waiting);
        assert!(queue.enter(Lane::Unknown).await.is_ok(), "and who gave up left their place");
    }
}
