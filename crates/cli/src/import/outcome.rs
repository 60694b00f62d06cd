//! What was made of a foreign configuration, and what is said about it. No value of a credential is ever said.

use std::{collections::BTreeMap, fmt::Write as _};

use toml::{Table, Value};
use url::Url;

use super::duration::period;
use crate::Failure;

/// Whom a rule of forward-auth lets through that had to deny: an address that nobody can have (RFC 2606, section 2).
const NOBODY: &str = "nobody@deny.invalid";

/// Of an id, with space for a number behind it.
const LONGEST_ID: usize = 60;

#[derive(Debug, Default)]
pub(super) struct Imported {
    config: Table,
    /// Files next to the configuration, by their path from there.
    drop_ins: BTreeMap<&'static str, &'static str>,
    taken: Vec<String>,
    changed: Vec<String>,
    lost: Vec<String>,
}

/// Where a credential's value is.
#[derive(Debug)]
pub(super) enum Credential {
    Value(String),
    File(String),
    Variable(String),
}

impl From<Credential> for Value {
    fn from(credential: Credential) -> Self {
        let one = |key: &str, text: String| Table::from_iter([(key.to_owned(), text.into())]).into();
        match credential {
            Credential::Value(text) => text.into(),
            Credential::File(path) => one("file", path),
            Credential::Variable(name) => one("env", name),
        }
    }
}

/// Whom a rule lets through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Allow {
    Anyone,
    SignedIn,
    Groups(Vec<String>),
    Emails(Vec<String>),
    Nobody,
}

/// A rule of access: whom it is about, and whom it lets through.
pub(super) struct Rule<'a> {
    pub(super) host: Option<&'a str>,
    pub(super) path: Option<&'a str>,
    pub(super) methods: &'a [String],
    pub(super) networks: &'a [String],
    pub(super) require_mfa: bool,
    pub(super) allow: &'a Allow,
}

impl<'a> Rule<'a> {
    /// About every request.
    pub(super) fn everywhere(allow: &'a Allow) -> Self {
        Self { host: None, path: None, methods: &[], networks: &[], require_mfa: false, allow }
    }
}

impl Imported {
    pub(super) fn taken(&mut self, text: impl Into<String>) {
        self.taken.push(text.into());
    }

    pub(super) fn changed(&mut self, text: impl Into<String>) {
        self.changed.push(text.into());
    }

    pub(super) fn lost(&mut self, text: impl Into<String>) {
        self.lost.push(text.into());
    }

    /// Whether nothing was taken.
    pub(super) fn is_empty(&self) -> bool {
        self.taken.is_empty()
    }

    /// Says that requests to applications do not pass here.
    pub(super) fn no_proxy(&mut self) {
        self.lost("upstreams: Vestibule is no proxy; let yours ask /api/auth/verify (docs/forward-auth.md)");
    }

    /// Sets `a.b`.
    pub(super) fn set(&mut self, key: &str, value: impl Into<Value>) {
        let (sections, key) = key.rsplit_once('.').unwrap_or(("", key));
        let mut table = &mut self.config;
        for section in sections.split('.').filter(|section| !section.is_empty()) {
            let entry = table.entry(section).or_insert_with(|| Table::new().into());
            let Value::Table(next) = entry else { return };
            table = next;
        }
        table.insert(key.to_owned(), value.into());
    }

    pub(super) fn list(&mut self, key: &str, items: Vec<String>) {
        if !items.is_empty() {
            self.set(key, items);
        }
    }

    /// How long sessions live, in seconds.
    pub(super) fn session(&mut self, idle: u64, absolute: u64) {
        self.set("session.idle", period(idle));
        self.set("session.absolute", period(absolute));
    }

    /// Whether there is `section.name` already.
    pub(super) fn has(&self, section: &str, name: &str) -> bool {
        self.config.get(section).is_some_and(|section| section.get(name).is_some())
    }

    /// Whether anything is in a section.
    pub(super) fn has_any(&self, section: &str) -> bool {
        self.config.contains_key(section)
    }

    /// The id for what another program calls so, which no other one of the section has.
    pub(super) fn free_id(&self, section: &str, name: &str) -> String {
        let id = provider_id(name);
        let numbered = (2..).map(|number| format!("{id}-{number}"));
        let mut ids = std::iter::once(id.clone()).chain(numbered);
        ids.find(|id| !self.has(section, id)).unwrap_or_default()
    }

    /// A file that has to be next to the configuration.
    pub(super) fn drop_in(&mut self, path: &'static str, text: &'static str) {
        self.drop_ins.insert(path, text);
    }

