//! Companion files: the icon and the credentials schema that a definition names, in its own folder.

use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use vestibule_core::secret::sha256;

use super::file;

/// The largest icon.
const ICON_LIMIT: u64 = 64 * 1024;

/// The files that a definition names, as they were when they were loaded. An official definition has none.
#[derive(Debug, Default)]
pub(crate) struct CompanionFiles {
    folder: PathBuf,
    files: BTreeMap<String, Result<Vec<u8>, String>>,
}

impl CompanionFiles {
    /// Loads the files of these names from the folder of the definition.
    pub(crate) fn load(folder: &Path, names: &[String]) -> Self {
        let load = |name: &String| {
            let limit = if is_picture(name) { ICON_LIMIT } else { file::TEXT_LIMIT };
            let loaded = check_name(name).and_then(|()| {
                file::load(folder, Path::new(name), limit).map_err(|fault| format!("`{name}`: {fault}"))
            });
            (name.clone(), loaded)
        };
        Self { folder: folder.to_owned(), files: names.iter().map(load).collect() }
    }

    /// The path of a file, as an operator would name it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The content of a file, or what is wrong with it.
    pub(crate) fn get(&self, name: &str) -> Result<&[u8], String> {
        match self.files.get(name) {
            Some(Ok(bytes)) => Ok(bytes),
            Some(Err(detail)) => Err(detail.clone()),
            None => Err(format!("`{name}`: this definition has no companion files")),
        }
    }

    /// SHA-256 over a definition's text and its companion files.
    pub(crate) fn digest(&self, text: &str) -> [u8; 32] {
        let mut all = sha256(text).to_vec();
        for (name, content) in &self.files {
            all.extend(sha256(name));
            match content {
                Ok(bytes) => all.extend(sha256(bytes)),
                Err(detail) => all.extend(sha256(detail)),
            }
        }
        sha256(all)
    }
}

/// True for a name that can be an icon's.
pub(crate) fn is_picture(name: &str) -> bool {
    [".svg", ".png"].iter().any(|ending| name.ends_with(ending))
}

/// A name stays in the folder of the definition: relative, downwards, no network.
fn check_name(name: &str) -> Result<(), String> {
    let inside = !name.is_empty()
        && !name.contains([':', '\\', '\0'])
        && Path::new(name).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if inside {
        Ok(())
    } else {
        let name: String = name.chars().take(80).collect();
        Err(format!("`{name}` is not a file in the folder of this definition; use a name such as \"x.schema.json\""))
    }
}

/// The picture of a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Icon {
    /// SVG or PNG.
    pub bytes: Arc<[u8]>,
    /// `image/svg+xml` or `image/png`.
    pub media_type: &'static str,
    /// Its path below `/assets/icons/`, with the definition's id and a hash of its content.
    pub path: String,
}

impl Icon {
    /// Recognises a picture by its content. The error says what is wrong.
    pub(crate) fn parse(definition: &str, name: &str, bytes: &[u8]) -> Result<Self, String> {
        const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
        let (media_type, ending) = if name.ends_with(".png") {
            if !bytes.starts_with(PNG) {
                return Err(format!("`{name}` is not a PNG picture"));
            }
            ("image/png", "png")
        } else {
            let text = std::str::from_utf8(bytes).map_err(|_| format!("`{name}` is not an SVG picture"))?;
            if !text.trim_start_matches('\u{feff}').trim_start().starts_with('<') || !text.contains("<svg") {
                return Err(format!("`{name}` is not an SVG picture"));
            }
            ("image/svg+xml", "svg")
        };
        let digest = sha256(bytes);
        let hash: String = digest[..6].iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { bytes: bytes.into(), media_type, path: format!("definition/{definition}.{hash}.{ending}") })
    }
}
