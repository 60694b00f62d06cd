//! Vestibule inside an application: its routes next to others, its layer around them, its end.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod clients;
mod extractors;
mod host;
mod life;
mod mount;
mod sign_ins;

use axum::Router;
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};
use url::Url;
use vestibule::{Auth, Builder, demo::DemoProvider};
use vestibule_tests::Browser;

/// An application that runs, with the demonstration provider as `pocketid`.
struct Running {
    base: Url,
    auth: Auth,
    demo: DemoProvider,
    folder: TempDir,
    serving: JoinHandle<()>,
}

impl Running {
    /// Serves what `app` makes of sign-in that `with` has prepared.
    async fn start(with: impl FnOnce(Builder) -> Builder, app: impl FnOnce(&Auth) -> Router) -> Self {
        Self::start_below("", with, app).await
    }

    /// The same, with everything of Vestibule below a path of the origin.
    async fn start_below(
        mount: &str,
        with: impl FnOnce(Builder) -> Builder,
        app: impl FnOnce(&Auth) -> Router,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let demo = DemoProvider::for_tests(&format!("{url}{mount}"), "pocketid").await.unwrap();
        let builder = Builder::new(&url);
        let builder = if mount.is_empty() { builder } else { builder.mount(mount) };
        let builder = builder
            .data_dir(folder.path().to_str().unwrap())
            .provider("pocketid", |provider| demo.describe(provider).admin_groups(["admins"]));
        let auth = with(builder).build().await.unwrap();
        let serving = tokio::spawn(vestibule::serve(listener, app(&auth), std::future::pending()));
        Self { base: url.parse().unwrap(), auth, demo, folder, serving }
    }

    fn browser(&self) -> Browser {
        Browser::new(&self.base)
    }

    async fn end(self) {
        self.serving.abort();
        self.auth.close().await;
        self.demo.shutdown().await;
    }
}
