//! Documents that nodes share.

use vestibule_core::secret::Secret;

use super::{fixture::Fixture, named};

named![one_of_several_writers_is_first, a_change_names_what_it_replaces, they_are_counted_by_the_beginning_of_a_name];

/// RG-03.
async fn one_of_several_writers_is_first(fixture: Fixture) {
    let writes = (0..8).map(|number| {
        let store = fixture.store.clone();
        tokio::spawn(async move { store.put_document("client/a", None, &Secret::new(format!("{number}"))).await })
    });
    let mut first = Vec::new();
    for (number, write) in writes.collect::<Vec<_>>().into_iter().enumerate() {
        if write.await.unwrap().unwrap() == Some(1) {
            first.push(number.to_string());
        }
    }
    assert_eq!(first.len(), 1, "one of many");
    let found = fixture.store.find_document("client/a").await.unwrap().unwrap();
    assert_eq!((found.revision, found.content.expose()), (1, first[0].as_str()));
}

async fn a_change_names_what_it_replaces(fixture: Fixture) {
    let (store, text) = (&fixture.store, |text: &str| Secret::new(text));
    assert_eq!(store.find_document("key").await.unwrap(), None);
    assert_eq!(store.put_document("key", Some(1), &text("lost")).await.unwrap(), None, "there is none yet");
    assert_eq!(store.put_document("key", None, &text("first")).await.unwrap(), Some(1));
    assert_eq!(store.put_document("key", None, &text("lost")).await.unwrap(), None, "there is one");
    assert_eq!(store.put_document("key", Some(1), &text("second")).await.unwrap(), Some(2));
    assert_eq!(store.put_document("key", Some(1), &text("lost")).await.unwrap(), None, "of an older revision");
    assert_eq!(store.find_document("key").await.unwrap().unwrap().content, text("second"));
    assert!(!store.delete_document("key", 1).await.unwrap());
    assert!(store.delete_document("key", 2).await.unwrap());
    assert!(!store.delete_document("key", 2).await.unwrap());
    assert_eq!(store.find_document("key").await.unwrap(), None);
}

async fn they_are_counted_by_the_beginning_of_a_name(fixture: Fixture) {
    for name in ["a/1", "a/2", "a/3", "b/1", "a%"] {
        fixture.store.put_document(name, None, &Secret::new("x")).await.unwrap();
    }
    for (prefix, limit, count) in [("a/", 10, 3), ("a/", 2, 2), ("c/", 10, 0), ("%", 10, 0)] {
        assert_eq!(fixture.store.count_documents(prefix, limit).await.unwrap(), count, "{prefix} {limit}");
    }
}
