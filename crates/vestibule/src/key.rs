//! `vestibule key rotate`: a new secret key, and everything that is stored sealed with it.
//!
//! The order is what makes it safe to interrupt: the new key is in its place, before the old one, before anything is
//! sealed with it; and the old one goes when nothing needs it any more.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use vestibule::replace_keys;
use vestibule_config::SecretKeySource;
use vestibule_core::{random::OsRandom, seal::Keyring, secret::Secret};
use vestibule_store::maintenance::{self, ExclusiveDatabase, Reencrypted};

use crate::{Failure, cli::KeyCommand, failure, progress::Progress, startup, tell};

pub(crate) async fn key(config_file: Option<PathBuf>, command: &KeyCommand) -> Result<ExitCode, Failure> {
    let KeyCommand::Rotate { drop_old } = command;
    let config = startup::load(&startup::sources(config_file)?)?;
    let (text, ring) = startup::key_text(&config)?;
    let Some(mut database) = maintenance::open_exclusive(&startup::place(&config)).await? else {
        return Err(failure(
            "there is no database yet, so nothing is sealed. Check `storage.url` and `data_dir`; a new installation has one \
             after its first start",
        ));
    };
    database.check_keys(&ring).await?;
    let keys = Keyring::split(&text);
    match &config.secret_key {
        SecretKeySource::Value(_) => in_environment(&mut database, keys).await?,
        SecretKeySource::File(path) | SecretKeySource::Generated(path) => {
            in_file(&mut database, path, keys, *drop_old).await?;
        }
    }
    database.close().await?;
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
        tell(&format!("A new key is the first one in {}.", path.display()));
    } else {
        tell(&format!("Going on with the first key of {}: a former rotation was interrupted.", path.display()));
    }
    seal_again(database, &keys).await?;
    if drop_old {
        replace_keys(path, &keys[..1])?;
        tell("The old keys are gone from the file. Backups that were made before need them.");
    }
    Ok(())
}

/// The environment is the operator's to change: say what to set first, seal when it is set.
async fn in_environment(database: &mut ExclusiveDatabase, mut keys: Vec<Secret>) -> Result<(), Failure> {
    let set = |keys: &[Secret]| {
        let texts: Vec<_> = keys.iter().map(Secret::expose).collect();
        tell(&format!("VESTIBULE_SECRET_KEY={}", texts.join(",")));
    };
    let old = database.count_outdated(&ring(&keys)?).await?;
    if old == 0 && keys.len() == 1 {
        keys.insert(0, new_key(&keys)?);
        set(&keys);
        crate::eprint("Nothing is changed yet. Set this, then run `vestibule key rotate` once more.");
        return Ok(());
    }
    if old > 0 {
        seal_again(database, &keys).await?;
    }
    if keys.len() > 1 {
        set(&keys[..1]);
        crate::eprint("Nothing stored needs the other keys any more. Set this; backups from before need the old keys.");
    }
    Ok(())
}

async fn seal_again(database: &mut ExclusiveDatabase, keys: &[Secret]) -> Result<(), Failure> {
    let ring = ring(keys)?;
    let total = database.count_outdated(&ring).await?;
    let done = Arc::new(AtomicU64::new(0));
    let seen = done.clone();
    let progress = Progress::start("sealing", total, move || seen.load(Ordering::Relaxed));
    let more = |count| {
        done.fetch_add(count, Ordering::Relaxed);
    };
    let Reencrypted { values, unreadable } = database.reencrypt(&ring, &OsRandom, more).await?;
    drop(progress);
    tell(&format!("{values} stored secrets are sealed with it."));
    for (provider, name) in unreadable {
        tell(&format!("No key opens this one; enter it again: provider {provider}: {name}"));
    }
    Ok(())
}

fn ring(keys: &[Secret]) -> Result<Keyring, Failure> {
    let texts: Vec<_> = keys.iter().map(Secret::expose).collect();
    Ok(Keyring::parse(&Secret::new(texts.join(",")))?)
}

/// A key whose id none of the others has, so that what it seals is told from what they have sealed.
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
