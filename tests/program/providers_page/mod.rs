//! `docs/providers.md`, done literally: its files are written, its commands are run, and three people are signed in.
//!
//! A code block says by its info string what a reader does with it: `sh run` is typed, `text said` is what comes of it,
//! `… file=PATH` is saved, `sh serve=ID` is left running until that provider is ready. Nothing but addresses is changed:
//! those of the three upstreams, and our own.

mod upstream;

use std::{collections::BTreeSet, fs, path::Path};

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use serde_json::{Value, json};
use tokio::process::Command;
use vestibule_demo_idp::{Client, DemoIdp, Options};
use vestibule_tests::{Program, installation::state_line, vestibule};

use crate::installation::Installation;

const PAGE: &str = include_str!("../../../docs/providers.md");

/// A code block: what its info string says, and its text.
struct Block {
    info: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for event in Parser::new(page) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                open = Some(Block { info: info.to_string(), text: String::new() });
            }
            Event::Text(text) => open.iter_mut().for_each(|block| block.text.push_str(&text)),
            Event::End(TagEnd::CodeBlock) => blocks.extend(open.take()),
            _ => {}
        }
    }
    blocks
}

/// Somebody who reads the page and does what it says.
struct Reader {
    installation: Installation,
    /// What an address of the page is here.
    addresses: Vec<(&'static str, String)>,
    server: Option<Program>,
    /// What the last command said.
    said: String,
}

impl Reader {
    fn here(&self, text: &str) -> String {
        self.addresses.iter().fold(text.to_owned(), |text, (page, here)| text.replace(page, here))
    }

    /// A shell in the folder, with the program on its path.
    fn shell(&self, script: &str) -> Command {
        let program = vestibule(self.installation.folder(), &[], &[]);
        let folder = Path::new(program.as_std().get_program()).parent().unwrap();
        let mut shell = Command::new("sh");
        shell.args(["-euc", script]).current_dir(self.installation.folder()).kill_on_drop(true);
        shell.env_clear().envs(self.installation.variables().iter().map(|(name, value)| (name, value)));
        shell.env("PATH", format!("{}:/usr/bin:/bin", folder.display()));
        shell
    }

