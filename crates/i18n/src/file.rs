//! The files, embedded or in a folder.

use std::{borrow::Cow, fs, io, path::Path};

/// One file: `locales/{language}/{name}.ftl`.
#[derive(Debug, Clone)]
pub struct File {
    /// The folder: a language tag such as `de` or `pt-BR`.
    pub language: Cow<'static, str>,
    /// The file's name without its ending.
    pub name: Cow<'static, str>,
    /// Its content.
    pub text: Cow<'static, str>,
}

impl File {
    /// A file that is part of the binary.
    pub const fn embedded(language: &'static str, name: &'static str, text: &'static str) -> Self {
        Self { language: Cow::Borrowed(language), name: Cow::Borrowed(name), text: Cow::Borrowed(text) }
    }
}

/// Reads all `*.ftl` of all folders in `directory`, in the order of their names.
pub fn read_files(directory: &Path) -> io::Result<Vec<File>> {
    let mut files = Vec::new();
    for folder in sorted(directory)? {
        if !folder.is_dir() {
            continue;
        }
        for path in sorted(&folder)? {
            let (Some(language), Some(name)) = (folder.file_name(), path.file_stem()) else { continue };
            if path.extension().is_some_and(|extension| extension == "ftl") {
                files.push(File {
                    language: language.to_string_lossy().into_owned().into(),
                    name: name.to_string_lossy().into_owned().into(),
                    text: fs::read_to_string(&path)?.into(),
                });
            }
        }
    }
    Ok(files)
}

fn sorted(directory: &Path) -> io::Result<Vec<std::path::PathBuf>> {
    let mut paths = fs::read_dir(directory)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
