//! The installation's secret key: from the environment, a file, or generated at the first start.

use std::{
    fs,
    io::{ErrorKind, Write as _},
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, chown},
    path::{Path, PathBuf},
};

use vestibule_core::{
    random::Random,
    seal::{KeyError, Keyring},
    secret::Secret,
};

/// Why the keys cannot be used.
///
/// ```no_run
/// use std::path::Path;
/// use vestibule::parts::{KeyFileError, load_keys};
/// use vestibule_core::random::OsRandom;
///
/// match load_keys(None, Path::new("data/secret.key"), true, &OsRandom) {
///     Ok(_) => {}
///     Err(KeyFileError::Exposed { path, mode }) => eprintln!("{}: mode {mode:03o}", path.display()),
///     Err(error) => eprintln!("{error}"),
/// }
/// ```
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file cannot be read or written.
    #[error(
        "cannot use the key file {path}: {source}. Check the path and its permissions, or change VESTIBULE_SECRET_KEY_FILE or `data_dir`"
    )]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// Every user of the machine can read or change it.
    #[error(
        "every user of this machine can read or change the key file {path} (mode {mode:03o}). Run `chmod o= {path}`; if somebody may \
         have read it, make another key with `vestibule key rotate` afterwards"
    )]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The text is not a key.
    #[error("{origin}: {source}")]
    Invalid {
        /// Where the text comes from.
        origin: String,
        /// What is wrong with it.
        source: KeyError,
    },
}

/// The keys in `given`, else those in the file `path`. If `generate` is set, a missing file is created, readable only by
/// its owner.
pub fn load_keys(
    given: Option<&Secret>,
    path: &Path,
    generate: bool,
    random: &dyn Random,
) -> Result<Keyring, KeyFileError> {
    if let Some(text) = given {
        let origin = "VESTIBULE_SECRET_KEY".to_owned();
        return Keyring::parse(text).map_err(|source| KeyFileError::Invalid { origin, source });
    }
    let failed = |source| KeyFileError::File { path: path.to_owned(), source };
    let text = match fs::read_to_string(path) {
        Ok(text) => Secret::new(text),
        Err(error) if error.kind() == ErrorKind::NotFound && generate => make(path, random).map_err(failed)?,
        Err(error) => return Err(failed(error)),
    };
    // Secrets that a container runtime mounts are readable by all users inside, so only our own file must not be.
    let open_to_others = if generate { 0o007 } else { 0o002 };
    if let Some(mode) = mode_for_others(path).filter(|mode| mode & open_to_others != 0) {
        return Err(KeyFileError::Exposed { path: path.to_owned(), mode });
    }
    let origin = path.display().to_string();
    Keyring::parse(&text).map_err(|source| KeyFileError::Invalid { origin, source })
}

/// The permission bits of a file or folder that others than its owner and group may use; `None` if they may not.
pub fn mode_for_others(path: &Path) -> Option<u32> {
    let mode = fs::metadata(path).ok()?.mode() & 0o777;
    (mode & 0o007 != 0).then_some(mode)
}

/// Writes a new key to a temporary file and links it, so that a crash leaves a whole key or none.
fn make(path: &Path, random: &dyn Random) -> Result<Secret, std::io::Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let key = Keyring::generate(random);
    let temporary = path.with_extension(format!("new-{}", std::process::id()));
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
    file.write_all(key.expose().as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    // A hard link never replaces a file: if two processes start at once, the second reads the first one's key.
    let linked = fs::hard_link(&temporary, path);
    fs::remove_file(&temporary)?;
    match linked {
        Ok(()) => Ok(key),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => fs::read_to_string(path).map(Secret::new),
        Err(error) => Err(error),
    }
}

/// Replaces the keys in a file, atomically. Mode and owner are kept; a new file is readable only by its owner.
pub fn replace_keys(path: &Path, keys: &[Secret]) -> Result<(), KeyFileError> {
    let failed = |source| KeyFileError::File { path: path.to_owned(), source };
    // Keeps a symbolic link, such as those of a mounted secret.
    let path = match path.canonicalize() {
        Ok(path) => path,
        Err(error) if error.kind() == ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(failed(error)),
    };
    write_atomically(&path, keys).map_err(failed)
}

fn write_atomically(path: &Path, keys: &[Secret]) -> Result<(), std::io::Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut temporary = tempfile::Builder::new().prefix(".secret-key-").tempfile_in(folder)?;
    for key in keys {
        temporary.write_all(key.expose().as_bytes())?;
        temporary.write_all(b"\n")?;
    }
    if let Ok(old) = path.metadata() {
        fs::set_permissions(temporary.path(), old.permissions())?;
        if temporary.as_file().metadata()?.uid() != old.uid() {
            chown(temporary.path(), Some(old.uid()), Some(old.gid()))?;
        }
    }
    temporary.as_file().sync_all()?;
    temporary.persist(path)?;
    fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use vestibule_core::random::OsRandom;

    use super::*;

    #[test]
    fn a_key_is_generated_once_and_readable_only_by_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/secret.key");
        let first = load_keys(None, &path, true, &OsRandom).unwrap();
        let second = load_keys(None, &path, true, &OsRandom).unwrap();
        assert_eq!(first.fingerprint(), second.fingerprint());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no temporary file is left");
    }

    /// KY-02: as ssh does it, but for the group, which volumes of containers need.
    #[test]
    fn a_key_that_everybody_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, Keyring::generate(&OsRandom).expose()).unwrap();
        for (mode, own, mounted) in
            [(0o600, true, true), (0o640, true, true), (0o660, true, true), (0o644, false, true), (0o602, false, false)]
        {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(load_keys(None, &path, true, &OsRandom).is_ok(), own, "{mode:o}, in the data folder");
            let found = load_keys(None, &path, false, &OsRandom);
            assert_eq!(found.is_ok(), mounted, "{mode:o}, named by VESTIBULE_SECRET_KEY_FILE");
            if let Err(error) = found {
                assert!(error.to_string().contains("chmod o= "), "{error}");
            }
        }
    }

    #[test]
    fn keys_are_replaced_through_a_link_and_keep_their_mode() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("key"), folder.path().join("link"));
        let (old, new) = (Keyring::generate(&OsRandom), Keyring::generate(&OsRandom));
        fs::write(&path, old.expose()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        replace_keys(&link, &[new.clone(), old.clone()]).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), format!("{}\n{}\n", new.expose(), old.expose()));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(link.is_symlink());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "no temporary file is left");
    }

    #[test]
    fn a_named_file_must_exist_and_contain_a_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        assert!(matches!(load_keys(None, &path, false, &OsRandom), Err(KeyFileError::File { .. })));
        fs::write(&path, "short").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let error = load_keys(None, &path, false, &OsRandom).unwrap_err();
        assert!(matches!(error, KeyFileError::Invalid { .. }), "{error}");
        let given = Secret::new("canary");
        let error = load_keys(Some(&given), &path, false, &OsRandom).unwrap_err().to_string();
        assert!(error.starts_with("VESTIBULE_SECRET_KEY: ") && !error.contains("canary"), "{error}");
    }
}
