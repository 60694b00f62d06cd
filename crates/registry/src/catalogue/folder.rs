//! The drop-in folders: which files count, and from each file to a catalogue entry or its violations.

use std::{
    cell::{OnceCell, RefCell},
    collections::{BTreeSet, HashMap, HashSet},
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    sync::{Arc, MutexGuard, PoisonError},
};

use vestibule_core::{
    credentials::CredentialsSchema,
    origin::{FilePlace, Origin},
    secret::sha256,
    violation::{Violation, Violations},
};

use crate::{
    catalogue::definitions::DescribedDefinition,
    catalogue::stdin,
    catalogue::{Catalogue, CatalogueEntry},
    definition::companion_files::CompanionFiles,
    definition::document::{Document, Format},
    definition::file,
    reload::file_stability::FileStability,
    reload::fingerprints::FileFingerprints,
};

/// A file of a drop-in folder, and what became of it.
#[derive(Debug)]
pub(crate) struct DropIn {
    pub(crate) path: PathBuf,
    pub(crate) outcome: Result<Arc<CatalogueEntry>, Violations>,
}

impl DropIn {
    /// What is described, as if a file said it. A fault is where the operator asked for it.
    pub(crate) fn described(described: DescribedDefinition) -> Self {
        let DescribedDefinition { place, origin, outcome } = described;
        let entry = match &outcome {
            Ok(document) => CatalogueEntry::describe(&place, document).map(Arc::new),
            Err(detail) => Err(Violations(vec![Violation::new("", detail)])),
        };
        let outcome = entry.map_err(|violations| {
            let at = |violation| Violation { origin: Some(origin.clone()), ..violation };
            Violations(violations.0.into_iter().map(at).collect())
        });
        Self { path: place, outcome }
    }
}

/// Compiled schemas by digest: thousands of definitions ask for the same few credentials.
struct Schemas<'a> {
    previous: &'a Catalogue,
    known: OnceCell<RefCell<HashMap<[u8; 32], Arc<CredentialsSchema>>>>,
}

impl<'a> Schemas<'a> {
    fn of(previous: &'a Catalogue) -> Self {
        Self { previous, known: OnceCell::new() }
    }

    fn share(&self, mut entry: CatalogueEntry) -> CatalogueEntry {
        let known = self.known.get_or_init(|| {
            RefCell::new(self.previous.iter().map(|entry| (entry.schema_digest, entry.schema.clone())).collect())
        });
        entry.schema = known.borrow_mut().entry(entry.schema_digest).or_insert(entry.schema).clone();
        entry
    }
}

/// Loads all definitions of the folders, each folder in the order of names. A folder that does not exist has none.
///
/// What looks as it did for `previous` is taken from there without being read, so that a reload of thousands of files
/// stays cheap, unless everything is to be read afresh; what is not at `rest` is taken from there as it was.
pub(crate) fn load(folders: &[PathBuf], previous: &Catalogue, stability: &FileStability) -> Vec<DropIn> {
    let (mut drop_ins, schemas) = (Vec::new(), Schemas::of(previous));
    for (index, folder) in folders.iter().enumerate() {
        if folders[..index].contains(folder) {
            continue;
        }
        match list(folder) {
            Ok(files) => {
                drop_ins
                    .extend(files.iter().filter_map(|(path, format)| load_file(path, *format, &schemas, stability)));
                drop_ins.extend(missing(folder, &files, previous, stability));
            }
            Err(error) => {
                let detail = format!("the folder cannot be read ({}); correct its rights", error.kind());
                drop_ins.push(DropIn { path: folder.clone(), outcome: Err(whole_file(folder, detail)) });
            }
        }
    }
    drop_ins
}

/// What was there, is not now, and may be back in a moment.
fn missing<'a>(
    folder: &'a Path,
    files: &[(PathBuf, Format)],
    previous: &'a Catalogue,
    stability: &'a FileStability,
) -> impl Iterator<Item = DropIn> + 'a {
    let listed: HashSet<PathBuf> = files.iter().map(|(path, _)| path.clone()).collect();
    let gone: BTreeSet<&Path> = previous.paths_in(folder).filter(|path| !listed.contains(*path)).collect();
    gone.into_iter().filter(|path| stability.is_unstable(path)).filter_map(|path| previous.find_drop_in(path))
}

/// Loads these files, wherever they are, as if each of them lay in a drop-in folder; `-` is standard input.
pub(crate) fn load_files(paths: &[PathBuf]) -> Vec<DropIn> {
    let load = |path: &PathBuf| match path.as_os_str() == stdin::NAME {
        true => stdin::load(io::stdin()),
        false => load_one(path),
    };
    paths.iter().map(load).collect()
}

