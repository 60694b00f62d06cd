//! The code blocks of a page, and what a reader does with each.

use std::{fs, path::Path};

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// What a reader does with a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// Nobody has said.
    Nothing,
    Run,
    /// The last line is a server, and it runs until this provider is ready.
    Serve(String),
    Save(String),
    Add(String),
    /// The test that does it.
    Elsewhere(String),
    /// Why nobody does it.
    NotRun(String),
}

impl Role {
    pub(super) fn is_done_here(&self) -> bool {
        matches!(self, Self::Run | Self::Serve(_) | Self::Save(_) | Self::Add(_))
    }
}

pub(super) struct Block {
    /// Page and line.
    pub(super) place: String,
    pub(super) language: String,
    pub(super) role: Role,
    pub(super) text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The README and every page of the documentation. `docs/providers.md` and `docs/plugins.md` are done by tests of their own,
/// which have the upstreams that they need.
pub(super) fn pages() -> Vec<String> {
    let entries = fs::read_dir(root().join("docs")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let own = ["providers.md", "plugins.md"];
    let pages = names.filter(|name| name.ends_with(".md") && !own.contains(&name.as_str()));
    let mut pages: Vec<_> = pages.map(|name| format!("docs/{name}")).collect();
    pages.push("README.md".to_owned());
    pages.sort_unstable();
    pages
}

/// The blocks of a page in their order.
pub(super) fn read(page: &str) -> Vec<Block> {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let (mut blocks, mut open, mut remark): (Vec<Block>, Option<Block>, String) = Default::default();
    for (event, range) in Parser::new(&text).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let (language, role) = info.split_once(' ').unwrap_or((&info, ""));
                let line = text[..range.start].matches('\n').count() + 1;
                let role = role_of(role).or_else(|| remarked(&remark)).unwrap_or(Role::Nothing);
                let place = format!("{page}:{line}");
                open = Some(Block { place, language: language.to_owned(), role, text: String::new() });
            }
            Event::Text(words) => open.iter_mut().for_each(|block| block.text.push_str(&words)),
            Event::End(TagEnd::CodeBlock) => {
                blocks.extend(open.take());
                remark.clear();
            }
            Event::Html(html) => remark.push_str(&html),
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Table(_)) => remark.clear(),
            _ => {}
        }
    }
    blocks
}

fn role_of(words: &str) -> Option<Role> {
    match words.split_once('=').unwrap_or((words, "")) {
        ("run", "") => Some(Role::Run),
        ("serve", id) => Some(Role::Serve(id.to_owned())),
        ("file", path) => Some(Role::Save(path.to_owned())),
        ("add", path) => Some(Role::Add(path.to_owned())),
        _ => None,
    }
}

fn remarked(remark: &str) -> Option<Role> {
    let words = remark.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    let elsewhere = words.strip_prefix("run by ").map(|path| Role::Elsewhere(path.to_owned()));
    elsewhere.or_else(|| words.strip_prefix("not run: ").map(|reason| Role::NotRun(reason.to_owned())))
}
