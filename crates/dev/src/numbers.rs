//! `cargo dev numbers`: how much there is of what should be little.
//!
//! Counts by text, as a formatted file shows it: tests are what is in `tests.rs`, `*_tests.rs`, `tests/`, `conformance/`
//! and below `#[cfg(test)]`; a function is from its `fn` to the brace in its column.

use std::fs;
use std::path::Path;

use vestibule_dev::console;
use vestibule_dev::error::Error;
use vestibule_dev::workspace::Workspace;

#[derive(Default)]
struct Numbers {
    files: usize,
    lines: usize,
    long_files: usize,
    long_functions: usize,
    allows: usize,
    public: usize,
}

/// Prints a row for each crate of the product, and the sum.
pub(crate) fn print(workspace: &Workspace) -> Result<(), Error> {
    let mut total = Numbers::default();
    console::line(
        "lines without tests, comments and blank ones; files of more than 300 lines; functions of more than 50",
    );
    console::line(&row("crate", ["files", "lines", "long", "long fn", "#[allow", "pub"].map(String::from)));
    for package in workspace.metadata().workspace_packages() {
        let Some(folder) = package.manifest_path.parent() else { continue };
        if folder.starts_with(workspace.path("tests")) {
            continue;
        }
        let mut numbers = Numbers::default();
        count(&folder.join("src").into_std_path_buf(), &mut numbers)?;
        console::line(&numbers.row(package.name.as_str()));
        total.add(&numbers);
    }
    console::line(&total.row("all"));
    Ok(())
}

fn row(name: &str, [files, lines, long, functions, allows, public]: [String; 6]) -> String {
    format!("{name:<26}{files:>7}{lines:>8}{long:>7}{functions:>9}{allows:>9}{public:>7}")
}

impl Numbers {
    fn row(&self, name: &str) -> String {
        let numbers = [self.files, self.lines, self.long_files, self.long_functions, self.allows, self.public];
        row(name, numbers.map(|number| number.to_string()))
    }

    fn add(&mut self, other: &Self) {
        self.files += other.files;
        self.lines += other.lines;
        self.long_files += other.long_files;
        self.long_functions += other.long_functions;
        self.allows += other.allows;
        self.public += other.public;
    }

    fn add_file(&mut self, text: &str) {
        self.files += 1;
        self.long_files += usize::from(text.lines().count() > 300);
        let mut tests = false;
        let mut function: Option<(usize, usize)> = None;
        for (number, line) in text.lines().enumerate() {
            let code = line.trim_start();
            let indent = line.len() - code.len();
            tests |= code.starts_with("#[cfg(test)]") && indent == 0;
            if tests || code.is_empty() || code.starts_with("//") {
                continue;
            }
            self.lines += 1;
            self.allows += usize::from(code.starts_with("#[allow") || code.starts_with("#![allow"));
            self.public += usize::from(code.starts_with("pub "));
            let begins = code.split(' ').take(5).any(|word| word == "fn") && code.contains('(');
            if begins && !code.ends_with(';') && function.is_none() {
                function = Some((number, indent));
            }
            if let Some((start, column)) = function.filter(|(_, column)| indent == *column && code.starts_with('}')) {
                debug_assert_eq!(column, indent);
                self.long_functions += usize::from(number - start + 1 > 50);
                function = None;
            }
        }
    }
}

fn count(folder: &Path, numbers: &mut Numbers) -> Result<(), Error> {
    let read = |source| Error::Read { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(read)? {
        let path = entry.map_err(read)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() && name != "tests" && name != "conformance" {
            count(&path, numbers)?;
        } else if name.ends_with(".rs") && name != "tests.rs" && !name.ends_with("_tests.rs") {
            let text = fs::read_to_string(&path).map_err(|source| Error::Read { path: path.clone(), source })?;
            numbers.add_file(&text);
        }
    }
    Ok(())
}
