//! Why an application cannot have sign-in.

use vestibule_config::ConfigErrors;
use vestibule_core::public_url::InvalidMount;
use vestibule_store::{StoreError, maintenance::MaintenanceError};

use crate::{app_builder::SetupError, application::BuildError, installation::InstallationError};

/// Why [`Builder::build`](crate::Builder::build) made nothing. `Display` says what happened and what to do, for whoever
/// operates the application.
///
/// ```no_run
/// use vestibule::{Builder, StartError};
///
/// # async fn start() {
/// match Builder::new("https://files.example.com").build().await {
///     Ok(auth) => drop(auth),
///     // Another process, or another instance in this one, has the database open.
///     Err(StartError::InUse(error)) => eprintln!("is it running already? {error}"),
///     Err(error) => eprintln!("{error}"),
/// }
/// # }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Mistakes in the configuration, or in what the application said in its place: all of them.
    #[error(transparent)]
    Config(#[from] ConfigErrors),
    /// The folder that the program was started in cannot be read.
    #[error("cannot read the working directory: {0}. Start from a directory that exists")]
    WorkingDirectory(#[source] std::io::Error),
    /// A provider that was named in code cannot be one.
    #[error("provider {id:?}: {detail}")]
    Provider {
        /// As the application wrote it.
        id: String,
        /// What is wrong.
        detail: String,
    },
    /// The path that everything should be below.
    #[error("the mount {path:?} {detail}")]
    Mount {
        /// As the application wrote it.
        path: String,
        /// What is wrong.
        detail: String,
    },
    /// The secret key.
    #[error("{0}")]
    Key(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database is in use, or its folder cannot be written.
    #[error("{0}")]
    InUse(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Certificates or the logo cannot be read.
    #[error("{0}")]
    Files(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database cannot be opened, or what is stored cannot be read.
    #[error("{0}")]
    Storage(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What the configuration asks for is not in this build.
    #[error("{what} needs the feature `{feature}` of the crate `vestibule`, which this program was built without")]
    Feature {
        /// What the configuration asks for.
        what: &'static str,
        /// The name of the feature.
        feature: &'static str,
    },
}

/// The database does not answer.
///
/// ```no_run
/// # async fn show(auth: vestibule::Auth) {
/// match auth.setup_link().await {
///     Ok(Some(link)) => println!("make yourself the administrator: {link}"),
///     Ok(None) => {}
///     Err(error) => eprintln!("{error}"),
/// }
/// # }
/// ```
#[derive(Debug, thiserror::Error)]
#[error("the database cannot be read: {0}")]
pub struct Unavailable(#[source] StoreError);

impl From<StoreError> for Unavailable {
    fn from(error: StoreError) -> Self {
        Self(error)
    }
}

impl StartError {
    pub(crate) fn mount(path: &str, error: InvalidMount) -> Self {
        Self::Mount { path: path.to_owned(), detail: error.to_string() }
    }
}

impl From<InstallationError> for StartError {
    fn from(error: InstallationError) -> Self {
        Self::Key(Box::new(error))
    }
}

impl From<MaintenanceError> for StartError {
    fn from(error: MaintenanceError) -> Self {
        Self::InUse(Box::new(error))
    }
}

impl From<SetupError> for StartError {
    fn from(error: SetupError) -> Self {
        Self::Files(Box::new(error))
    }
}

impl From<BuildError> for StartError {
    fn from(error: BuildError) -> Self {
        Self::Storage(Box::new(error))
    }
}
