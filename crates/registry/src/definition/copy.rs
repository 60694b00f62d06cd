//! A definition under another id, to change it: the text stays as it is, with its comments.

use toml_edit::{DocumentMut, Value};
use vestibule_core::{ids::DefinitionId, violation::Violations};

use super::{document::Document, format::Format};

/// The line by which editors find the schema. In a drop-in folder it is next to the file.
const SCHEMA_LINE: &str = "#:schema ";

impl Document {
    /// The text of a copy. Only TOML has comments, so only TOML is copied.
    pub fn copy_as(&self, id: &DefinitionId, name: Option<&str>) -> Result<String, Violations> {
        let fault = |detail: String| {
            let mut bad = Violations::default();
            bad.push("", detail);
            bad
        };
        if self.format != Format::Toml {
            return Err(fault("only a definition in TOML can be copied".to_owned()));
        }
        let parsed = self.text.parse::<DocumentMut>();
        let mut document = parsed.map_err(|error| fault(format!("this is not TOML: {}", error.message())))?;
        set(&mut document, "id", id.as_str());
        if let Some(name) = name {
            set(&mut document, "name", name);
        }
        document.remove("replaces_official");
        let text = document.to_string();
        let lines = text.split_inclusive('\n').map(|line| match line.starts_with(SCHEMA_LINE) {
            true => "#:schema ./definition.schema.json\n",
            false => line,
        });
        Ok(lines.collect())
    }
}

/// Another value at a key, with the comment behind it.
fn set(document: &mut DocumentMut, key: &str, text: &str) {
    let Some(value) = document.get_mut(key).and_then(|item| item.as_value_mut()) else { return };
    let decor = value.decor().clone();
    *value = Value::from(text);
    *value.decor_mut() = decor;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalogue::index::Catalogue, definition::protocols};

    /// GR-13: every official definition can be copied, with every comment, and is a definition.
    #[test]
    fn gr_13_a_copy_is_the_same_under_another_id() {
        let comments = |text: &str| text.matches(" # ").count();
        for original in Catalogue::official_documents() {
            let copy = original.copy_as(&"copied".parse().unwrap(), Some("A \"copy\"")).unwrap();
            assert_eq!(comments(&copy), comments(&original.text), "{}", original.path.display());
            let document = Document { text: copy.clone(), official: true, ..original.clone() };
            let definition = document.parse(&protocols()).unwrap_or_else(|bad| panic!("{copy}: {bad}"));
            assert_eq!((definition.id.as_str(), &*definition.name), ("copied", "A \"copy\""));
            let changed = copy.lines().zip(original.text.lines()).filter(|(copied, own)| copied != own).count();
            assert_eq!((changed, copy.lines().count()), (3, original.text.lines().count()), "{copy}");
        }
    }

    #[test]
    fn what_cannot_be_copied_says_why() {
        let id = "x".parse().unwrap();
        let copy = |format, text: &str| {
            let document = Document { path: "x".into(), format, text: text.to_owned(), official: false };
            document.copy_as(&id, None).map_err(|bad| bad.to_string())
        };
        assert_eq!(copy(Format::Json, "{}").unwrap_err(), "only a definition in TOML can be copied");
        assert!(copy(Format::Toml, "id = ").unwrap_err().starts_with("this is not TOML: "));
        assert_eq!(copy(Format::Toml, "id = \"a\" # b\nreplaces_official = true\n").unwrap(), "id = \"x\" # b\n");
    }
}
