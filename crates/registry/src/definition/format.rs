//! TOML or JSON, by the name of a file.

/// The syntax of a document. Both parse to the same type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Toml,
    Json,
}

impl Format {
    /// The format of a file by its name; `None` for one that is no definition. `*.schema.json` are credentials schemas.
    pub fn of(name: &str) -> Option<Self> {
        if name.starts_with('.') || name.ends_with(".schema.json") {
            return None;
        }
        match name.rsplit_once('.')?.1 {
            "toml" => Some(Self::Toml),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}
