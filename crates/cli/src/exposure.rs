//! Files with secrets that every user of the machine can read: a fault of `check`, and said at the start.

use std::{
    fs::{self, Metadata},
    os::unix::fs::MetadataExt as _,
    path::Path,
};

use vestibule::parts::mode_for_others;
use vestibule_config::{Config, SecretKeySource};

/// What is open to others, each with the command that closes it.
pub(crate) fn find(config: &Config) -> Vec<String> {
    let checks = [open_folder(config), open_key(config), open_database(config)];
    checks.into_iter().flatten().chain(open_configuration(config)).collect()
}

fn database(config: &Config) -> Option<&Path> {
    config.storage.url.expose().strip_prefix("sqlite:").map(Path::new)
}

fn open_folder(config: &Config) -> Option<String> {
    let folders = std::iter::once(config.data_dir.as_path()).chain(database(config).and_then(Path::parent));
    let (folder, mode) = folders.filter_map(|folder| Some((folder, mode_for_others(folder)?))).next()?;
    Some(format!(
        "every user of this machine can look into {} (mode {mode:03o}), where the database and the key are. Run `chmod 700 {}`",
        folder.display(),
        folder.display()
    ))
}

fn open_key(config: &Config) -> Option<String> {
    let (SecretKeySource::File(path) | SecretKeySource::Generated(path)) = &config.secret_key else { return None };
    let mode = mode_for_others(path)?;
    let shown = path.display();
    Some(format!("every user of this machine can read the key file {shown} (mode {mode:03o}). Run `chmod o= {shown}`"))
}

fn open_database(config: &Config) -> Option<String> {
    let path = database(config)?;
    let mode = readable_by_others(path)?;
    let shown = path.display();
    Some(format!("every user of this machine can read the database {shown} (mode {mode:03o}). Run `chmod o= {shown}*`"))
}

/// Those files of the configuration in which a secret is written. Everybody may read the others.
fn open_configuration(config: &Config) -> Vec<String> {
    let open = config.secret_files.iter().filter_map(|file| Some((file.display(), readable_by_others(file)?)));
    let say = |(shown, mode)| {
        format!(
            "every user of this machine can read {shown} (mode {mode:03o}), which has secrets. Run `chmod o= {shown}`"
        )
    };
    open.map(say).collect()
}

/// The mode of a file that others can read: it lets them, and so does every folder above it.
fn readable_by_others(path: &Path) -> Option<u32> {
    let path = path.canonicalize().ok()?;
    let mode = |found: Metadata| found.mode() & 0o777;
    let file = fs::metadata(&path).map(mode).ok().filter(|mode| mode & 0o004 != 0)?;
    let open = |folder: &Path| fs::metadata(folder).is_ok_and(|found| mode(found) & 0o001 != 0);
    path.ancestors().skip(1).all(open).then_some(file)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// IN-05: a file is as open as the folders above it let it be. The folder that all are in is the test's alone.
    #[test]
    fn a_file_in_a_closed_folder_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        fs::write(&file, "").unwrap();
        let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        for (of_folder, of_file, open) in [
            (0o755, 0o644, Some(0o644)),
            (0o711, 0o604, Some(0o604)),
            (0o755, 0o640, None),
            (0o700, 0o644, None),
            (0o750, 0o666, None),
        ] {
            set(&file, of_file);
            set(folder.path(), of_folder);
            assert_eq!(readable_by_others(&file), open, "{of_folder:o} {of_file:o}");
        }
    }
}
