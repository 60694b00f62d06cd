//! The modules of a crate, as its files declare them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use vestibule_dev::error::Error;

use super::tokens::tokens;

/// One file and what its code names, tests left out.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// Its path from the crate's root; empty for the root itself.
    pub(super) path: Vec<String>,
    /// `lib` or `main` for a root.
    pub(super) root: String,
    /// The names of its child modules that are files.
    pub(super) children: Vec<String>,
    /// Names that `use` brings in, with the path that they stand for.
    pub(super) aliases: BTreeMap<String, Vec<String>>,
    /// Modules whose items are brought in by `*`.
    pub(super) globs: Vec<Vec<String>>,
    /// Paths of `use` items that re-export.
    pub(super) exports: Vec<Vec<String>>,
    /// Every other path that its code names.
    pub(super) named: Vec<Vec<String>>,
    /// The items that it defines.
    pub(super) items: Vec<String>,
}

impl Module {
    /// How messages name it.
    pub(super) fn file(&self) -> String {
        if self.path.is_empty() { self.root.clone() } else { self.path.join("::") }
    }
}

/// Reads the crate below a `src` folder: its library, or its program when there is no library.
pub(super) fn read(folder: &Path) -> Result<Vec<Module>, Error> {
    let root = if folder.join("lib.rs").is_file() { "lib" } else { "main" };
    let mut modules = Vec::new();
    let mut waiting = vec![(folder.join(format!("{root}.rs")), Vec::new())];
    while let Some((file, path)) = waiting.pop() {
        let text = fs::read_to_string(&file).map_err(|source| Error::Read { path: file.clone(), source })?;
        let mut module = parse(&text);
        module.root = root.to_owned();
        let below = children_folder(&file, path.is_empty());
        for child in &module.children {
            let flat = below.join(format!("{child}.rs"));
            let nested = below.join(child).join("mod.rs");
            waiting.push((if flat.is_file() { flat } else { nested }, [path.clone(), vec![child.clone()]].concat()));
        }
        module.path = path;
        modules.push(module);
    }
    Ok(modules)
}

fn children_folder(file: &Path, is_root: bool) -> PathBuf {
    let is_folder = is_root || file.file_stem().is_some_and(|stem| stem == "mod");
    if is_folder { file.parent().map(Path::to_owned).unwrap_or_default() } else { file.with_extension("") }
}

/// Reads one file; `path` and `root` are for the caller to fill in.
pub(super) fn parse(text: &str) -> Module {
    let mut reader = Reader { tokens: &tokens(text), at: 0, depth: 0, exported: false, module: Module::default() };
    while reader.at < reader.tokens.len() {
        reader.step();
    }
    reader.module
}

/// Words that begin an item, after its visibility.
const ITEMS: &[&str] = &["fn", "struct", "enum", "trait", "type", "const", "static", "union", "macro_rules"];

struct Reader<'a> {
    tokens: &'a [&'a str],
    at: usize,
    /// How many braces are open.
    depth: usize,
    /// Whether the item that begins here is visible outside of the module.
    exported: bool,
    module: Module,
}

impl<'a> Reader<'a> {
    fn token(&self, ahead: usize) -> &'a str {
        self.tokens.get(self.at + ahead).copied().unwrap_or_default()
    }

    fn step(&mut self) {
        let exported = std::mem::take(&mut self.exported);
        match self.token(0) {
            "#" if self.token(1) == "[" || (self.token(1) == "!" && self.token(2) == "[") => self.attribute(),
            "pub" => {
                self.at += 1;
                if self.token(0) == "(" {
                    self.at = self.closing(self.at);
                }
                self.exported = true;
            }
            "use" => {
                self.at += 1;
                self.tree(&mut Vec::new(), exported);
            }
            "mod" if self.token(2) == ";" => {
                self.module.children.push(self.token(1).to_owned());
                self.at += 3;
            }
            "." => self.at += 2,
            word if is_name(word) => {
                if self.depth == 0 && ITEMS.contains(&word) {
                    let name = if self.token(1) == "!" { self.token(2) } else { self.token(1) };
                    self.module.items.push(name.to_owned());
                }
                self.path();
            }
            mark => {
                self.depth = match mark {
                    "{" => self.depth + 1,
                    "}" => self.depth.saturating_sub(1),
                    _ => self.depth,
                };
                self.at += 1;
            }
        }
    }

    /// Skips an attribute, and what it is about when that is for tests only.
    fn attribute(&mut self) {
        let open = self.at + if self.token(1) == "!" { 2 } else { 1 };
        let end = self.closing(open);
        let inside = &self.tokens[open + 1..end - 1];
        self.at = end;
        if matches!(inside, ["test"] | ["cfg", "(", "test", ")"] | ["cfg", "(", "all" | "any", "(", "test", ..]) {
            self.skip_item();
        }
    }

    /// To the end of an item, a field or a statement.
    fn skip_item(&mut self) {
        let mut is_use = false;
        loop {
            match self.token(0) {
                "" | "}" | ")" => return,
                ";" | "," => break self.at += 1,
                "{" if !is_use => break self.at = self.closing(self.at),
                // What is between `<` and `>` has commas of its own.
                "fn" | "struct" | "impl" | "trait" | "enum" => {
                    while !matches!(self.token(0), "{" | ";" | "") {
                        self.at = if self.token(0) == "(" { self.closing(self.at) } else { self.at + 1 };
                    }
                }
                "#" if self.token(1) == "[" => self.at = self.closing(self.at + 1),
                "(" | "[" | "{" => self.at = self.closing(self.at),
                word => {
                    is_use |= word == "use";
                    self.at += 1;
                }
            }
        }
    }

    /// Behind the bracket that closes the one at `open`.
    fn closing(&self, open: usize) -> usize {
        let mut depth = 0_usize;
        for (at, token) in self.tokens.iter().enumerate().skip(open) {
            match *token {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return at + 1;
            }
        }
        self.tokens.len()
    }

    fn path(&mut self) {
        let mut path = vec![self.token(0).to_owned()];
        self.at += 1;
        while self.token(0) == "::" && is_name(self.token(1)) {
            path.push(self.token(1).to_owned());
            self.at += 2;
        }
        self.module.named.push(path);
    }

    /// What follows `use`, up to its semicolon or to the comma or brace around it.
    fn tree(&mut self, path: &mut Vec<String>, exported: bool) {
        let length = path.len();
        loop {
            match self.token(0) {
                "::" => self.at += 1,
                "*" => {
                    self.module.globs.push(path.clone());
                    self.at += 1;
                }
                "{" => {
                    self.at += 1;
                    while !matches!(self.token(0), "}" | "") {
                        self.tree(path, exported);
                        self.at += usize::from(self.token(0) == ",");
                    }
                    self.at += 1;
                }
                word if is_name(word) => {
                    path.push(word.to_owned());
                    self.at += 1;
                    if self.token(0) != "::" {
                        self.bring(path, exported);
                    }
                }
                end => {
                    self.at += usize::from(end == ";");
                    break;
                }
            }
        }
        path.truncate(length);
    }

    fn bring(&mut self, path: &[String], exported: bool) {
        let path =
            if path.len() > 1 && path.ends_with(&[String::from("self")]) { &path[..path.len() - 1] } else { path };
        let mut alias = path.last().cloned().unwrap_or_default();
        if self.token(0) == "as" {
            self.token(1).clone_into(&mut alias);
            self.at += 2;
        }
        let list = if exported { &mut self.module.exports } else { &mut self.module.named };
        list.push(path.to_vec());
        self.module.aliases.insert(alias, path.to_vec());
    }
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}