    async fn follow(&mut self, block: &Block) {
        let text = self.here(&block.text);
        match block.info.split_once(' ').map_or(("", ""), |(_, role)| role.split_once('=').unwrap_or((role, ""))) {
            ("run", _) => self.run(&text).await,
            ("said", _) => assert!(self.said.ends_with(&text), "the page: {text}\nthe program: {}", self.said),
            ("file", path) => {
                let path = self.installation.path(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            ("serve", id) => {
                let mut shell = self.shell(&format!("exec {text}"));
                shell.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
                let mut server = Program::spawn(shell);
                server.until_log(&state_line(id, "ready")).await;
                self.server = Some(server);
            }
            ("", "") => {}
            other => panic!("nobody knows what to do with {other:?}"),
        }
    }

    /// What is exported stays for everything that follows, as in the reader's own shell.
    async fn run(&mut self, script: &str) {
        let output = self.shell(script).output().await.unwrap();
        self.said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{script}: {}{}", self.said, String::from_utf8_lossy(&output.stderr));
        for line in script.lines().filter_map(|line| line.strip_prefix("export ")) {
            let (name, value) = line.split_once('=').unwrap();
            self.installation.set(name, value.trim_matches('\''));
        }
    }

    /// Signs in as a person does, and returns who that is.
    async fn signs_in(&self, provider: &str) -> Value {
        let browser = self.installation.browser();
        let answer = browser.sign_in(provider).await;
        assert_eq!(answer.header("location"), Some("/"), "{provider}: {}", answer.body);
        browser.get_json("/api/auth/session").await.json()["user"].clone()
    }
}

/// The text of a file that the page shows.
fn file(name: &str) -> String {
    let wanted = format!("file={name}");
    let block = blocks(PAGE).into_iter().find(|block| block.info.ends_with(&wanted));
    block.unwrap_or_else(|| panic!("the page shows {name}")).text
}

/// The club's provider: it knows the client and the secret that the page enters.
async fn club(installation: &Installation) -> DemoIdp {
    let secret = PAGE.split("export CLUB_CLIENT_SECRET='").nth(1).unwrap().split('\'').next().unwrap();
    let callback = installation.base.join("api/auth/providers/club/callback").unwrap();
    let client = Client::confidential("vestibule", secret, callback.as_str());
    let clock = std::sync::Arc::new(vestibule_core::clock::SystemClock);
    let mut options = Options::new(clock, std::sync::Arc::new(vestibule_core::random::OsRandom));
    options.auto_approve = Some(options.people[0].subject.clone());
    options.people[0].groups.push("guests".to_owned());
    options.people[0].display_name = "Amara O.".to_owned();
    options.clients = vec![client];
    DemoIdp::start(options).await.unwrap()
}

#[tokio::test]
async fn the_page_leads_to_three_signed_in_people() {
    let installation = Installation::new();
    let club = club(&installation).await;
    let guild = upstream::start("vestibule", file("guild.secret").trim()).await;
    let relay = upstream::start_relay("vestibule", file("relay.secret").trim()).await;
    let addresses = vec![
        ("https://relay.example.com", relay),
        ("https://id.example.com", club.issuer().to_owned()),
        ("https://git.example.com", guild),
        ("http://localhost:3000", installation.base.origin().ascii_serialization()),
    ];
    let mut reader = Reader { installation, addresses, server: None, said: String::new() };
    let blocks = blocks(PAGE);
    let done = blocks.iter().filter(|block| block.info.contains(' ')).count();
    assert!(done >= 14, "only {done} blocks of the page are marked to be done");
    for block in &blocks {
        reader.follow(block).await;
    }
    let person = reader.signs_in("club").await;
    for (field, wanted) in [
        ("name", json!("Amara O.")),
        ("email", json!("amara@example.com")),
        ("email_verified", json!(true)),
        ("groups", json!(["admins", "staff"])),
    ] {
        assert_eq!(person[field], wanted, "{field}");
    }
    reader.server.as_mut().unwrap().until_log(&state_line("guild", "ready")).await;
    let login = reader.installation.browser().get("/login").await.body;
    assert!(login.contains("Our club") && login.contains("Guild"), "{login}");
    let person = reader.signs_in("guild").await;
    for (field, wanted) in [
        ("username", json!("wanda")),
        ("name", json!("Wanda Novak")),
        ("email", json!("wanda@example.com")),
        ("email_verified", json!(true)),
    ] {
        assert_eq!(person[field], wanted, "{field}");
    }
    reader.server.as_mut().unwrap().until_log(&state_line("relay", "ready")).await;
    let person = reader.signs_in("relay").await;
    for (field, wanted) in [("name", json!("Ines Faro")), ("email", json!(null)), ("groups", json!(["blue"]))] {
        assert_eq!(person[field], wanted, "{field}");
    }
    assert_eq!(reader.server.unwrap().terminate().await.code, Some(0));
}

/// The names of the keys of a definition, with a dot between levels, as the schema has them.
fn keys() -> BTreeSet<String> {
    let schema: Value = serde_json::from_str(include_str!("../../../schemas/definition.schema.json")).unwrap();
    let mut keys = BTreeSet::new();
    add_keys(&schema, &schema, "", &mut keys);
    keys
}

/// Adds the keys of a table: those of each table inside it, and its own where the value may be something else, too. An option
/// has tables that the definition has itself; their keys are not repeated.
fn add_keys(schema: &Value, table: &Value, above: &str, keys: &mut BTreeSet<String>) {
    for (name, property) in table["properties"].as_object().unwrap() {
        let key = format!("{above}{name}");
        let (mut tables, mut others) = (Vec::new(), false);
        find_tables(schema, property, "", &mut tables, &mut others);
        if tables.is_empty() || others || above.ends_with("NAME.") {
            keys.insert(key.clone());
        }
        for (between, inner) in tables.iter().filter(|_| !above.ends_with("NAME.")) {
            add_keys(schema, inner, &format!("{key}.{between}"), keys);
        }
    }
}

/// The tables that a value may be, with what is between its key and theirs; and whether it may be something else.
fn find_tables<'a>(
    schema: &'a Value,
    value: &'a Value,
    between: &'static str,
    tables: &mut Vec<(&'static str, &'a Value)>,
    others: &mut bool,
) {
    if let Some(target) = value["$ref"].as_str() {
        return find_tables(schema, schema.pointer(target.trim_start_matches('#')).unwrap(), between, tables, others);
    }
    if value["properties"].is_object() {
        return tables.push((between, value));
    }
    if value["additionalProperties"].is_object() {
        let before = tables.len();
        find_tables(schema, &value["additionalProperties"], "NAME.", tables, &mut false);
        *others |= tables.len() == before;
        return;
    }
    if value["items"].is_object() {
        return find_tables(schema, &value["items"], between, tables, others);
    }
    let forms = ["anyOf", "oneOf"].iter().filter_map(|name| value[name].as_array()).flatten();
    let forms: Vec<_> = forms.filter(|form| form["type"] != "null").collect();
    *others |= forms.is_empty();
    forms.into_iter().for_each(|form| find_tables(schema, form, between, tables, others));
}

#[test]
fn the_page_has_every_key_and_no_other() {
    let section = PAGE.split("## Every key\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let named = section.lines().filter_map(|line| line.strip_prefix("| `")?.split(" |").next());
    let named: BTreeSet<String> =
        named.flat_map(|cell| cell.split(", ").map(|key| key.trim_matches('`').to_owned())).collect();
    let mut known = keys();
    known.remove("$schema");
    assert_eq!(named, known);
}
