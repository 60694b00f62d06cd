//! `vestibule key rotate-signing`: new keys for what apps verify, whether or not a server runs on the database.

use std::{path::PathBuf, process::ExitCode};

use vestibule_core::clock::{Clock as _, SystemClock};
use vestibule_server::{SigningKeyTurn, rotate_signing_keys};

use crate::{Failure, open_store::OpenStore, print, startup};

pub(crate) async fn rotate(config_file: Option<PathBuf>, at_once: bool) -> Result<ExitCode, Failure> {
    let installation = startup::installation(config_file).await?;
    let open = OpenStore::open(&installation).await?;
    let turns = rotate_signing_keys(&*open.store, SystemClock.now(), at_once).await;
    open.close().await;
    let turns = turns?;
    if turns.is_empty() {
        print("There is no signing key yet: one is made when an app asks first.");
    }
    for turn in &turns {
        print(&described(turn));
    }
    Ok(ExitCode::SUCCESS)
}

fn described(turn: &SigningKeyTurn) -> String {
    let (algorithm, date) = (turn.algorithm.as_str(), turn.signs_from.format("%Y-%m-%d %H:%M UTC"));
    match turn {
        SigningKeyTurn { made: false, .. } => format!("{algorithm}: a new key waits already, and signs from {date}."),
        SigningKeyTurn { withdrawn: 0, .. } => {
            format!(
                "{algorithm}: made a new key. It is published now and signs from {date}; the former one stays for its tokens."
            )
        }
        _ => format!(
            "{algorithm}: made a new key that signs from now on, and withdrew the former ones. Nodes that run follow within a \
             minute; applications that remember the keys have to read them again."
        ),
    }
}
