//! Checks a definition without a server: `cargo run --package vestibule-registry --example check_definition -- FILE`.
//!
//! The registry needs no HTTP server and no database to parse definitions; this is all that `vestibule provider lint`
//! does with one file.
#![expect(clippy::print_stdout, reason = "an example prints what it finds")]

use std::{path::PathBuf, process::ExitCode};

use vestibule_registry::{Catalogue, Document, Format};

fn main() -> std::io::Result<ExitCode> {
    let path = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "providers/official/pocketid.toml".to_owned()));
    let format = if path.extension().is_some_and(|ending| ending == "json") { Format::Json } else { Format::Toml };
    let text = std::fs::read_to_string(&path)?;
    let catalogue = Catalogue::from_documents(
        [Document { path, format, text, official: false }],
        &vestibule_protocol::protocols().collect(),
    );
    for fault in catalogue.faults() {
        println!("{}:\n{}", fault.path.display(), fault.violations);
    }
    if !catalogue.faults().is_empty() {
        return Ok(ExitCode::FAILURE);
    }
    println!("The definition is valid.");
    Ok(ExitCode::SUCCESS)
}
