//! `vestibule admin create|reset`: who gets a password and administrator rights, and what they have until then.

use std::{
    io::{IsTerminal as _, Read as _, stdin},
    path::PathBuf,
    process::ExitCode,
};

use chrono::Duration;
use vestibule_core::{
    access::{Providers, Rules},
    address_owner::{AddressOwner, Claim, owner},
    clock::{Clock as _, SystemClock},
    email::EmailAddress,
    ids::{Ref, UserId},
    password::NewPassword,
    random::OsRandom,
    secret::Secret,
};
use vestibule_server::hash_password;
use vestibule_store::{Drops, LocalAdministrator, Reset, ResetOutcome, ResetUser, Store, StoreError, User};

use crate::{Failure, cli::PasswordArguments, failure, offline::Offline, print, shown_user};

/// What the providers are now. Of a configuration that cannot be used nothing is known, and then no provider's word counts.
pub(crate) struct KnownRules(Result<(Providers, Duration), Failure>);

impl Default for KnownRules {
    fn default() -> Self {
        Self(Ok((Providers::default(), Duration::MAX)))
    }
}

impl KnownRules {
    pub(crate) async fn load(config_file: Option<PathBuf>) -> Self {
        let load = async {
            let offline = Offline::load(config_file).await?;
            let grant_max_age = Duration::from_std(offline.config.grant_max_age).unwrap_or(Duration::MAX);
            Ok::<_, Failure>((offline.access().await?, grant_max_age))
        };
        Self(load.await)
    }

    pub(crate) fn rules(&self) -> Rules<'_> {
        match &self.0 {
            Ok((providers, grant_max_age)) => Rules { providers, grant_max_age: *grant_max_age },
            Err(_) => Rules::LOCAL,
        }
    }

    /// Where it matters what providers have verified.
    fn warn_if_unknown(&self) {
        if let Err(Failure { text, .. }) = &self.0 {
            crate::eprint(&format!(
                "The configuration cannot be used, so addresses that providers have verified do not count here: {text}"
            ));
        }
    }
}

