//! The drop-in folders: which files are read, and from each file to a catalogue entry or its violations.

use std::{
    cell::{OnceCell, RefCell},
    collections::{BTreeSet, HashMap, HashSet},
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    sync::Arc,
};

use vestibule_core::{credentials::CredentialsSchema, secret::sha256, violation::Violations};

use super::{
    drop_in::{DropIn, whole_file},
    entry::EntryOf,
    index::CatalogueOf,
    stdin,
};
use crate::{
    definition::{companion_files::CompanionFiles, document::Document, file, format::Format, kind::DefinitionKind},
    reload::{file_stability::FileStability, fingerprints::FileFingerprints},
};

/// What the files of one reload are parsed with.
struct ParseContext<'a, K: DefinitionKind> {
    of_kind: &'a K::Context,
    previous: &'a CatalogueOf<K>,
    /// Compiled schemas by digest: thousands of definitions share the same few.
    schemas: OnceCell<RefCell<HashMap<[u8; 32], Arc<CredentialsSchema>>>>,
}

impl<'a, K: DefinitionKind> ParseContext<'a, K> {
    fn new(of_kind: &'a K::Context, previous: &'a CatalogueOf<K>) -> Self {
        Self { of_kind, previous, schemas: OnceCell::new() }
    }

    fn share(&self, mut entry: EntryOf<K>) -> EntryOf<K> {
        let schemas = self.schemas.get_or_init(|| {
            RefCell::new(self.previous.iter().map(|entry| (entry.schema_digest, entry.schema.clone())).collect())
        });
        entry.schema = schemas.borrow_mut().entry(entry.schema_digest).or_insert(entry.schema).clone();
        entry
    }
}

/// Loads all definitions of the folders, each folder in the order of names. A folder that does not exist has none.
///
/// A file with the fingerprint that it had for `previous` is taken from there without being read, so that a reload of
/// thousands of files stays cheap; a file that is still changing is taken from there too.
pub(crate) fn load<K: DefinitionKind>(
    folders: &[PathBuf],
    of_kind: &K::Context,
    previous: &CatalogueOf<K>,
    stability: &FileStability,
) -> Vec<DropIn<K>> {
    let (mut drop_ins, context) = (Vec::new(), ParseContext::new(of_kind, previous));
    for (index, folder) in folders.iter().enumerate() {
        if folders[..index].contains(folder) {
            continue;
        }
        match list(folder) {
            Ok(files) => {
                drop_ins
                    .extend(files.iter().filter_map(|(path, format)| load_file(path, *format, &context, stability)));
                drop_ins.extend(just_removed(folder, &files, previous, stability));
            }
            Err(error) => {
                let detail = format!("the folder cannot be read ({}); check its permissions", error.kind());
                drop_ins.push(DropIn { path: folder.clone(), outcome: Err(whole_file(folder, detail)) });
            }
        }
    }
    drop_ins
}

/// The files that have just been removed: they may be about to be replaced.
fn just_removed<'a, K: DefinitionKind>(
    folder: &'a Path,
    files: &[(PathBuf, Format)],
    previous: &'a CatalogueOf<K>,
    stability: &'a FileStability,
) -> impl Iterator<Item = DropIn<K>> + 'a {
    let listed: HashSet<PathBuf> = files.iter().map(|(path, _)| path.clone()).collect();
    let removed: BTreeSet<&Path> = previous.paths_in(folder).filter(|path| !listed.contains(*path)).collect();
    removed.into_iter().filter(|path| stability.is_unstable(path)).filter_map(|path| previous.find_drop_in(path))
}

/// Loads these files, wherever they are, as if each were in a drop-in folder; `-` is standard input.
pub(crate) fn load_files<K: DefinitionKind>(paths: &[PathBuf], of_kind: &K::Context) -> Vec<DropIn<K>> {
    let load = |path: &PathBuf| match path.as_os_str() == stdin::NAME {
        true => stdin::load(io::stdin(), of_kind),
        false => load_one(path, of_kind),
    };
    paths.iter().map(load).collect()
}

fn load_one<K: DefinitionKind>(path: &Path, of_kind: &K::Context) -> DropIn<K> {
    let nothing = CatalogueOf::default();
    let context = ParseContext::new(of_kind, &nothing);
    let format = format_of(path).map_err(|detail| whole_file(path, detail));
    let outcome = format.and_then(|format| Ok(read_file(path, format, None, &context).0?.0));
    DropIn { path: path.to_owned(), outcome }
}

