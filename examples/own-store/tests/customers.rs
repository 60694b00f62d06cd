//! People of the demonstration provider become customers, or are customers already.

use http::{Method, StatusCode};
use vestibule::{Builder, demo::DemoProvider};
use vestibule_example_own_store::{Customers, app, with_customers};
use vestibule_tests::Browser;

#[tokio::test]
async fn whoever_signs_in_is_a_row_of_the_application() {
    let folder = tempfile::tempdir().unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let customers = Customers::open(&folder.path().join("customers.db")).await.unwrap();
    customers.add(Some("somebody@example.com"), "team").await.unwrap();
    let before = customers.add(Some("Amara@example.com"), "team").await.unwrap();
    let demo = DemoProvider::for_tests(&url, "pocketid").await.unwrap();
    let builder = Builder::new(&url)
        .data_dir(folder.path().to_str().unwrap())
        .provider("pocketid", |provider| demo.describe(provider).admin_groups(["admins"]));
    let auth = with_customers(builder, customers.clone()).build().await.unwrap();
    let serving = tokio::spawn(vestibule::serve(listener, app(&auth, customers.clone()), std::future::pending()));
    let base = url.parse().unwrap();
    let (amara, joonas) = (Browser::new(&base), Browser::new(&base));

    amara.sign_in_as("pocketid", "amara").await;
    assert_eq!(amara.get("/").await.body, format!("customer {}, plan team", before.id));
    joonas.sign_in_as("pocketid", "joonas").await;
    assert_eq!(joonas.get("/").await.body, "customer 3, plan free");
    // The next sign-in finds the same row by its id.
    Browser::new(&base).sign_in_as("pocketid", "joonas").await;
    assert_eq!(joonas.get("/").await.body, "customer 3, plan free");

    // Administrators see which row it is.
    let headers = [("accept", "application/json"), ("origin", &*url)];
    let users = amara.send(Method::GET, "/api/admin/users?search=joonas", &headers, None).await.json();
    assert_eq!(users["items"][0]["application_id"], "3", "{users}");
    let id = users["items"][0]["id"].as_str().unwrap();
    let page = amara.get(format!("/admin/users/{id}")).await.body;
    assert!(page.contains("Id in the application</dt><dd><code>3</code>"), "{page}");

    customers.close(3).await.unwrap();
    let refused = joonas.sign_in_as("pocketid", "joonas").await;
    assert_eq!(refused.sent_on("reason").as_deref(), Some("account_closed"));
    // One whose user is deleted is a customer still, found by the address.
    let deleted = amara.send(Method::DELETE, format!("/api/admin/users/{id}"), &headers, None).await;
    assert_eq!(deleted.status, StatusCode::OK, "{}", deleted.body);
    let refused = joonas.sign_in_as("pocketid", "joonas").await;
    assert_eq!(refused.sent_on("reason").as_deref(), Some("account_closed"));
    assert!(customers.find("4").await.unwrap().is_none(), "nobody was added");
    serving.abort();
    auth.close().await;
    demo.shutdown().await;
}