pub(crate) async fn create(
    store: &dyn Store,
    arguments: &PasswordArguments,
    known: &KnownRules,
) -> Result<ExitCode, Failure> {
    if arguments.user_id.is_some() {
        return reset(store, arguments, known).await;
    }
    if drops(arguments) != Drops::default() {
        return Err(failure("a new user has nothing to drop: name the existing user with --user-id"));
    }
    let email = EmailAddress::parse(arguments.email.trim())?;
    let claimants = store.list_claimants(&email).await?;
    if let AddressOwner::User(user) = owner_of(&email, &claimants, known, None) {
        return Err(already_exists(store, &email, user, known).await?);
    }
    if !claimants.is_empty() {
        known.warn_if_unknown();
    }
    let administrator = administrator(arguments, email)?;
    let email = &administrator.email;
    match store.create_administrator(&administrator, known.rules()).await {
        Ok(user) => {
            print(&format!("Created administrator {email} with the user name {}.", user.username));
            for loser in &claimants {
                print(&format!("The user {} ({}) claimed this address, and has lost it.", loser.username, loser.id));
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(StoreError::Conflict(_)) => {
            Err(failure(format!("somebody has just verified the address {email}; nothing was changed. Try again")))
        }
        Err(error) => Err(error.into()),
    }
}

async fn already_exists(
    store: &dyn Store,
    email: &EmailAddress,
    user: UserId,
    known: &KnownRules,
) -> Result<Failure, Failure> {
    let shown = shown_user::describe(store, &[user], known.rules()).await?;
    Ok(failure(format!(
        "a user with the address {email} already exists:\n{shown}\nIf that is the person you mean, this makes them an \
         administrator with a password: vestibule admin reset {email}. Otherwise create the administrator with another \
         address"
    )))
}

pub(crate) async fn reset(
    store: &dyn Store,
    arguments: &PasswordArguments,
    known: &KnownRules,
) -> Result<ExitCode, Failure> {
    let email = EmailAddress::parse(arguments.email.trim())?;
    let claimants = store.list_claimants(&email).await?;
    let user = match owner_of(&email, &claimants, known, arguments.user_id) {
        AddressOwner::User(user) => user,
        AddressOwner::Nobody => return Err(not_found(&email)),
        AddressOwner::Unverified(users) => return Err(unverified(store, &email, &users, known).await?),
        AddressOwner::HeldBy(user) => return Err(held(store, &email, user, known).await?),
    };
    if store.find_user(user).await?.is_none() {
        return Err(failure(format!(
            "there is no user with the id {user}; look at the users page, or leave --user-id out"
        )));
    }
    print(&shown_user::describe(store, &[user], known.rules()).await?);
    print(&shown_user::describe_tokens(&store.list_tokens().await?));
    let reset =
        Reset { administrator: administrator(arguments, email)?, user: arguments.user_id, drops: drops(arguments) };
    let email = &reset.administrator.email;
    match store.reset_administrator(&reset, known.rules()).await? {
        ResetOutcome::Done(done) => {
            report(email, &reset.drops, &done);
            Ok(ExitCode::SUCCESS)
        }
        ResetOutcome::NotFound => Err(not_found(email)),
        ResetOutcome::Unverified(users) => Err(unverified(store, email, &users, known).await?),
        ResetOutcome::HeldBy(user) => Err(held(store, email, user, known).await?),
    }
}

fn report(email: &EmailAddress, drops: &Drops, done: &ResetUser) {
    let ended = done.changed.sessions_ended;
    print(&format!("{email} now has a new password and administrator rights. Sessions ended: {ended}."));
    if drops.links {
        print(&format!("Links removed: {}.", done.links));
    } else if !done.changed.user.grants.is_empty() {
        print("Their links stay: whoever signs in by one of them is this administrator. To remove them: --drop-links");
    }
    if drops.tokens {
        print(&format!("API tokens deleted: {}.", done.tokens));
        print(&format!("Personal access tokens deleted: {}.", done.personal_tokens));
    }
    match (drops.factors, done.factors) {
        (true, true) => print("Their second factors and passkeys are removed."),
        (true, false) => print("They had no second factor and no passkey."),
        (false, _) => {}
    }
}

fn not_found(email: &EmailAddress) -> Failure {
    failure(format!("no user has the address {email}. To create an administrator: vestibule admin create {email}"))
}

async fn unverified(
    store: &dyn Store,
    email: &EmailAddress,
    users: &[UserId],
    known: &KnownRules,
) -> Result<Failure, Failure> {
    known.warn_if_unknown();
    let shown = shown_user::describe(store, users, known.rules()).await?;
    Ok(failure(format!(
        "nobody has verified the address {email}, and whoever claims it may be another person:\n{shown}\nTo create an \
         administrator of its own, who takes the address: vestibule admin create {email}. If you know that a user above is \
         the person you mean: vestibule admin reset {email} --user-id ID --drop-links"
    )))
}

async fn held(store: &dyn Store, email: &EmailAddress, user: UserId, known: &KnownRules) -> Result<Failure, Failure> {
    let shown = shown_user::describe(store, &[user], known.rules()).await?;
    Ok(failure(format!(
        "the address {email} belongs to another user, who has verified it:\n{shown}\nNothing was changed"
    )))
}

fn owner_of(email: &EmailAddress, claimants: &[User], known: &KnownRules, named: Option<UserId>) -> AddressOwner {
    let now = SystemClock.now();
    let claim = |user: &User| Claim { user: user.id, holds: user.access(known.rules(), now).holds(email) };
    owner(&claimants.iter().map(claim).collect::<Vec<_>>(), named)
}

const fn drops(arguments: &PasswordArguments) -> Drops {
    let PasswordArguments { drop_links: links, drop_tokens: tokens, drop_factors: factors, .. } = *arguments;
    Drops { links, tokens, factors }
}

fn administrator(arguments: &PasswordArguments, email: EmailAddress) -> Result<LocalAdministrator, Failure> {
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
