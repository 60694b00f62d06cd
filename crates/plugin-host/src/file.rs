//! From a path and a hash to a file that can be opened safely: the very bytes that were hashed, in a folder of our own.
//!
//! The original is opened once and read once; what is loaded later is our copy of those bytes, so that nobody can
//! exchange the file between the check and the loading.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use vestibule_core::secret::sha256;

/// No plugin is larger.
const LIMIT: u64 = 64 * 1024 * 1024;

/// Why a file is not loaded. `Display` is a sentence about it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileFault {
    #[error("there is no such file; correct the path, or build the plugin")]
    Missing,
    #[error("this is not a regular file; name the library itself")]
    Special,
    #[error("others may write to this file, so nobody knows who wrote it; run `chmod go-w` on it")]
    Writable,
    #[error("the file is larger than {} MiB; build it for release, or run `strip` on it", LIMIT / 1024 / 1024)]
    TooLarge,
    #[error("this user may not read the file; correct its rights")]
    Forbidden,
    #[error("its SHA-256 is {found}, and `sha256` pins {pinned}; if the new file is the one you want, pin that")]
    WrongHash { found: String, pinned: String },
    #[error("the folder {0} is not ours alone; it must belong to this user and have the mode 0700")]
    SharedFolder(PathBuf),
    #[error("the private copy in {folder} cannot be written ({kind})")]
    Copy { folder: PathBuf, kind: io::ErrorKind },
    #[error("the file cannot be read ({0})")]
    Other(io::ErrorKind),
}

impl From<io::Error> for FileFault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::PermissionDenied => Self::Forbidden,
            kind => Self::Other(kind),
        }
    }
}

/// The bytes of a plugin, and their hash.
pub(crate) struct PluginFile {
    bytes: Vec<u8>,
    pub(crate) digest: [u8; 32],
}

impl PluginFile {
    /// Reads a file once. Refuses what others may write to. Never waits, as opening a FIFO would.
    pub(crate) fn read(path: &Path) -> Result<Self, FileFault> {
        check(&fs::metadata(path)?)?;
        let file = OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY).open(path)?;
        // Again, because it may have been exchanged in between.
        check(&file.metadata()?)?;
        let mut bytes = Vec::new();
        file.take(LIMIT + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LIMIT {
            return Err(FileFault::TooLarge);
        }
        let digest = sha256(&bytes);
        Ok(Self { bytes, digest })
    }

    /// The same, if its hash is the pinned one.
    pub(crate) fn read_pinned(path: &Path, pinned: &[u8; 32]) -> Result<Self, FileFault> {
        let file = Self::read(path)?;
        if file.digest == *pinned {
            Ok(file)
        } else {
            Err(FileFault::WrongHash { found: hex(&file.digest), pinned: hex(pinned) })
        }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Writes the bytes to `FOLDER/<sha256>.so`, a file that only this user can reach, and returns its path. An older
    /// copy is replaced, whatever became of it.
    pub(crate) fn copy_into(&self, folder: &Path) -> Result<PathBuf, FileFault> {
        let failed = |error: io::Error| FileFault::Copy { folder: folder.to_owned(), kind: error.kind() };
        private(folder)?;
        let path = folder.join(format!("{}.so", hex(&self.digest)));
        let temporary = folder.join(format!("{}.{}.tmp", hex(&self.digest), std::process::id()));
        // What a crash left behind.
        let _ = fs::remove_file(&temporary);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o500).open(&temporary).map_err(failed)?;
        file.write_all(&self.bytes).and_then(|()| file.sync_all()).map_err(failed)?;
        fs::rename(&temporary, &path).map_err(failed)?;
        Ok(path)
    }
}

/// Makes the folder, or makes sure that nobody else can write to it.
fn private(folder: &Path) -> Result<(), FileFault> {
    let failed = |error: io::Error| FileFault::Copy { folder: folder.to_owned(), kind: error.kind() };
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(failed(error)),
        _ => {}
    }
    let found = File::open(folder).and_then(|folder| folder.metadata()).map_err(failed)?;
    // SAFETY: asks the kernel for a number.
    #[expect(unsafe_code, reason = "the system call has no safe name in the standard library")]
    let ours = found.uid() == unsafe { libc::geteuid() };
    if ours && found.is_dir() && found.mode() & 0o077 == 0 {
        Ok(())
    } else {
        Err(FileFault::SharedFolder(folder.into()))
    }
}

