//! Writes the typed functions for the texts in `locales/`.

use std::{error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    // Read when it runs: a folder that was copied with its builds has another path than the one it was compiled under.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo sets CARGO_MANIFEST_DIR for build scripts")?;
    let locales = Path::new(&here).join("../../locales");
    println!("cargo::rerun-if-changed={}", locales.display());
    let out = std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR for build scripts")?;
    // Errors are found by their code, options by those of their definition.
    let code = vestibule_i18n::accessors(&locales, &["errors", "event", "language", "option"])?;
    fs::write(Path::new(&out).join("texts.rs"), code)?;
    Ok(())
}
