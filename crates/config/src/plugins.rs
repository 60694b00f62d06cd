//! Native plugins that the operator listed: which file, and which hash it must have.

use std::path::Path;

use vestibule_core::{ids::ProviderId, origin::Origin};

use crate::{
    binder::Binder,
    config::Plugin,
    file::{PluginSection, PluginsSection},
    key_path::KeyPath,
    shape::ID_RULE,
};

impl Binder<'_> {
    /// The plugins to load. Every entry is looked at, and none is returned while plugins are switched off.
    pub(crate) fn plugins(&mut self, section: PluginsSection) -> Vec<Plugin> {
        let PluginsSection { enabled, files } = section;
        let plugins: Vec<_> = files.into_iter().filter_map(|(name, entry)| self.plugin(&name, entry)).collect();
        if enabled { plugins } else { Vec::new() }
    }

    fn plugin(&mut self, name: &str, entry: PluginSection) -> Option<Plugin> {
        let section = KeyPath::new(["plugins", name]);
        if name.parse::<ProviderId>().is_err() {
            self.refuse(&section, format!("cannot be the name of a plugin; use {ID_RULE}"));
            return None;
        }
        let path = self.entry(&section, "path", entry.path, "name the library")?;
        let advice = "`vestibule plugin inspect FILE` prints it";
        let text = self.entry(&section, "sha256", entry.sha256, advice)?;
        let at = section.child("sha256");
        let Some(sha256) = parse_sha256(&text) else {
            self.refuse(&at, format!("must be the SHA-256 of the library, 64 hexadecimal digits; {advice}"));
            return None;
        };
        let path = self.base_dir.join(Path::new(&path));
        Some(Plugin { name: name.to_owned(), path, sha256, origin: self.layers.origin(&at) })
    }

    /// One value of a plugin. What runs inside the server is written where the operator keeps what is reviewed, and not in
    /// whatever may set variables.
    fn entry(&mut self, section: &KeyPath, key: &str, value: Option<String>, advice: &str) -> Option<String> {
        let path = section.child(key);
        match value {
            None => self.refuse(section, format!("has no `{key}`; {advice}")),
            Some(_) if matches!(self.layers.origin(&path), Origin::Environment { .. }) => {
                self.refuse(&path, "cannot be set by a variable; write it in config.toml");
            }
            Some(value) => return Some(value),
        }
        None
    }
}

fn parse_sha256(text: &str) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, at) in digest.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&text[at..at + 2], 16).ok()?;
    }
    Some(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_64_digits() {
        let text = "00".repeat(31) + "Ff";
        assert_eq!(parse_sha256(&text).map(|digest| digest[31]), Some(255));
        for text in ["", "0", &"0".repeat(63), &"g".repeat(64), &"é".repeat(32), &format!("+{}", "0".repeat(63))] {
            assert_eq!(parse_sha256(text), None, "{text}");
        }
    }
}
