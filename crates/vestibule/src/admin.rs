//! `vestibule admin setup|create|token|reset`: works on the database directly, whether or not a server runs on it.

use std::{
    io::{IsTerminal as _, Read as _, stdin},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
};

use chrono::Duration;
use vestibule_core::{
    clock::{Clock as _, SystemClock},
    email::EmailAddress,
    ids::{Ref, UserId},
    password::NewPassword,
    public_url::PublicUrl,
    random::{OsRandom, token_256},
    seal::Keyring,
    secret::{Secret, sha256},
};
use vestibule_server::{SetupLink, hash_password};
use vestibule_store::{
    Actor, AuditEvent, EventKind, LocalAdministrator, NewApiToken, Store, StoreError, StoreOptions, maintenance,
};

use crate::{
    Failure,
    cli::{AdminCommand, PasswordArguments, ResetArguments},
    failure, print, startup,
};

/// The prefix of API tokens, so that secret scanners recognise a leaked one.
const TOKEN_PREFIX: &str = "vst_";

pub(crate) async fn admin(config_file: Option<PathBuf>, command: AdminCommand) -> Result<ExitCode, Failure> {
    let installation = startup::installation(config_file).await?;
    let place = startup::place(&installation);
    let keys = Arc::new(startup::keys(&installation).await?);
    maintenance::enter(&place)?;
    let store = vestibule_store::open(StoreOptions {
        url: place.url.clone(),
        base: place.base.clone(),
        keys: keys.clone(),
        clock: Arc::new(SystemClock),
        random: Arc::new(OsRandom),
    })
    .await?;
    let done = match command {
        AdminCommand::Setup => setup(&*store, &installation.public_url, &keys).await,
        AdminCommand::Create(arguments) => create(&*store, &arguments).await,
        AdminCommand::Reset(arguments) => reset(&*store, &arguments).await,
        AdminCommand::Token { name, days, never } => token(&*store, name, (!never).then_some(days)).await,
    };
    store.close().await;
    maintenance::leave(&place);
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

async fn create(store: &dyn Store, arguments: &PasswordArguments) -> Result<ExitCode, Failure> {
    let administrator = administrator(arguments)?;
    match store.create_administrator(&administrator).await {
        Ok(user) => {
            let address = &administrator.email;
            print(&format!("Created administrator {address} with the user name {}.", user.username));
            Ok(ExitCode::SUCCESS)
        }
        Err(StoreError::Conflict(_)) => Err(failure(format!(
            "a user with the address {0} already exists. Look at them on the users page, or in `GET /api/admin/users?search=`: \
             whose providers are linked, and whether the address is verified. One that is not may be another person's; delete \
             that user, or create the administrator with another address",
            administrator.email
        ))),
        Err(error) => Err(error.into()),
    }
}

async fn reset(store: &dyn Store, arguments: &ResetArguments) -> Result<ExitCode, Failure> {
    let administrator = administrator(&arguments.password)?;
    match store.reset_administrator(&administrator).await? {
        Some(changed) => {
            let (address, ended) = (&administrator.email, changed.sessions_ended);
            print(&format!("{address} now has a new password and administrator rights. Sessions ended: {ended}."));
            if arguments.drop_factors {
                drop_factors(store, &administrator, changed.user.id).await?;
            }
            Ok(ExitCode::SUCCESS)
        }
        None => Err(failure(format!(
            "no user has verified the address {0}; one who only claims it may be another person. To create an administrator: vestibule \
             admin create {0}",
            administrator.email
        ))),
    }
}

async fn drop_factors(store: &dyn Store, administrator: &LocalAdministrator, user: UserId) -> Result<(), Failure> {
    let event = AuditEvent::new(EventKind::FactorRemoved, administrator.reference.clone())
        .actor(Actor::Shell)
        .detail("all second factors".to_owned());
    let dropped = store.drop_factors(user, &event).await?;
    print(if dropped { "Their second factors are removed." } else { "They had no second factor." });
    Ok(())
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

fn administrator(arguments: &PasswordArguments) -> Result<LocalAdministrator, Failure> {
    let email = EmailAddress::parse(arguments.email.trim())?;
    let password = NewPassword::accept(password(arguments)?, &email)?;
    let password_hash = hash_password(&password, &OsRandom)?;
    Ok(LocalAdministrator { email, password_hash, reference: Ref::generate(&OsRandom) })
}

fn password(arguments: &PasswordArguments) -> Result<Secret, Failure> {
    if arguments.password_stdin {
        let mut text = String::new();
        stdin().take(4_096).read_to_string(&mut text)?;
        return Ok(Secret::new(text.trim_end_matches(['\r', '\n'])));
    }
    if !stdin().is_terminal() {
        return Err(failure("cannot ask for the password without a terminal; use --password-stdin"));
    }
    let first = Secret::new(rpassword::prompt_password("Password (at least 12 characters): ")?);
    let second = Secret::new(rpassword::prompt_password("Repeat password: ")?);
    if first == second { Ok(first) } else { Err(failure("the passwords do not match; nothing was changed")) }
}
