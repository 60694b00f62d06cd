//! From what an application says to sign-in that runs.

use std::{future::Future, path::PathBuf, sync::Arc};

use async_trait::async_trait;
use vestibule_apps::AppRecord;
use vestibule_config::{Config, Sources};
use vestibule_core::{forward_auth::Rule, provider::ProviderRecord};
use vestibule_registry::{FileStability, FixedSettings, Reading, SettingsSource, SourceError, WatchedPaths};
use vestibule_store::maintenance::{self, DatabaseLocation};

use crate::{
    app_builder::AppBuilder,
    attach_plugins,
    auth::Auth,
    config_source::ConfigSource,
    error::StartError,
    installation, missing,
    plugins::ReadPins,
    provider::Provider,
    sign_in::{Admit, OnSignIn, Refuse, SignIn},
};

/// Puts sign-in together for one application: from a configuration file as the program reads it, or from what the application
/// says in code, or both.
///
/// ```no_run
/// use vestibule::Builder;
///
/// # async fn start() -> Result<(), vestibule::StartError> {
/// let auth = Builder::new("https://files.example.com")
///     .data_dir("/var/lib/files")
///     .provider("pocketid", |provider| provider.issuer("https://id.example.com").client("files", "the secret"))
///     .build()
///     .await?;
/// # Ok(())
/// # }
/// ```
#[must_use]
pub struct Builder {
    base: Base,
    /// Settings that override the others, as variables of the environment are called.
    variables: Vec<(String, String)>,
    providers: Vec<(String, Provider)>,
    on_sign_in: Option<OnSignIn>,
    mount: Option<String>,
}

enum Base {
    /// No file is read, and no variable.
    Code,
    File(PathBuf),
}

impl Builder {
    /// For an application whose browsers reach it at this origin: scheme, host and port. Nothing but what is said here counts: no file
    /// and no variable of the environment is read.
    pub fn new(public_url: &str) -> Self {
        Self::on(Base::Code).setting("public_url", public_url)
    }

    /// For an application that is configured by `config.toml`, `config.d` next to it and variables that begin with `VESTIBULE_`, as
    /// the program is. They are watched. What is said here wins. A file that cannot be read is an error now, and so is everything that is
    /// wrong in it.
    pub fn from_config_file(path: impl Into<PathBuf>) -> Result<Self, StartError> {
        let builder = Self::on(Base::File(path.into()));
        vestibule_config::load(&builder.sources()?)?;
        Ok(builder)
    }

    fn on(base: Base) -> Self {
        Self { base, variables: Vec::new(), providers: Vec::new(), on_sign_in: None, mount: None }
    }

    /// The folder of the database and the secret key; `data` in the working folder otherwise. An instance has one for itself.
    pub fn data_dir(self, folder: &str) -> Self {
        self.setting("data_dir", folder)
    }

    /// The database, in place of a file in the folder: `sqlite:PATH`, `sqlite::memory:`, `postgres://…` (with the feature `postgres`).
    pub fn database(self, url: &str) -> Self {
        self.setting("storage.url", url)
    }

    /// The key that stored secrets and cookies are encrypted with, in place of one that is made at the first start.
    pub fn secret_key(self, key: &str) -> Self {
        self.setting("secret_key", key)
    }

    /// The path of the origin that everything of Vestibule is below, such as `/auth`: pages, API, `.well-known` and the callback URL of each
    /// provider. Without it everything is at the root. The issuer that apps know is the origin with this path. A `callback_path` that a
    /// provider was moved here with stays a path of the origin, and `/` is the application's.
    ///
    /// ```
    /// let builder = vestibule::Builder::new("https://files.example.com").mount("/auth");
    /// ```
    pub fn mount(mut self, path: &str) -> Self {
        self.mount = Some(path.to_owned());
        self
    }

    /// Any other setting, by its name in `config.toml`: `session.idle`, `branding.name`. Lists are written as TOML writes them.
    pub fn setting(mut self, name: &str, value: &str) -> Self {
        let variable = format!("VESTIBULE_{}", name.replace('.', "__").to_ascii_uppercase());
        self.variables.push((variable, value.to_owned()));
        self
    }

    /// A provider, next to those of the configuration and of administrators. One of the same id wins that is named here.
    pub fn provider(mut self, id: &str, with: impl FnOnce(Provider) -> Provider) -> Self {
        self.providers.push((id.to_owned(), with(Provider::default())));
        self
    }

