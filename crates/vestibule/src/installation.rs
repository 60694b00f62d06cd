//! Where an installation is, and with which keys its database is encrypted.

use std::{path::PathBuf, time::Duration};

use vestibule_config::{Installation, SecretKeySource};
use vestibule_core::{random::OsRandom, seal::Keyring};
use vestibule_store::{
    OpenError,
    maintenance::{self, DatabaseLocation},
};

use crate::keys::{KeyFileError, load_keys};

/// Why an installation has no keys.
///
/// ```no_run
/// use vestibule::parts::{InstallationError, installation_keys, place};
///
/// # async fn show(config: vestibule_config::Config) {
/// let installation = config.installation();
/// match installation_keys(&installation, &place(&installation)).await {
///     Ok(_) => {}
///     Err(InstallationError::MissingKey(path)) => eprintln!("put {} back", path.display()),
///     Err(error) => eprintln!("{error}"),
/// }
/// # }
/// ```
#[derive(Debug, thiserror::Error)]
pub enum InstallationError {
    /// A key file that cannot be used.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// The database is there, and the key that it is encrypted with is not.
    #[error(
        "the secret key {} is missing, and the database is encrypted with it. Put the key back, or set VESTIBULE_SECRET_KEY or \
         VESTIBULE_SECRET_KEY_FILE as it is set for the server; if the key is lost, restore a backup with `vestibule restore`",
        .0.display()
    )]
    MissingKey(PathBuf),
    /// It cannot be seen whether there is a database.
    #[error(transparent)]
    Database(#[from] OpenError),
}

/// Where the database is. It is not waited for.
pub fn place(installation: &Installation) -> DatabaseLocation {
    DatabaseLocation {
        url: installation.storage.url.expose().to_owned(),
        base: installation.base_dir.clone(),
        wait: Duration::ZERO,
    }
}

/// The keys, generated at the first start if the configuration names none. Not for a database whose key is missing: a new
/// one could decrypt nothing in it.
pub async fn keys(installation: &Installation, place: &DatabaseLocation) -> Result<Keyring, InstallationError> {
    if let SecretKeySource::Generated(path) = &installation.secret_key
        && !path.exists()
        && maintenance::exists(place).await?
    {
        return Err(InstallationError::MissingKey(path.clone()));
    }
    Ok(any_keys(installation)?)
}

/// The keys, generated if the configuration names none and there are none yet.
pub fn any_keys(installation: &Installation) -> Result<Keyring, KeyFileError> {
    match &installation.secret_key {
        SecretKeySource::Value(text) => load_keys(Some(text), &installation.data_dir, false, &OsRandom),
        SecretKeySource::File(path) => load_keys(None, path, false, &OsRandom),
        SecretKeySource::Generated(path) => load_keys(None, path, true, &OsRandom),
    }
}
