//! The documentation, done literally: from an empty folder, with the program alone, somebody reads a page, saves the files that
//! it shows and types what it says.
//!
//! A code block says by its info string what a reader does with it: `sh run` is typed, `sh serve=ID` is typed and left running
//! until that provider is ready, `toml file=PATH` is saved, `toml add=PATH` is added to a file. What is done by another test, or
//! cannot be done here, says so in a comment in front of it: `<!-- run by PATH -->`, `<!-- not run: REASON -->`.

mod block;
mod reader;

use std::path::Path;

use block::{Block, Role, pages};
use reader::Reader;

/// So many blocks are done by nobody. Another one is a decision, and its reason is on the page.
const NOT_RUN: usize = 5;

/// What a reader types or saves. Other blocks show what comes of it, or are the code of an application, which is compiled where
/// that is.
const DONE: [&str; 8] = ["sh", "toml", "yaml", "ini", "nginx", "caddyfile", "haproxy", "apache"];

#[test]
fn every_block_is_done_or_says_why_not() {
    let blocks: Vec<Block> = pages().iter().flat_map(|page| block::read(page)).collect();
    let wanted = blocks.iter().filter(|block| DONE.contains(&block.language.as_str()));
    let (mut unmarked, mut not_run) = (Vec::new(), Vec::new());
    for block in wanted {
        match &block.role {
            Role::Nothing => unmarked.push(block.place.clone()),
            Role::NotRun(reason) => {
                assert!(reason.len() > 10, "{}: a reason", block.place);
                not_run.push(format!("{}: {reason}", block.place));
            }
            Role::Elsewhere(path) => {
                let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
                assert!(file.is_file(), "{}: there is no {path}", block.place);
            }
            Role::Run | Role::Serve(_) | Role::Save(_) | Role::Add(_) => {}
        }
    }
    assert_eq!(unmarked, Vec::<String>::new(), "mark them as the documentation of this file says");
    assert_eq!(not_run.len(), NOT_RUN, "{not_run:#?}");
}

/// Reads a page from its beginning, in an installation that has what the page takes for granted.
async fn follow(page: &str, server: bool) -> Reader {
    let mut reader = Reader::new(server).await;
    let blocks = block::read(page);
    assert!(blocks.iter().any(|block| block.role.is_done_here()), "{page}: nothing is done");
    for block in blocks {
        reader.follow(&block).await;
    }
    reader
}

#[tokio::test]
async fn the_readme_leads_to_somebody_who_is_signed_in() {
    let reader = follow("README.md", false).await;
    assert!(
        reader.said.contains("\"email\":\"amara@example.com\""),
        "the application asks who that is: {}",
        reader.said
    );
}

#[tokio::test]
async fn a_provider_is_made_in_four_steps_over_http() {
    let reader = follow("docs/admin-api.md", true).await;
    assert!(reader.said.contains("\"state\": \"ready\""), "{}", reader.said);
}

#[tokio::test]
async fn an_app_is_configured_and_made_over_http() {
    let reader = follow("docs/apps.md", true).await;
    assert!(reader.said.trim().len() >= 32, "the secret of the app: {}", reader.said);
    let listed = reader.type_in("vestibule app list").await;
    for app in ["wiki", "grafana", "recipes"] {
        assert!(listed.contains(app), "{app}: {listed}");
    }
}

#[tokio::test]
async fn an_installation_is_operated() {
    let reader = follow("docs/operations.md", true).await;
    let listed = reader.type_in("vestibule provider list").await;
    assert!(
        listed.contains("pocketid") && listed.contains("catalogue 2026120101"),
        "after a restore and a new key: {listed}"
    );
}

#[tokio::test]
async fn an_error_is_found_by_its_reference() {
    let reader = follow("docs/errors.md", true).await;
    assert!(reader.said.contains("|sign_in|failed|unauthenticated|"), "{}", reader.said);
}

#[tokio::test]
async fn pages_with_configurations_show_valid_ones() {
    for page in ["docs/forward-auth.md", "docs/webhooks.md", "docs/conformance.md"] {
        follow(page, false).await;
    }
}
