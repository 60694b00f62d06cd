//! `vestibule admin setup|create|token|reset`: works on the database directly, whether or not a server runs on it.

use std::{path::PathBuf, process::ExitCode};

use chrono::Duration;
use vestibule_core::{
    clock::{Clock as _, SystemClock},
    ids::Ref,
    public_url::PublicUrl,
    random::{OsRandom, token_256},
    seal::Keyring,
    secret::sha256,
};
use vestibule_server::SetupLink;
use vestibule_store::{NewApiToken, Store, StoreError};

use crate::{
    Failure,
    administrator::{self, KnownRules},
    cli::AdminCommand,
    failure,
    open_store::OpenStore,
    print, startup,
};

/// The prefix of API tokens, so that secret scanners recognise a leaked one.
const TOKEN_PREFIX: &str = "vst_";

pub(crate) async fn admin(config_file: Option<PathBuf>, command: AdminCommand) -> Result<ExitCode, Failure> {
    let installation = startup::installation(config_file.clone()).await?;
    let rules = match &command {
        AdminCommand::Create(_) | AdminCommand::Reset(_) => KnownRules::load(config_file).await,
        AdminCommand::Setup | AdminCommand::Token { .. } => KnownRules::default(),
    };
    let open = OpenStore::open(&installation).await?;
    let store = &*open.store;
    let done = match command {
        AdminCommand::Setup => setup(store, &installation.public_url, &open.keys).await,
        AdminCommand::Create(arguments) => administrator::create(store, &arguments, &rules).await,
        AdminCommand::Reset(arguments) => administrator::reset(store, &arguments, &rules).await,
        AdminCommand::Token { name, days, never } => token(store, name, (!never).then_some(days)).await,
    };
    open.close().await;
    done
}

async fn setup(store: &dyn Store, public_url: &PublicUrl, keys: &Keyring) -> Result<ExitCode, Failure> {
    if store.has_administrator().await? {
        return Err(failure(
            "an administrator already exists, so setup links no longer work. To add another: vestibule admin create EMAIL. To \
             set a new password: vestibule admin reset EMAIL",
        ));
    }
    print(SetupLink::new(public_url, keys, &SystemClock, &OsRandom)?.url.expose());
    Ok(ExitCode::SUCCESS)
}

async fn token(store: &dyn Store, name: String, days: Option<u32>) -> Result<ExitCode, Failure> {
    if name.trim().is_empty() || name.chars().count() > 64 {
        return Err(failure("invalid token name: use 1 to 64 characters"));
    }
    let token = format!("{TOKEN_PREFIX}{}", token_256(&OsRandom));
    let new = NewApiToken {
        name: name.clone(),
        hash: sha256(&token),
        expires_at: days.map(|days| SystemClock.now() + Duration::days(days.into())),
        reference: Ref::generate(&OsRandom),
    };
    match store.create_token(&new).await {
        Ok(_) => {
            print(&token);
            match new.expires_at {
                Some(end) => crate::eprint(&format!("It expires on {}.", end.format("%Y-%m-%d"))),
                None => crate::eprint("It never expires: delete it when it is no longer used."),
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(StoreError::Conflict(_)) => {
            Err(failure(format!("a token named {name:?} already exists; choose another name")))
        }
        Err(error) => Err(error.into()),
    }
}
