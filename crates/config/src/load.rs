//! Finding and reading the files, then every step up to the typed configuration.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    bind::Typed,
    binder::Binder,
    config::{Config, Installation, Sources},
    environment,
    error::{ConfigError, ConfigErrors},
    layers::Layers,
    listen::Listen,
    schema::schema,
    toml_file::TomlFile,
    validate::validate,
};

/// The configuration file that is read without being named.
const DEFAULT_FILE: &str = "config.toml";
/// The folder next to the configuration file whose files are read after it.
const DROP_INS: &str = "config.d";

/// Loads the configuration: built-in defaults, then the configuration file, then `config.d/*.toml` next to it in the
/// order of their names, then the environment. A higher layer overrides a lower one key by key; lists are replaced.
///
/// Relative paths of settings, in files and variables alike, start at the folder of the configuration file. Reads files,
/// writes nothing, and reports everything that is wrong at once. A credential that cannot be read is no error here: it is
/// noted in its provider ([`Credentials::mark_unreadable`](vestibule_core::credentials::Credentials::mark_unreadable)).
pub fn load(sources: &Sources) -> Result<Config, ConfigErrors> {
    let Loaded { typed: Typed { config, .. }, errors } = Loaded::from(sources);
    config.filter(|_| errors.is_empty()).ok_or_else(|| errors.sorted())
}

/// Loads built-in defaults and the variables of `sources`, and no file: for a program that says its settings in code.
pub fn load_without_files(sources: &Sources) -> Result<Config, ConfigErrors> {
    let Loaded { typed: Typed { config, .. }, errors } = Loaded::merging(sources, Vec::new(), ConfigErrors::default());
    config.filter(|_| errors.is_empty()).ok_or_else(|| errors.sorted())
}

/// Loads what says where the installation is, for commands that work on it while everything else may be wrong: a
/// provider's section, a variable that only the server has. The same files and variables, in the same order.
pub fn load_installation(sources: &Sources) -> Result<Installation, ConfigErrors> {
    let Loaded { typed: Typed { installation, .. }, errors } = Loaded::from(sources);
    let errors = errors.about_installation();
    installation.filter(|_| errors.is_empty()).ok_or_else(|| errors.sorted())
}

/// Where the server listens, whatever else is wrong: a server that runs is not ill because somebody edits its file.
pub fn load_listen(sources: &Sources) -> Result<Listen, ConfigErrors> {
    let Loaded { typed: Typed { listen, .. }, errors } = Loaded::from(sources);
    listen.ok_or_else(|| errors.sorted())
}

/// What the sources say, as far as it can be used, and everything that is wrong with it.
struct Loaded {
    typed: Typed,
    errors: ConfigErrors,
}

impl Loaded {
    fn from(sources: &Sources) -> Self {
        let mut errors = ConfigErrors::default();
        let files = load_files(&Place::of(sources), &mut errors);
        Self::merging(sources, files, errors)
    }

    fn merging(sources: &Sources, files: Vec<TomlFile>, mut errors: ConfigErrors) -> Self {
        let environment: BTreeMap<String, String> = sources.environment.iter().cloned().collect();
        let place = Place::of(sources);
        let schema = schema();
        let layers = match Layers::merge(files, &environment, &schema) {
            Ok(layers) => layers,
            Err(error) => {
                errors.push(error);
                return Self { typed: Typed::default(), errors };
            }
        };
        let instance = validate(&layers, &schema, &mut errors);
        let mut binder = Binder {
            layers: &layers,
            environment: &environment,
            base_dir: place.folder(),
            working_dir: sources.working_dir.clone(),
            errors,
            referred: BTreeSet::new(),
            named_files: BTreeSet::new(),
            secret_files: BTreeSet::new(),
        };
        let typed = binder.bind(instance, &schema);
        let Binder { mut errors, referred, named_files, .. } = binder;
        layers.into_environment().into_errors(&referred).into_iter().for_each(|error| errors.push(error));
        Self { typed, errors: errors.with_named_files(named_files.into_iter().collect()) }
    }
}

impl Sources {
    /// The configuration file, whether or not it exists. Absolute when the working folder is.
    pub fn file(&self) -> PathBuf {
        Place::of(self).path
    }

    /// The folder next to it whose files are read after it, whether or not it exists.
    pub fn folder(&self) -> PathBuf {
        Place::of(self).folder().join(DROP_INS)
    }
}

/// The configuration file: where it is, and what the operator calls it.
struct Place {
    path: PathBuf,
    shown: PathBuf,
    is_named: bool,
}

impl Place {
    fn of(sources: &Sources) -> Self {
        // Of two variables with the same name the later one wins.
        let variable = sources.environment.iter().rev().find(|(name, _)| name == environment::CONFIG);
        let variable = variable.map(|(_, value)| PathBuf::from(value)).filter(|file| !file.as_os_str().is_empty());
        Self::new(sources.config_file.clone().or(variable), &sources.working_dir)
    }

    fn new(named: Option<PathBuf>, working_dir: &Path) -> Self {
        let is_named = named.is_some();
        let shown = named.unwrap_or_else(|| DEFAULT_FILE.into());
        Self { path: working_dir.join(&shown), shown, is_named }
    }

    fn folder(&self) -> PathBuf {
        self.path.parent().unwrap_or(&self.path).to_owned()
    }
}

fn load_files(place: &Place, errors: &mut ConfigErrors) -> Vec<TomlFile> {
    let mut files = Vec::new();
    let mut keep = |loaded: Result<TomlFile, ConfigError>| match loaded {
        Ok(file) => files.push(file),
        Err(error) => errors.push(error),
    };
    let absent = matches!(fs::symlink_metadata(&place.path), Err(error) if error.kind() == io::ErrorKind::NotFound);
    if place.is_named || !absent {
        keep(TomlFile::load(place.path.clone(), place.shown.clone()));
    }
    let folder = place.folder().join(DROP_INS);
    let shown = place.shown.with_file_name(DROP_INS);
    match list_drop_ins(&folder) {
        Ok(names) => names.iter().for_each(|name| keep(TomlFile::load(folder.join(name), shown.join(name)))),
        Err(error) => {
            let detail = format!("the folder cannot be read ({}); correct its rights, or remove it", error.kind());
            errors.push(ConfigError::in_file(&shown, detail));
        }
    }
    files
}

/// The names of the `*.toml` files of a folder in order. Names that begin with a dot belong to editors and mounts.
fn list_drop_ins(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = PathBuf::from(entry?.file_name());
        let hidden = name.as_os_str().as_encoded_bytes().starts_with(b".");
        if !hidden && name.extension().is_some_and(|extension| extension == "toml") {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