fn load_one(path: &Path) -> DropIn {
    let format = format_of(path).map_err(|detail| whole_file(path, detail));
    let outcome = format.and_then(|format| Ok(read_file(path, format, None, &Schemas::of(&Catalogue::default())).0?.0));
    DropIn { path: path.to_owned(), outcome }
}

/// How a file is spelled, or why no drop-in folder would read it.
fn format_of(path: &Path) -> Result<Format, &'static str> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Format::of(&name).ok_or(if path.is_dir() {
        "this is a folder; name the files in it, as `FOLDER/*.toml` does"
    } else if name.ends_with(".schema.json") {
        "this is a schema of credentials; look at the definition that names it"
    } else if name.starts_with('.') {
        "a file whose name begins with a dot is not read; give it another name"
    } else {
        "a definition is a file whose name ends in .toml or .json"
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

/// `None` for a file that is not at rest and gave nothing before.
fn load_file(path: &Path, format: Format, schemas: &Schemas<'_>, stability: &FileStability) -> Option<DropIn> {
    let previous = schemas.previous;
    let known = previous.find_by_path(path);
    if let Some(entry) = known
        .filter(|entry| stability.trusts_fingerprints() && fingerprints(entry).still(files_of(path, &entry.beside)))
    {
        return Some(DropIn { path: path.to_owned(), outcome: Ok(entry.clone()) });
    }
    let (outcome, beside) = read_file(path, format, known, schemas);
    if files_of(path, &beside).any(|file| stability.is_unstable(&file)) {
        return previous.find_drop_in(path);
    }
    Some(DropIn {
        path: path.to_owned(),
        outcome: outcome.map(|(entry, taken)| {
            let fresh = files_of(path, &beside).any(|file| stability.is_recent(&file));
            *fingerprints(&entry) = if fresh { FileFingerprints::default() } else { taken };
            entry
        }),
    })
}

/// What the file gives now, how it looked, and the names of the files beside it.
fn read_file(
    path: &Path,
    format: Format,
    known: Option<&Arc<CatalogueEntry>>,
    schemas: &Schemas<'_>,
) -> (Read, Vec<String>) {
    let first = FileFingerprints::of(std::iter::once(path.to_owned()));
    let document = match load_document(path, format) {
        Ok(document) => document,
        Err(violations) => return (Err(violations), Vec::new()),
    };
    let known = known.filter(|entry| entry.text_digest == sha256(&document.text));
    let names = known.map_or_else(|| document.companion_names(), |entry| entry.beside.clone());
    let taken = FileFingerprints::of(files_of(path, &names)).after(&first);
    let beside = load_companions(path, &names);
    let entry = match known {
        Some(entry) if entry.digest == beside.digest(&document.text) => Ok(entry.clone()),
        _ => CatalogueEntry::parse(&document, &beside).map(|entry| Arc::new(schemas.share(entry))),
    };
    (entry.map(|entry| (entry, taken)), names)
}

/// A definition, and how its files looked.
type Read = Result<(Arc<CatalogueEntry>, FileFingerprints), Violations>;

fn fingerprints(entry: &CatalogueEntry) -> MutexGuard<'_, FileFingerprints> {
    entry.fingerprints.lock().unwrap_or_else(PoisonError::into_inner)
}

fn files_of(path: &Path, beside: &[String]) -> impl Iterator<Item = PathBuf> {
    let folder = path.parent().unwrap_or(Path::new(""));
    std::iter::once(path.to_owned()).chain(beside.iter().map(move |name| folder.join(name)))
}

fn load_document(path: &Path, format: Format) -> Result<Document, Violations> {
    let text = file::load_text(path).map_err(|fault| whole_file(path, fault.to_string()))?;
    Ok(Document { path: path.to_owned(), format, text, official: false })
}

fn load_companions(path: &Path, names: &[String]) -> CompanionFiles {
    CompanionFiles::load(path.parent().unwrap_or(Path::new("")), names)
}

pub(crate) fn whole_file(path: &Path, detail: impl Into<String>) -> Violations {
    let origin = Some(Origin::File(FilePlace { path: path.to_owned(), line: 1, column: 1 }));
    Violations(vec![Violation { pointer: String::new(), detail: detail.into(), origin }])
}

#[cfg(test)]
#[path = "folder_tests.rs"]
mod tests;