/// Takes away copies that are not of `kept`. A copy that is loaded stays usable: its bytes go when nobody has them.
pub(crate) fn tidy(folder: &Path, kept: &[[u8; 32]]) {
    let names: Vec<String> = kept.iter().map(|digest| format!("{}.so", hex(digest))).collect();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let ours = name.split('.').next().is_some_and(|stem| stem.len() == 64 && parse_hex(stem).is_some());
        if ours && !names.contains(&name) {
            // One that cannot be removed costs space and nothing else.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn check(metadata: &fs::Metadata) -> Result<(), FileFault> {
    if !metadata.is_file() {
        Err(FileFault::Special)
    } else if metadata.mode() & 0o022 != 0 {
        Err(FileFault::Writable)
    } else if metadata.len() > LIMIT {
        Err(FileFault::TooLarge)
    } else {
        Ok(())
    }
}

/// A digest as `sha256sum` writes it.
pub(crate) fn hex(digest: &[u8; 32]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn parse_hex(text: &str) -> Option<Vec<u8>> {
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn write(path: &Path, bytes: &[u8], mode: u32) {
        fs::write(path, bytes).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn refusal(path: &Path, pinned: &[u8; 32]) -> String {
        PluginFile::read_pinned(path, pinned).err().map(|fault| fault.to_string()).unwrap_or_default()
    }

    /// PL-01: the hash is of the bytes that are loaded, whatever happens to the file meanwhile.
    #[test]
    fn the_copy_is_what_was_hashed() {
        let folder = tempfile::tempdir().unwrap();
        let (path, private) = (folder.path().join("p.so"), folder.path().join("data/plugins"));
        write(&path, b"good", 0o644);
        let file = PluginFile::read_pinned(&path, &sha256("good")).unwrap();
        fs::write(&path, "evil").unwrap();
        let copy = file.copy_into(&private).unwrap();
        assert_eq!(fs::read(&copy).unwrap(), b"good");
        assert_eq!(fs::metadata(&private).unwrap().mode() & 0o777, 0o700);
        assert_eq!(fs::metadata(&copy).unwrap().mode() & 0o777, 0o500);
        fs::remove_file(&copy).unwrap();
        write(&copy, b"evil", 0o644);
        file.copy_into(&private).unwrap();
        assert_eq!(fs::read(&copy).unwrap(), b"good", "a copy that somebody altered is written again");
    }

    /// PL-01.
    #[test]
    fn what_is_not_the_pinned_private_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.so");
        assert!(refusal(&path, &[0; 32]).contains("no such file"));
        write(&path, b"good", 0o644);
        let wrong = refusal(&path, &[0; 32]);
        assert!(wrong.contains(&hex(&sha256("good"))) && wrong.contains(&"0".repeat(64)), "{wrong}");
        for mode in [0o664, 0o646] {
            write(&path, b"good", mode);
            assert!(refusal(&path, &sha256("good")).contains("chmod go-w"), "{mode:o}");
        }
        assert!(refusal(folder.path(), &[0; 32]).contains("not a regular file"));
        let shared = folder.path().join("shared");
        fs::create_dir(&shared).unwrap();
        fs::set_permissions(&shared, fs::Permissions::from_mode(0o755)).unwrap();
        write(&path, b"good", 0o644);
        let copied = PluginFile::read(&path).unwrap().copy_into(&shared);
        assert!(copied.unwrap_err().to_string().contains("0700"));
    }

    #[test]
    fn only_copies_that_nobody_pins_are_tidied_away() {
        let folder = tempfile::tempdir().unwrap();
        let copy = |byte: u8| folder.path().join(format!("{}.so", hex(&[byte; 32])));
        for path in [copy(1), copy(2), folder.path().join("notes.txt")] {
            fs::write(path, "").unwrap();
        }
        tidy(folder.path(), &[[1; 32]]);
        assert!(copy(1).exists() && !copy(2).exists() && folder.path().join("notes.txt").exists());
        tidy(&folder.path().join("absent"), &[]);
    }
}
