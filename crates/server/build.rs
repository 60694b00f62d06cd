//! Writes the typed functions for the texts in `locales/`, and the list of languages, for the pages.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    #[cfg(feature = "pages")]
    pages::write()?;
    Ok(())
}

#[cfg(feature = "pages")]
mod pages {
    use std::{error::Error, fs, path::Path};

    pub(crate) fn write() -> Result<(), Box<dyn Error>> {
        // Read when it runs: a folder that was copied with its builds has another path than the one it was compiled under.
        let here = std::env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo sets CARGO_MANIFEST_DIR for build scripts")?;
        let locales = Path::new(&here).join("locales");
        println!("cargo::rerun-if-changed={}", locales.display());
        let out = std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR for build scripts")?;
        // Errors are found by their code, options by those of their definition.
        let code = vestibule_i18n::accessors(&locales, &["errors", "event", "language", "option"])?;
        fs::write(Path::new(&out).join("texts.rs"), code)?;
        fs::write(Path::new(&out).join("languages.rs"), languages(&locales)?)?;
        Ok(())
    }

    /// The tags as a list in Rust, English first.
    fn languages(locales: &Path) -> Result<String, Box<dyn Error>> {
        let folders = fs::read_dir(locales)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        let mut tags = folders.collect::<Result<Vec<_>, std::io::Error>>()?;
        tags.sort_by_key(|tag| (tag != vestibule_i18n::REFERENCE, tag.clone()));
        Ok(format!("&{tags:?}"))
    }
}
