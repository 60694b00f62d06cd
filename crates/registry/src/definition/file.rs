//! Reads files of drop-in folders. What is not a regular, private, small file is rejected without being read.

use std::{
    fs::{self, OpenOptions},
    io::{self, Read as _},
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

/// The largest definition or credentials schema.
pub(crate) const TEXT_LIMIT: u64 = 1024 * 1024;

/// Why a file was not read. `Display` is a sentence about it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileFault {
    #[error("the file does not exist")]
    Missing,
    #[error("this is not a regular file; replace it with one, or remove it")]
    Special,
    #[error(
        "this link points outside the folder, to {}; copy the file here, or list its folder in `[definitions]`",
        .0.display()
    )]
    LeadsOut(PathBuf),
    #[error("this file is writable by every user; run `chmod o-w` on it")]
    WorldWritable,
    #[error("the file is larger than {} KiB", .0 / 1024)]
    TooLarge(u64),
    #[error("permission denied; make the file readable for this user")]
    Forbidden,
    #[error("the file is not UTF-8 text; save it as UTF-8")]
    NotText,
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

/// Loads the file `name` of a folder, if it has at most `limit` bytes. A symbolic link is followed
/// within the folder, as Kubernetes mounts files (decision 0017). Never blocks, as opening a FIFO or a device would.
pub(crate) fn load(folder: &Path, name: &Path, limit: u64) -> Result<Vec<u8>, FileFault> {
    let path = folder.join(name);
    // Checked before it is opened, because opening a device can have effects …
    check(&fs::metadata(&path)?, limit)?;
    let file = OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY).open(&path)?;
    // … and again afterwards, because it may have been replaced in between.
    check(&file.metadata()?, limit)?;
    if is_linked(folder, name) {
        check_place(folder, &path)?;
    }
    read(file, limit)
}

/// Loads a text of at most [`TEXT_LIMIT`].
pub(crate) fn load_text(path: &Path) -> Result<String, FileFault> {
    let (folder, name) = (path.parent().unwrap_or(Path::new("")), path.file_name().unwrap_or_default());
    String::from_utf8(load(folder, Path::new(name), TEXT_LIMIT)?).map_err(|_| FileFault::NotText)
}

/// Whether a link is among the steps from the folder to the file. That the folder itself is reached through one is its
/// owner's choice.
fn is_linked(folder: &Path, name: &Path) -> bool {
    let steps = name.ancestors().filter(|step| !step.as_os_str().is_empty());
    steps.map(|step| folder.join(step)).any(|path| path.is_symlink())
}

/// Whoever may link into a folder of definitions must not make us read, and show, what only we may read elsewhere.
fn check_place(folder: &Path, path: &Path) -> Result<(), FileFault> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let place = path.canonicalize()?;
    if place.starts_with(folder.canonicalize()?) { Ok(()) } else { Err(FileFault::LeadsOut(place)) }
}

fn check(metadata: &fs::Metadata, limit: u64) -> Result<(), FileFault> {
    if !metadata.is_file() {
        Err(FileFault::Special)
    } else if metadata.mode() & 0o002 != 0 {
        Err(FileFault::WorldWritable)
    } else if metadata.len() > limit {
        Err(FileFault::TooLarge(limit))
    } else {
        Ok(())
    }
}

/// A text of at most [`TEXT_LIMIT`] from a pipe.
pub(crate) fn load_input(input: impl io::Read) -> Result<String, FileFault> {
    String::from_utf8(read(input, TEXT_LIMIT)?).map_err(|_| FileFault::NotText)
}

fn read(file: impl io::Read, limit: u64) -> Result<Vec<u8>, FileFault> {
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(FileFault::TooLarge(limit)) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// DF-06: a link is what it leads to inside the folder, for a definition and for its companion files.
    #[test]
    fn a_link_stays_in_the_folder() {
        let (root, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folder = root.path().join("providers");
        // As a ConfigMap is mounted.
        fs::create_dir_all(folder.join("..v1/schemas")).unwrap();
        for name in ["x.toml", "x.svg", "schemas/x.schema.json"] {
            fs::write(folder.join("..v1").join(name), name).unwrap();
        }
        symlink("..v1", folder.join("..data")).unwrap();
        for name in ["x.toml", "x.svg", "schemas"] {
            symlink(format!("..data/{name}"), folder.join(name)).unwrap();
        }
        let through = elsewhere.path().join("link-to-the-folder");
        symlink(&folder, &through).unwrap();
        for folder in [&folder, &through] {
            for name in ["x.toml", "x.svg", "schemas/x.schema.json"] {
                assert_eq!(load(folder, Path::new(name), TEXT_LIMIT).unwrap(), name.as_bytes(), "{name}");
            }
            assert_eq!(load_text(&folder.join("x.toml")).unwrap(), "x.toml");
        }
        // The second one begins with the name of the folder, and is another.
        for outside in [elsewhere.path().to_owned(), root.path().join("providers-not")] {
            fs::create_dir_all(outside.join("schemas")).unwrap();
            fs::write(outside.join("x.toml"), "canary").unwrap();
            fs::write(outside.join("schemas/x.schema.json"), "canary").unwrap();
            for (link, name) in [("x.toml", "x.toml"), ("schemas", "schemas/x.schema.json")] {
                fs::remove_file(folder.join(link)).unwrap();
                symlink(outside.join(link), folder.join(link)).unwrap();
                let fault = load(&folder, Path::new(name), TEXT_LIMIT).unwrap_err();
                let place = outside.join(name).canonicalize().unwrap();
                assert!(matches!(&fault, FileFault::LeadsOut(found) if *found == place), "{name}: {fault}");
            }
        }
    }
}
