//! A provider to try an application with, on a machine without network. It asks for no password and listens on loopback alone.

use std::sync::Arc;

use vestibule_core::{
    clock::SystemClock,
    ids::ProviderId,
    public_url::PublicUrl,
    random::{OsRandom, token_256},
};
use vestibule_demo_idp::{Client, DemoIdp, Options, StartError, demonstration_people};

use crate::provider::Provider;

const CLIENT_ID: &str = "vestibule-demo";

/// The demonstration provider, which behaves as Pocket ID does, and has five people. It ends when it is dropped.
///
/// ```no_run
/// use vestibule::{Builder, demo::DemoProvider};
///
/// # async fn start() -> Result<(), Box<dyn std::error::Error>> {
/// let url = "http://localhost:3000";
/// let demo = DemoProvider::start(url, "pocketid").await?;
/// let auth = Builder::new(url).provider("pocketid", |provider| demo.describe(provider)).build().await?;
/// # Ok(())
/// # }
/// ```
pub struct DemoProvider {
    idp: DemoIdp,
    secret: String,
}

impl DemoProvider {
    /// Starts it for the application at this origin, which calls the provider so. The path of a mount
    /// ([`Builder::mount`](crate::Builder::mount)) is written behind the origin.
    pub async fn start(public_url: &str, id: &str) -> Result<Self, DemoError> {
        Self::with(public_url, id, None).await
    }

    /// For tests of an application: nobody presses a button. Whom `login_hint` names is signed in at once, else Amara, who is in the
    /// groups `admins` and `staff`; the others are `joonas`, `wulan`, `mei` and `noor`.
    ///
    /// ```no_run
    /// # async fn start() -> Result<(), Box<dyn std::error::Error>> {
    /// let demo = vestibule::demo::DemoProvider::for_tests("http://localhost:3000", "pocketid").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn for_tests(public_url: &str, id: &str) -> Result<Self, DemoError> {
        let first = demonstration_people().into_iter().next();
        Self::with(public_url, id, first.map(|person| person.subject)).await
    }

    async fn with(public_url: &str, id: &str, auto_approve: Option<String>) -> Result<Self, DemoError> {
        let public_url = application(public_url).map_err(DemoError::Application)?;
        let id: ProviderId =
            id.parse().map_err(|error| DemoError::Application(format!("the provider {id:?}: {error}")))?;
        let secret = token_256(&OsRandom);
        let client = Client {
            name: "Vestibule demonstration".to_owned(),
            post_logout_redirect_uris: vec![public_url.to_string()],
            require_pkce: true,
            ..Client::confidential(CLIENT_ID, &secret, &public_url.callback(&id))
        };
        let options = Options::new(Arc::new(SystemClock), Arc::new(OsRandom));
        let idp = DemoIdp::start(Options { clients: vec![client], auto_approve, ..options }).await?;
        Ok(Self { idp, secret })
    }

    /// Where it is.
    pub fn issuer(&self) -> &str {
        self.idp.issuer()
    }

    /// Points a provider with the definition `pocketid` at it.
    pub fn describe(&self, provider: Provider) -> Provider {
        provider.issuer(self.issuer()).client(CLIENT_ID, &self.secret)
    }

    /// Ends it, and waits until its port is free.
    pub async fn shutdown(self) {
        self.idp.shutdown().await;
    }
}

/// Origin and mount of an application.
fn application(url: &str) -> Result<PublicUrl, String> {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let origin = if scheme.is_empty() { host.to_owned() } else { format!("{scheme}://{host}") };
    let origin = PublicUrl::parse(&origin).map_err(|error| error.to_string())?;
    match path {
        "" | "/" => Ok(origin),
        path => origin.mounted(path).map_err(|error| format!("the mount {path:?} {error}")),
    }
}

/// Why the demonstration provider did not start.
///
/// ```no_run
/// # async fn start() {
/// if let Err(error) = vestibule::demo::DemoProvider::start("http://localhost:3000", "pocketid").await {
///     eprintln!("{error}");
/// }
/// # }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DemoError {
    /// The address of the application, or the name of the provider.
    #[error("{0}")]
    Application(String),
    /// It could not listen, or make its keys.
    #[error(transparent)]
    Start(#[from] StartError),
}
