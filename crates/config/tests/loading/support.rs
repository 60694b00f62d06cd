//! A folder with configuration files, and the errors that loading them gives.

use std::path::Path;

use tempfile::TempDir;
use vestibule_config::{Config, ConfigErrors, Sources, load};

pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn sources(&self, environment: &[(&str, &str)]) -> Sources {
        let own = |text: &str| text.to_owned();
        Sources {
            config_file: None,
            environment: environment.iter().map(|(name, value)| (own(name), own(value))).collect(),
            working_dir: self.path().to_owned(),
        }
    }

    pub(crate) fn load(&self, environment: &[(&str, &str)]) -> Result<Config, ConfigErrors> {
        load(&self.sources(environment))
    }
}

/// The configuration of one `config.toml` and these variables.
pub(crate) fn config(toml: &str, environment: &[(&str, &str)]) -> Config {
    Folder::with(&[("config.toml", toml)]).load(environment).unwrap()
}

/// The error lines of one `config.toml` and these variables.
pub(crate) fn errors(toml: &str, environment: &[(&str, &str)]) -> Vec<String> {
    let folder = Folder::with(&[("config.toml", toml)]);
    lines(&folder, &folder.load(environment).unwrap_err())
}

/// One line per error, with the temporary folder's name taken out.
pub(crate) fn lines(folder: &Folder, errors: &ConfigErrors) -> Vec<String> {
    let text = errors.to_string().replace(folder.path().to_str().unwrap(), "DIR");
    text.lines().map(str::to_owned).collect()
}
