//! Sign-in for a program of two pages. `cargo run -p vestibule-example-minimal`, with a provider in `config.toml`:
//!
//! ```toml
//! public_url = "http://localhost:3000"
//! [providers.pocketid]
//! enabled = true
//! credentials = { issuer_url = "https://id.example.com", client_id = "files", client_secret = "…" }
//! ```
use axum::{Router, routing::get};
use vestibule::{Builder, User};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let auth = Builder::from_config_file("config.toml")?.build().await?;
    let app =
        Router::new().route("/", get(home)).route("/secret", get(secret)).merge(auth.router()).layer(auth.layer());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    vestibule::serve(listener, app, async { drop(tokio::signal::ctrl_c().await) }).await;
    auth.close().await;
    Ok(())
}

async fn home(user: Option<User>) -> String {
    user.map_or("Open /secret to sign in.".to_owned(), |user| format!("You are {}.", user.username()))
}

async fn secret(user: User) -> String {
    format!("Only people who are signed in see this, such as {}.", user.name().unwrap_or(user.username()))
}
