//! `--help` of every command: it teaches by an example. Neither it nor the shipped configuration names a command that
//! does not exist.

use std::collections::BTreeMap;

use vestibule_tests::run;

/// The help of every command by its path (`admin create`; the program itself is the empty one).
async fn all_help() -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let mut found = BTreeMap::new();
    let mut unread = vec![String::new()];
    while let Some(path) = unread.pop() {
        let arguments: Vec<&str> = path.split_whitespace().chain(["--help"]).collect();
        let help = run(folder.path(), &arguments, &[]).await;
        assert_eq!((help.code, &*help.stderr), (Some(0), ""), "{path}");
        let below = listed_commands(&help.stdout).into_iter().map(|name| format!("{path} {name}").trim().to_owned());
        unread.extend(below);
        found.insert(path, help.stdout);
    }
    found
}

/// The names in the section `Commands:`, without `help` itself.
fn listed_commands(help: &str) -> Vec<&str> {
    let section = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let entries = section.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    entries.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").collect()
}

/// The commands that a text names: the words after `vestibule` that may be one.
fn mentioned_commands<'a>(text: &'a str) -> Vec<Vec<&'a str>> {
    let is_word = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let words = |rest: &'a str| rest.split([' ', '`', '\n']).take_while(is_word).take(2).collect();
    text.split("vestibule ").skip(1).map(words).collect()
}

#[tokio::test]
async fn every_command_teaches_by_an_example() {
    let help = all_help().await;
    assert!(help.len() > 5, "the commands are found: {:?}", help.keys());
    for (path, text) in help.iter().filter(|(_, text)| listed_commands(text).is_empty()) {
        let example =
            text.lines().any(|line| line.contains("Example: ") && line.contains(&format!("vestibule {path}")));
        assert!(example, "{path}: {text}");
    }
    let first = &help[""];
    assert!(first.contains("Without a command, runs the server") && first.contains("`vestibule demo`"), "{first}");
}

#[tokio::test]
async fn nothing_names_a_command_that_does_not_exist() {
    let help = all_help().await;
    let texts = help.iter().map(|(of, text)| (of.as_str(), text.as_str()));
    for (of, text) in texts.chain([("config.toml", include_str!("../../config.toml"))]) {
        for words in mentioned_commands(text) {
            let Some(first) = words.first() else { continue };
            let group = help.get(*first).unwrap_or_else(|| panic!("`vestibule {first}` in {of:?}"));
            if let (false, Some(second)) = (listed_commands(group).is_empty(), words.get(1)) {
                assert!(help.contains_key(&format!("{first} {second}")), "`{first} {second}` in {of:?}");
            }
        }
    }
}
