//! Writes the list of the bundled icons: the files in `icons`, which is `crates/server/assets/icons`.

use std::{error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo sets CARGO_MANIFEST_DIR for build scripts")?;
    let icons = Path::new(&here).join("icons");
    println!("cargo::rerun-if-changed={}", icons.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(&icons)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "svg") {
            names.extend(path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned));
        }
    }
    names.sort();
    let out = std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR for build scripts")?;
    fs::write(Path::new(&out).join("icons.rs"), format!("&{names:?}"))?;
    Ok(())
}
