//! Serves the files at http://localhost:3000, with a provider that needs no network and no password.

use vestibule::{Builder, demo::DemoProvider};
use vestibule_example_file_sharing::{Files, app};

const URL: &str = "http://localhost:3000";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    std::fs::create_dir_all("data")?;
    let demo = DemoProvider::start(URL, "pocketid").await?;
    let auth = Builder::new(URL)
        .data_dir("data")
        .provider("pocketid", |provider| demo.describe(provider).admin_groups(["admins"]))
        .build()
        .await?;
    let files = Files::open("data/files.db".as_ref()).await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    vestibule::serve(listener, app(&auth, files), async { drop(tokio::signal::ctrl_c().await) }).await;
    auth.close().await;
    Ok(())
}