    /// Asks the application about everybody who is about to be signed in, by whatever way, after all other rules. [`SignIn`] says
    /// who they are; the answer is `Ok(())`, [`Admit::with_id`] with the application's own id of the person, or a refusal with a code of the
    /// application's own. Somebody may be asked about more than once for one sign-in. The sign-in waits for the answer.
    pub fn on_sign_in<F, A, T>(mut self, ask: F) -> Self
    where
        F: Fn(SignIn) -> A + Send + Sync + 'static,
        A: Future<Output = Result<T, Refuse>> + Send + 'static,
        T: Into<Admit>,
    {
        self.on_sign_in = Some(OnSignIn::new(ask));
        self
    }

    /// Takes the database, opens it, and reads definitions and settings. Makes no network requests: providers are contacted in the
    /// background.
    pub async fn build(self) -> Result<Auth, StartError> {
        let sources = self.sources()?;
        let (mut config, source, pins) = self.read(sources)?;
        if let Some(path) = &self.mount {
            // What is read again at a reload says the origin alone.
            config.public_url = config.public_url.mounted(path).map_err(|error| StartError::mount(path, error))?;
        }
        let own = self.providers.into_iter().map(|(id, provider)| provider.into_record(&id));
        let own = own.collect::<Result<_, _>>()?;
        // Without files there is nothing to read again.
        let rules = matches!(self.base, Base::Code).then(|| config.forward_auth.clone());
        let source = WithOwn { configured: source, own, rules };
        missing::refuse(&config)?;
        let known = config.installation();
        let place = DatabaseLocation { wait: known.storage.wait, ..installation::place(&known) };
        let lock = maintenance::lock_for_server(&place)?;
        let keys = installation::keys(&known, &place).await?;
        let builder = AppBuilder::from_config(&config, Arc::new(source), keys, None)?;
        let builder = attach_plugins::attach(builder, &config, pins)?;
        let admission = self.on_sign_in.map(|ask| Arc::new(ask) as _);
        // Boxed: everything that an installation consists of is made in there.
        let application = Box::pin(AppBuilder { admission, ..builder }.build()).await?;
        Ok(Auth::new(application, lock))
    }

    /// The configuration, and what is read again at a reload.
    fn read(&self, sources: Sources) -> Result<(Config, Arc<dyn SettingsSource>, ReadPins), StartError> {
        if matches!(self.base, Base::Code) {
            let config = vestibule_config::load_without_files(&sources)?;
            return Ok((config, Arc::new(FixedSettings::default()), Arc::new(Vec::new)));
        }
        let config = vestibule_config::load(&sources)?;
        let source = ConfigSource::new(sources, config.clone());
        let pins = source.read_pins();
        Ok((config, Arc::new(source), pins))
    }

    fn sources(&self) -> Result<Sources, StartError> {
        let working_dir = std::env::current_dir().map_err(StartError::WorkingDirectory)?;
        let (config_file, mut environment) = match &self.base {
            Base::Code => (None, Vec::new()),
            Base::File(path) => (Some(path.clone()), environment()),
        };
        environment.extend(self.variables.iter().cloned());
        Ok(Sources { config_file, environment, working_dir })
    }
}

/// The variables of this process. One whose name is not UTF-8 is not ours.
fn environment() -> Vec<(String, String)> {
    let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
    };
    std::env::vars_os().filter_map(text).collect()
}

/// The providers of the configuration, and those of the code.
struct WithOwn {
    configured: Arc<dyn SettingsSource>,
    own: Vec<ProviderRecord>,
    /// The rules of forward-auth, where the configuration has none.
    rules: Option<Vec<Rule>>,
}

impl WithOwn {
    fn merge(&self, mut records: Vec<ProviderRecord>) -> Vec<ProviderRecord> {
        records.retain(|record| self.own.iter().all(|own| own.id != record.id));
        records.extend(self.own.iter().cloned());
        records
    }
}

#[async_trait]
impl SettingsSource for WithOwn {
    async fn load(&self) -> Result<Vec<ProviderRecord>, SourceError> {
        Ok(self.merge(self.configured.load().await?))
    }

    async fn load_again(&self, stability: &FileStability) -> Result<Reading, SourceError> {
        let Reading { records, refusal } = self.configured.load_again(stability).await?;
        Ok(Reading { records: self.merge(records), refusal })
    }

    fn apps(&self) -> Vec<AppRecord> {
        self.configured.apps()
    }

    fn forward_auth_rules(&self) -> Vec<Rule> {
        self.rules.clone().unwrap_or_else(|| self.configured.forward_auth_rules())
    }

    fn watched_paths(&self) -> WatchedPaths {
        self.configured.watched_paths()
    }
}
