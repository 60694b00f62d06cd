//! Everything that is wrong with a configuration, each with its place.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use vestibule_core::{
    origin::{FilePlace, Origin},
    suggestion::closest_match,
};

use crate::{
    key_path::KeyPath,
    variable_name::{LEVEL, PREFIX},
};

/// The settings that say where an installation is, by their first key, and the variables by their first level.
const INSTALLATION_SETTINGS: [&str; 3] = ["public_url", "data_dir", "storage"];
const INSTALLATION_VARIABLES: [&str; 5] = ["PUBLIC_URL", "DATA_DIR", "STORAGE", "SECRET_KEY", "SECRET_KEY_FILE"];

/// One thing that is wrong with the configuration. Never contains a configured value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    place: Place,
    /// The setting that it is about, when it is about one.
    path: Option<Box<KeyPath>>,
    detail: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// A whole file, or a folder.
    File(PathBuf),
    /// A value, a key or a variable.
    Value(Origin),
    /// No single place.
    Everywhere,
}

impl ConfigError {
    /// About nothing that one place could be blamed for: a defect of ours.
    pub(crate) fn everywhere(detail: impl Into<String>) -> Self {
        Self { place: Place::Everywhere, path: None, detail: detail.into() }
    }

    /// About a file or folder as a whole.
    pub(crate) fn in_file(path: &Path, detail: impl Into<String>) -> Self {
        Self { place: Place::File(path.to_owned()), path: None, detail: detail.into() }
    }

    /// About the text of a file.
    pub(crate) fn in_text(place: FilePlace, detail: impl Into<String>) -> Self {
        Self { place: Place::Value(Origin::Config(place)), path: None, detail: detail.into() }
    }

    /// About an environment variable that is no setting.
    pub(crate) fn in_variable(variable: &str, detail: impl Into<String>) -> Self {
        let place = Place::Value(Origin::Environment { variable: variable.to_owned() });
        Self { place, path: None, detail: detail.into() }
    }

    /// About a setting. `detail` is the rest of a sentence that begins with the setting's name.
    pub(crate) fn in_setting(path: &KeyPath, origin: Origin, detail: impl fmt::Display) -> Self {
        Self { place: Place::Value(origin), path: Some(Box::new(path.clone())), detail: format!("{path} {detail}") }
    }

    /// Where it is: a file, a place in a file or the name of an environment variable.
    pub fn place(&self) -> String {
        match &self.place {
            Place::File(path) => path.display().to_string(),
            Place::Value(origin) => origin.to_string(),
            Place::Everywhere => "configuration".to_owned(),
        }
    }

    /// What is wrong and what to do about it. A sentence without a full stop.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// Whether it may be about where the installation is: the settings and variables that say so, what is nearly spelt
    /// like one of them, and a file that could say anything.
    fn is_about_installation(&self) -> bool {
        let near = |word: &str, known: &[&str]| closest_match(word, known.iter().copied()).is_some();
        match (&self.path, &self.place) {
            (Some(path), _) => path.keys().first().is_some_and(|key| near(key, &INSTALLATION_SETTINGS)),
            (None, Place::Value(Origin::Environment { variable })) => {
                let name = variable.trim_start_matches(PREFIX);
                near(name.split(LEVEL).next().unwrap_or(name), &INSTALLATION_VARIABLES)
            }
            (None, _) => true,
        }
    }

    /// Files before variables, then by name, then from top to bottom.
    fn rank(&self) -> (u8, String, u32, u32) {
        match &self.place {
            Place::File(path) => (0, path.display().to_string(), 0, 0),
            Place::Value(Origin::Config(place)) => (0, place.path.display().to_string(), place.line, place.column),
            Place::Value(origin) => (1, origin.to_string(), 0, 0),
            Place::Everywhere => (2, String::new(), 0, 0),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place(), self.detail)
    }
}

impl std::error::Error for ConfigError {}

/// Everything that is wrong with the configuration, in the order of the files. Displays one error per line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConfigErrors {
    errors: Vec<ConfigError>,
    named_files: Vec<PathBuf>,
}

impl ConfigErrors {
    /// The errors, files first, each file from top to bottom.
    pub fn iter(&self) -> impl Iterator<Item = &ConfigError> {
        self.errors.iter()
    }

    /// The files that values name, whether or not they are there, as far as the configuration could be read: a change of
    /// one may fix it.
    pub fn named_files(&self) -> &[PathBuf] {
        &self.named_files
    }

    pub(crate) fn with_named_files(self, named_files: Vec<PathBuf>) -> Self {
        Self { named_files, ..self }
    }

    pub(crate) fn push(&mut self, error: ConfigError) {
        self.errors.push(error);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// True when something at or below `path` is wrong.
    pub(crate) fn mentions(&self, path: &KeyPath) -> bool {
        self.errors.iter().any(|error| error.path.as_ref().is_some_and(|found| found.is_within(path)))
    }

    /// Those that may be about where the installation is.
    pub(crate) fn about_installation(mut self) -> Self {
        self.errors.retain(ConfigError::is_about_installation);
        self
    }

    pub(crate) fn sorted(mut self) -> Self {
        self.errors.sort_by_cached_key(|error| (error.rank(), error.detail.clone()));
        self.errors.dedup();
        self
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}
