//! `vestibule provider new ID --from OTHER`: another definition under a new id, to change it.

use std::{fs, path::Path};

use vestibule::parts::protocols;
use vestibule_core::{ids::DefinitionId, suggestion::did_you_mean, violation::Violations};
use vestibule_registry::{Catalogue, CatalogueEntry, Document, Format};

use crate::{Failure, failure};

/// A copy that is not written yet.
pub(super) struct Copied<'c> {
    pub(super) entry: &'c CatalogueEntry,
    pub(super) text: String,
    /// Why the text is no definition of a file as it is.
    pub(super) faults: Violations,
}

/// Makes the copy. Of a drop-in, the file is read again.
pub(super) fn copy<'c>(
    from: &str,
    (id, name): (&DefinitionId, Option<&str>),
    catalogue: &'c Catalogue,
) -> Result<Copied<'c>, Failure> {
    let entry = from.parse().ok().and_then(|from: DefinitionId| catalogue.find(&from)).ok_or_else(|| {
        let near = did_you_mean(from, catalogue.iter().map(|entry| entry.definition.id.as_str()));
        failure(format!("there is no definition `{from}`{near}; `vestibule provider list` shows all"))
    })?;
    let original = original(entry)?;
    let text = original.copy_as(id, name).map_err(|bad| failure(format!("`{from}` cannot be copied: {bad}")))?;
    // Its companion files are looked at once they are there.
    let faults = if entry.companion_names().is_empty() {
        let document = Document { text: text.clone(), official: false, ..original };
        document.parse(&protocols()).err().unwrap_or_default()
    } else {
        Violations::default()
    };
    Ok(Copied { entry, text, faults })
}

fn original(entry: &CatalogueEntry) -> Result<Document, Failure> {
    let id = &entry.definition.id;
    let Some(path) = entry.path() else {
        let name = format!("{id}.toml");
        let official = Catalogue::official_documents().find(|document| document.path.ends_with(&name));
        return official.ok_or_else(|| failure(format!("`{id}` is in no file, so there is nothing to copy")));
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let format = Format::of(&name).ok_or_else(|| failure(format!("`{id}` is described by a plugin, not by a file")))?;
    let text = fs::read_to_string(path).map_err(|error| failure(format!("cannot read {}: {error}", path.display())))?;
    Ok(Document { path: path.to_owned(), format, text, official: false })
}

impl Copied<'_> {
    /// Copies the companion files into another folder. One that is there already stays as it is.
    pub(super) fn companions(&self, folder: &Path) -> Result<(), Failure> {
        let Some(own) = self.entry.path().and_then(Path::parent).filter(|own| *own != folder) else { return Ok(()) };
        for name in self.entry.companion_names() {
            let (from, to) = (own.join(name), folder.join(name));
            let refused = |error| failure(format!("cannot copy {} to {}: {error}", from.display(), to.display()));
            if to.exists() {
                continue;
            }
            to.parent().map_or(Ok(()), fs::create_dir_all).map_err(refused)?;
            fs::copy(&from, &to).map_err(refused)?;
        }
        Ok(())
    }
}
