//! rustdoc for `cargo test --doc`: checks the links of a crate's documentation before its examples are run.
//!
//! `cargo doc` reads every dependency in a form of its own, which takes minutes that the tests have spent already. What
//! `cargo test --doc` hands to rustdoc (`RUSTDOC`) is all that the links need as well.
#![forbid(unsafe_code)]

use std::env;
use std::process::{Command, ExitCode};

/// What asks for tests, with the number of values that follow.
const FOR_TESTS: &[(&str, usize)] =
    &[("--test", 0), ("--no-run", 0), ("--nocapture", 0), ("--test-run-directory", 1), ("--test-args", 1)];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let checked = match links(&arguments) {
        Some(links) => run(&links),
        None => true,
    };
    if checked && run(&arguments) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The arguments that write the documentation, private items included, and fail on a warning; `None` when no tests are
/// asked for.
fn links(arguments: &[String]) -> Option<Vec<String>> {
    arguments.iter().find(|argument| *argument == "--test")?;
    let mut kept = Vec::new();
    let mut left = arguments.iter();
    while let Some(argument) = left.next() {
        match FOR_TESTS.iter().find(|(name, _)| argument == name) {
            Some((_, values)) => left.by_ref().take(*values).for_each(drop),
            None => kept.push(argument.clone()),
        }
    }
    kept.retain(|argument| {
        !FOR_TESTS.iter().any(|(name, values)| *values > 0 && argument.starts_with(&format!("{name}=")))
    });
    // Next to this program, in the target folder.
    let folder = env::current_exe().ok()?.with_file_name("vestibule-doc");
    let output = format!("--out-dir={}", folder.display());
    kept.extend([output, String::from("--document-private-items"), String::from("-Dwarnings")]);
    Some(kept)
}

fn run(arguments: &[String]) -> bool {
    Command::new("rustdoc").args(arguments).status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn links_are_checked_with_what_the_examples_get() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let given =
            words("--edition=2024 --crate-name a --test src/lib.rs --test-run-directory=/a --extern b=c --test-args x");
        let kept = links(&given).unwrap();
        assert_eq!(kept[..6], words("--edition=2024 --crate-name a src/lib.rs --extern b=c"));
        assert_eq!(links(&words("--version --verbose")), None);
    }
}