    pub(super) fn drop_ins(&self) -> impl Iterator<Item = (&'static str, &'static str)> + '_ {
        self.drop_ins.iter().map(|(path, text)| (*path, *text))
    }

    /// The address at which browsers reached the other program. Anything behind the host cannot be kept.
    pub(super) fn public_url(&mut self, from: &str, url: &str) {
        let Ok(parsed) = Url::parse(url) else { return self.lost(format!("{from}: it is no URL")) };
        self.set("public_url", parsed.origin().ascii_serialization());
        self.taken(format!("{from} as public_url"));
    }

    /// An address as Go programs write it: `:9091`, `tcp://:9091/`, `http://0.0.0.0:4180`.
    pub(super) fn listen(&mut self, key: &str, from: &str, text: &str) {
        let text = text.trim_end_matches('/');
        let place = ["tcp://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme)).unwrap_or(text);
        let place = place.strip_prefix("unix://").map_or_else(|| place.to_owned(), |path| format!("unix:{path}"));
        match place.parse::<vestibule_config::Listen>() {
            Ok(listen) => {
                self.set(key, listen.to_string());
                self.taken(format!("{from} as {key}"));
            }
            Err(error) => self.lost(format!("{from}: it {error}")),
        }
    }

    /// A provider. Nobody new may come in by it until [`open`](Self::open) says so.
    pub(super) fn provider(&mut self, id: &str, definition: &str, name: Option<String>) -> Provider<'_> {
        let id = self.free_id("providers", id);
        self.set(&format!("providers.{id}.definition"), definition);
        self.set(&format!("providers.{id}.enabled"), true);
        if let Some(name) = name {
            self.set(&format!("providers.{id}.display_name"), name);
        }
        Provider { imported: self, id }
    }

    pub(super) fn rule(&mut self, rule: &Rule<'_>) {
        let mut table = Table::new();
        let texts = [("host", rule.host), ("path_prefix", rule.path)];
        for (key, text) in texts.into_iter().filter_map(|(key, text)| Some((key, text?))) {
            table.insert(key.to_owned(), text.into());
        }
        let lists = [("methods", rule.methods), ("networks", rule.networks)];
        for (key, items) in lists.into_iter().filter(|(_, items)| !items.is_empty()) {
            table.insert(key.to_owned(), items.to_vec().into());
        }
        if rule.require_mfa {
            table.insert("require_mfa".to_owned(), true.into());
        }
        let listed = |key: &str, items: Vec<String>| Value::from(Table::from_iter([(key.to_owned(), items.into())]));
        let allow = match rule.allow {
            Allow::Anyone => "anyone".into(),
            Allow::SignedIn => "signed_in".into(),
            Allow::Groups(groups) => listed("groups", groups.clone()),
            Allow::Emails(emails) => listed("emails", emails.clone()),
            Allow::Nobody => listed("emails", vec![NOBODY.to_owned()]),
        };
        table.insert("allow".to_owned(), allow);
        let section = self.config.entry("forward_auth").or_insert_with(|| Table::new().into());
        let Value::Table(section) = section else { return };
        if let Value::Array(rules) = section.entry("rules").or_insert_with(|| Vec::<Value>::new().into()) {
            rules.push(table.into());
        }
    }

    pub(super) fn render(&self) -> Result<String, Failure> {
        let config = toml::to_string_pretty(&self.config)?;
        Ok(format!("# Imported. `vestibule init --stdout` prints every setting with a comment.\n\n{config}"))
    }

    pub(super) fn report(&self) -> String {
        let mut text = String::new();
        for (title, lines) in
            [("Taken", &self.taken), ("Changed", &self.changed), ("Without a counterpart", &self.lost)]
        {
            if !lines.is_empty() {
                let _ = writeln!(text, "{title}:");
                for line in lines {
                    let _ = writeln!(text, "  - {line}");
                }
            }
        }
        text
    }
}

/// The id of a provider or an app that another program calls so.
pub(super) fn provider_id(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let id: String = name.to_ascii_lowercase().chars().map(plain).take(LONGEST_ID).collect();
    match id.trim_matches('-') {
        "" => "imported".to_owned(),
        id => id.to_owned(),
    }
}

/// A provider that is being described.
pub(super) struct Provider<'a> {
    imported: &'a mut Imported,
    pub(super) id: String,
}

impl Provider<'_> {
    pub(super) fn credential(&mut self, name: &str, value: Option<Credential>) {
        let Some(value) = value else { return };
        self.imported.set(&format!("providers.{}.credentials.{name}", self.id), value);
    }

    pub(super) fn list(&mut self, setting: &str, items: Vec<String>) {
        self.imported.list(&format!("providers.{}.{setting}", self.id), items);
    }

    pub(super) fn set(&mut self, setting: &str, value: impl Into<Value>) {
        self.imported.set(&format!("providers.{}.{setting}", self.id), value);
    }

    /// The path of the redirect URI that the upstream knows: nothing has to be changed there.
    pub(super) fn callback(&mut self, path: &str) {
        self.imported.set(&format!("providers.{}.callback_path", self.id), path);
    }

    /// Lets people in who are new here, as the other program did. `restriction` is what it asked of them and cannot be asked
    /// here: then nobody new comes in.
    pub(super) fn open(self, from: &str, restriction: Option<&str>) {
        let Self { imported, id } = self;
        imported.set(&format!("providers.{id}.auto_register"), restriction.is_none());
        imported.taken(format!("{from} as provider {id}"));
        if let Some(restriction) = restriction {
            imported.changed(format!(
                "{restriction} cannot be asked of people here: nobody new comes in by {id} (auto_register = false) until you say so"
            ));
        }
    }
}
