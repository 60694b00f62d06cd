//! `vestibule key rotate`: a new secret key, and everything stored re-encrypted with it.
//!
//! The order makes it safe to interrupt: the new key is saved before anything is encrypted with it, and the old one is
//! removed when nothing needs it any more.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use vestibule::parts::replace_keys;
use vestibule_config::SecretKeySource;
use vestibule_core::{random::OsRandom, seal::Keyring, secret::Secret};
use vestibule_store::maintenance::{self, ExclusiveDatabase, Reencrypted};

use crate::{Failure, cli::KeyCommand, failure, print, progress::Progress, signing_keys, startup};

pub(crate) async fn key(config_file: Option<PathBuf>, command: &KeyCommand) -> Result<ExitCode, Failure> {
    let drop_old = match command {
        KeyCommand::Rotate { drop_old } => drop_old,
        KeyCommand::RotateSigning { now } => return signing_keys::rotate(config_file, *now).await,
    };
    let installation = startup::installation(config_file).await?;
    let (text, ring) = startup::key_text(&installation)?;
    let Some(mut database) = maintenance::open_exclusive(&startup::place(&installation)).await? else {
        return Err(failure(
            "there is no database, so there is nothing to re-encrypt. Check `storage.url` and `data_dir`; a new installation \
             creates it at its first start",
        ));
    };
    database.check_keys(&ring).await?;
    let keys = Keyring::split(&text);
    match &installation.secret_key {
        SecretKeySource::Value(_) => in_environment(&mut database, keys).await?,
        SecretKeySource::File(path) | SecretKeySource::Generated(path) => {
            in_file(&mut database, path, keys, *drop_old).await?;
        }
    }
    database.close().await?;
    maintenance::leave(&startup::place(&installation));
    Ok(ExitCode::SUCCESS)
}

async fn in_file(
    database: &mut ExclusiveDatabase,
    path: &Path,
    mut keys: Vec<Secret>,
    drop_old: bool,
) -> Result<(), Failure> {
    if database.count_outdated(&ring(&keys)?).await? == 0 {
        keys.insert(0, new_key(&keys)?);
        replace_keys(path, &keys)?;
        print(&format!("Added a new key as the first one in {}.", path.display()));
    } else {
        print(&format!("Continuing an interrupted rotation with the first key of {}.", path.display()));
    }
    reencrypt(database, &keys).await?;
    if drop_old {
        replace_keys(path, &keys[..1])?;
        print("Removed the old keys from the file. Earlier backups still need them.");
    }
    Ok(())
}

/// Only the operator can change the environment: print the value to set, and re-encrypt once it is set.
async fn in_environment(database: &mut ExclusiveDatabase, mut keys: Vec<Secret>) -> Result<(), Failure> {
    let set = |keys: &[Secret]| {
        let texts: Vec<_> = keys.iter().map(Secret::expose).collect();
        print(&format!("VESTIBULE_SECRET_KEY={}", texts.join(",")));
    };
    let old = database.count_outdated(&ring(&keys)?).await?;
    if old == 0 && keys.len() == 1 {
        keys.insert(0, new_key(&keys)?);
        set(&keys);
        crate::eprint("Nothing has changed yet. Set this variable, then run `vestibule key rotate` again.");
        return Ok(());
    }
    if old > 0 {
        reencrypt(database, &keys).await?;
    }
    if keys.len() > 1 {
        set(&keys[..1]);
        crate::eprint(
            "The other keys are no longer needed. Set this variable. Earlier backups still need the old keys.",
        );
    }
    Ok(())
}

async fn reencrypt(database: &mut ExclusiveDatabase, keys: &[Secret]) -> Result<(), Failure> {
    let ring = ring(keys)?;
    let total = database.count_outdated(&ring).await?;
    let done = Arc::new(AtomicU64::new(0));
    let seen = done.clone();
    let progress = Progress::start("re-encrypting", total, move || seen.load(Ordering::Relaxed));
    let more = |count| {
        done.fetch_add(count, Ordering::Relaxed);
    };
    let Reencrypted { values, unreadable } = database.reencrypt(&ring, &OsRandom, more).await?;
    drop(progress);
    print(&format!("Re-encrypted {values} stored secrets."));
    for (provider, name) in unreadable {
        print(&format!("Cannot decrypt this secret; enter it again: provider {provider}: {name}"));
    }
    Ok(())
}

fn ring(keys: &[Secret]) -> Result<Keyring, Failure> {
    let texts: Vec<_> = keys.iter().map(Secret::expose).collect();
    Ok(Keyring::parse(&Secret::new(texts.join(",")))?)
}

/// A key whose id differs from the others', so that its ciphertexts can be distinguished from theirs.
fn new_key(others: &[Secret]) -> Result<Secret, Failure> {
    loop {
        let key = Keyring::generate(&OsRandom);
        let id = Keyring::parse(&key)?.fingerprint();
        let ids = others.iter().map(|other| Keyring::parse(other).map(|ring| ring.fingerprint()));
        if !ids.collect::<Result<Vec<_>, _>>()?.contains(&id) {
            return Ok(key);
        }
    }
}
