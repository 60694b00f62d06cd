//! Serves the application at http://localhost:3000, with a provider that needs no network and no password.

use vestibule::{Builder, demo::DemoProvider};
use vestibule_example_own_store::{Customers, app, with_customers};

const URL: &str = "http://localhost:3000";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    std::fs::create_dir_all("data")?;
    let customers = Customers::open("data/customers.db".as_ref()).await?;
    let demo = DemoProvider::start(URL, "pocketid").await?;
    let builder = Builder::new(URL).data_dir("data").provider("pocketid", |provider| demo.describe(provider));
    let auth = with_customers(builder, customers.clone()).build().await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    vestibule::serve(listener, app(&auth, customers), async { drop(tokio::signal::ctrl_c().await) }).await;
    auth.close().await;
    Ok(())
}
