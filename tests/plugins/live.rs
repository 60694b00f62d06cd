//! Another version of a plugin while the house serves.

use http::StatusCode;

use crate::house::{House, compile, fixture, library, pin};

/// PL-01: another hash in the configuration is another version, loaded live; a hash that does not fit leaves the old one.
#[tokio::test]
async fn another_hash_is_another_version() {
    let folder = tempfile::tempdir().unwrap();
    let old = compile("tests/plugins/fixture.c", &["-DSALT=\"Old\""], &folder.path().join("old.so"));
    let new = compile("tests/plugins/fixture.c", &["-DSALT=\"New\""], &folder.path().join("new.so"));
    let house = House::open(vec![pin("p", &old)], vec![fixture("fixture", "refuse", "http://localhost:1")]).await;
    let name = |name: &'static str| {
        move |slot: &vestibule_registry::Slot| slot.ready().is_some() && &*slot.display_name == name
    };
    house.until("fixture", name("Old")).await;
    let mut wrong = pin("p", &new);
    wrong.sha256[0] ^= 1;
    house.pin(vec![wrong]).await;
    house.until("fixture", name("Old")).await;
    let registry = house.registry();
    let said = registry.catalogue.faults()[0].violations.to_string();
    assert!(said.contains("its SHA-256 is"), "{said}");
    assert_eq!(house.begin(&house.browser(), "fixture").await.code(), "access_denied", "the old version still answers");
    house.pin(vec![pin("p", &new)]).await;
    house.until("fixture", name("New")).await;
    assert!(house.registry().catalogue.faults().is_empty());
    house.pin(Vec::new()).await;
    house.until("fixture", |slot| slot.ready().is_none()).await;
    assert!(house.fault("fixture").contains("there is no definition `fixture`"), "{}", house.fault("fixture"));
    house.pin(vec![pin("p", &library("fixture"))]).await;
    house.until("fixture", |slot| slot.ready().is_some()).await;
    assert_eq!(house.browser().get("/login").await.status, StatusCode::OK);
}