/// The format of a file, or why it would not be read in a drop-in folder.
fn format_of(path: &Path) -> Result<Format, &'static str> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Format::of(&name).ok_or(if path.is_dir() {
        "this is a folder; name the files in it, as `FOLDER/*.toml` does"
    } else if name.ends_with(".schema.json") {
        "this is a credentials schema; name the definition that refers to it"
    } else if name.starts_with('.') {
        "files whose names start with a dot are not read; rename it"
    } else {
        "the name of a definition file must end in .toml or .json"
    })
}

fn list(folder: &Path) -> Result<Vec<(PathBuf, Format)>, std::io::Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut files = Vec::new();
    for entry in entries {
        let name = entry?.file_name();
        // A name that is not UTF-8 still ends in .toml when it is meant to be a definition.
        if let Some(format) = Format::of(&name.to_string_lossy()) {
            files.push((folder.join(name), format));
        }
    }
    files.sort_by(|(left, _), (right, _)| left.cmp(right));
    Ok(files)
}

/// `None` for a file that is still changing and has no earlier outcome.
fn load_file<K: DefinitionKind>(
    path: &Path,
    format: Format,
    context: &ParseContext<'_, K>,
    stability: &FileStability,
) -> Option<DropIn<K>> {
    let previous = context.previous;
    let known = previous.find_by_path(path);
    let is_current = |entry: &EntryOf<K>| entry.fingerprints().are_current(files_of(path, &entry.companions));
    if let Some(entry) = known.filter(|entry| stability.trusts_fingerprints() && is_current(entry)) {
        return Some(DropIn { path: path.to_owned(), outcome: Ok(entry.clone()) });
    }
    let (outcome, companions) = read_file(path, format, known, context);
    if files_of(path, &companions).any(|file| stability.is_unstable(&file)) {
        return previous.find_drop_in(path);
    }
    Some(DropIn {
        path: path.to_owned(),
        outcome: outcome.map(|(entry, fingerprints)| {
            let recent = files_of(path, &companions).any(|file| stability.is_recent(&file));
            *entry.fingerprints() = if recent { FileFingerprints::default() } else { fingerprints };
            entry
        }),
    })
}

/// An entry and the fingerprints of its files, taken while they were read.
type Read<K> = Result<(Arc<EntryOf<K>>, FileFingerprints), Violations>;

/// Reads a file and its companion files, and returns their names too. Each text is parsed at most once.
fn read_file<K: DefinitionKind>(
    path: &Path,
    format: Format,
    known: Option<&Arc<EntryOf<K>>>,
    context: &ParseContext<'_, K>,
) -> (Read<K>, Vec<String>) {
    let first = FileFingerprints::of(std::iter::once(path.to_owned()));
    let document = match load_document(path, format) {
        Ok(document) => document,
        Err(violations) => return (Err(violations), Vec::new()),
    };
    let known = known.filter(|entry| entry.text_digest == sha256(&document.text));
    // A known text is parsed only if a companion file changed.
    let (names, spanned) = match known.map_or_else(|| document.read().map(Some), |_| Ok(None)) {
        Ok(spanned) => {
            let named = spanned.as_ref().map(|spanned| spanned.companion_names(K::SCHEMA_MEMBER));
            (named.or_else(|| known.map(|entry| entry.companions.clone())).unwrap_or_default(), spanned)
        }
        Err(violations) => return (Err(violations), Vec::new()),
    };
    let fingerprints = FileFingerprints::of(files_of(path, &names)).if_unchanged_since(&first);
    let companions = CompanionFiles::load(path.parent().unwrap_or(Path::new("")), &names);
    let entry = match known {
        Some(entry) if entry.digest == companions.digest(&document.text) => Ok(entry.clone()),
        _ => spanned
            .map_or_else(|| document.read(), Ok)
            .and_then(|spanned| EntryOf::parse(&document, &spanned, &companions, context.of_kind))
            .map(|entry| Arc::new(context.share(entry))),
    };
    (entry.map(|entry| (entry, fingerprints)), names)
}

fn files_of(path: &Path, companions: &[String]) -> impl Iterator<Item = PathBuf> {
    let folder = path.parent().unwrap_or(Path::new(""));
    std::iter::once(path.to_owned()).chain(companions.iter().map(move |name| folder.join(name)))
}

fn load_document(path: &Path, format: Format) -> Result<Document, Violations> {
    let text = file::load_text(path).map_err(|fault| whole_file(path, fault.to_string()))?;
    Ok(Document { path: path.to_owned(), format, text, official: false })
}

#[cfg(test)]
#[path = "folder_tests.rs"]
mod tests;
