//! What translators have left to do, and what is broken.

use std::{collections::BTreeSet, io, path::Path};

use crate::{
    File, Problem, ProblemKind, REFERENCE, REVIEWED_BY,
    language::{Language, Message},
    read_files,
};

/// What was found in a folder of languages.
#[derive(Debug)]
pub struct Report {
    /// The tags of the languages.
    pub languages: Vec<String>,
    /// Texts that are shown in English because the translation has none.
    pub missing: Vec<Problem>,
    /// What must not be there.
    pub broken: Vec<Problem>,
}

/// Compares every language in `directory` with English.
pub fn check(directory: &Path) -> io::Result<Report> {
    Ok(report(&read_files(directory)?))
}

fn report(files: &[File]) -> Report {
    let english = Language::parse(REFERENCE, files);
    let tags: BTreeSet<&str> = files.iter().map(|file| &*file.language).collect();
    let mut problems = english.problems.clone();
    for tag in tags.iter().filter(|tag| **tag != REFERENCE) {
        let language = Language::parse(tag, files);
        problems.extend(compare(&english, &language));
        problems.extend(language.problems);
    }
    let (missing, broken) = problems.into_iter().partition(|problem| problem.kind == ProblemKind::Missing);
    Report { languages: tags.into_iter().map(str::to_owned).collect(), missing, broken }
}

fn compare<'a>(english: &'a Language, language: &'a Language) -> impl Iterator<Item = Problem> + 'a {
    let place = move |message: &Message| format!("{}/{}.ftl", language.tag, message.file);
    let missing = english.messages.iter().filter(|(key, _)| !language.messages.contains_key(*key));
    let missing = missing.map(move |(key, message)| (place(message), key, ProblemKind::Missing));
    let compared = language.messages.iter().filter(|(key, _)| *key != REVIEWED_BY);
    let wrong = compared.filter_map(move |(key, message)| {
        let kind = match english.messages.get(key) {
            None => ProblemKind::Unknown,
            Some(reference) if reference.arguments == message.arguments => return None,
            Some(reference) => {
                ProblemKind::Arguments { expected: reference.arguments.clone(), found: message.arguments.clone() }
            }
        };
        Some((place(message), key, kind))
    });
    missing.chain(wrong).map(|(place, key, kind)| Problem { place, key: key.clone(), kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: File =
        File::embedded("en", "login", "title = Sign in\nhello = Hello, { $name }\n    .help = Help for { $name }\n");

    fn lines(german: &'static str) -> (Vec<String>, Vec<String>) {
        let report = report(&[ENGLISH, File::embedded("de", "login", german)]);
        let lines = |problems: Vec<Problem>| problems.iter().map(ToString::to_string).collect();
        (lines(report.missing), lines(report.broken))
    }

    #[test]
    fn every_kind_of_problem_is_found() {
        const HELP: &str = "\n    .help = Hilfe für { $name }\n";
        for (german, missing, broken) in [
            ("title = Anmelden\nhello = Hallo, { $name }", vec![], vec![]),
            ("hello = Hallo, { $name }", vec!["de/login.ftl: title: missing"], vec![]),
            (
                "title = Anmelden\nold = Alt\nhello = Hallo, { $name }",
                vec![],
                vec!["de/login.ftl: old: not in the English files"],
            ),
            (
                "title = Anmelden\nhello = Hallo, { $wer }",
                vec![],
                vec!["de/login.ftl: hello: takes [$wer], English takes [$name]"],
            ),
            ("title = Anmelden\nhello = Hallo", vec![], vec!["de/login.ftl: hello: takes [], English takes [$name]"]),
            (
                "title = { -brand }\nhello = Hallo, { $name }",
                vec![],
                vec!["de/login.ftl: title: refers to `-brand`, which does not exist"],
            ),
            ("title = A\ntitle = B\nhello = Hallo, { $name }", vec![], vec!["de/login.ftl: title: defined twice"]),
            (
                "title = Anmelden\n= broken\nhello = Hallo, { $name }",
                vec![],
                vec!["de/login.ftl:2: Expected one of \"a-zA-Z\""],
            ),
        ] {
            let german: &'static str = format!("{german}{HELP}").leak();
            let (missing, broken) = (missing.into_iter().map(str::to_owned), broken.into_iter().map(str::to_owned));
            assert_eq!(lines(german), (missing.collect(), broken.collect()), "{german}");
        }
    }
}
