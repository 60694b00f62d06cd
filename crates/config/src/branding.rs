//! `[branding]`: a name, pictures that are some, a colour that is one; the rules for texts are those of `vestibule_core::branding`.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use vestibule_core::branding::{MOST_LINKS, check_link, check_text, check_variable, parse_colour};

use crate::{binder::Binder, config::Branding, file::BrandingSection, key_path::KeyPath};

/// Larger pictures are photographs, and every login page would carry them.
const LARGEST: u64 = 256 * 1024;

impl Binder<'_> {
    pub(crate) fn branding(&mut self, section: &BrandingSection) -> Option<Branding> {
        let name = section.name.trim();
        let named = if name.is_empty() { Err("must not be empty".to_owned()) } else { Ok(name.to_owned()) };
        let name = self.one("branding.name", named);
        let logo = self.picture("branding.logo", section.logo.as_deref());
        let favicon = self.picture("branding.favicon", section.favicon.as_deref());
        let accent = section.accent.as_ref().map(|text| self.one("branding.accent", parse_colour(text)));
        let text = section.text.as_deref().map(str::trim);
        let text = text.map(|text| self.one("branding.text", check_text(text).map(|()| text.to_owned())));
        if section.links.len() > MOST_LINKS {
            self.refuse(&KeyPath::new(["branding", "links"]), format!("has more than {MOST_LINKS} links"));
        }
        let links = self.table("links", &section.links, check_link);
        let variables = [("variables", &section.variables), ("dark_variables", &section.dark_variables)];
        let variables = variables.map(|(key, values)| self.table(key, values, check_variable));
        Some(Branding {
            name: name?,
            logo: optional(logo)?,
            accent: optional(accent)?,
            favicon: optional(favicon)?,
            text: optional(text)?,
            links,
            variables,
        })
    }

    fn picture(&mut self, key: &str, text: Option<&str>) -> Option<Option<PathBuf>> {
        let file = self.base_dir.join(text?);
        self.named_files.insert(file.clone());
        Some(self.one(key, picture(&file)))
    }

    /// The entries of a table that are right; each of the others is a mistake with its place.
    fn table(
        &mut self,
        key: &str,
        values: &BTreeMap<String, String>,
        check: fn(&str, &str) -> Result<(), String>,
    ) -> BTreeMap<String, String> {
        let mut right = BTreeMap::new();
        for (name, value) in values {
            match check(name, value) {
                Ok(()) => drop(right.insert(name.clone(), value.trim().to_owned())),
                Err(detail) => self.refuse(&KeyPath::new(["branding", key, name]), detail),
            }
        }
        right
    }
}

/// A setting that is not there, one that is right, or nothing at all for one that was refused.
#[expect(clippy::option_option, reason = "what is not there is no mistake")]
fn optional<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        None => Some(None),
        Some(found) => found.map(Some),
    }
}

fn picture(path: &Path) -> Result<PathBuf, String> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    if !["svg", "png"].contains(&ending) {
        return Err("must name a file that ends with `.svg` or `.png`".to_owned());
    }
    match path.metadata() {
        Ok(found) if found.is_file() && found.len() <= LARGEST => Ok(path.to_owned()),
        Ok(found) if found.is_file() => {
            Err(format!("names a file of {} KiB; make it 256 KiB or smaller", found.len() / 1024))
        }
        _ => Err(format!("names {}, which is not a file; correct the path", path.display())),
    }
}
