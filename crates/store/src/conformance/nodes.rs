//! The nodes of an installation.

use vestibule_core::{
    clock::from_millis,
    node::{Digests, NodeReport},
};

use super::{fixture::Fixture, named};
use crate::{AuditFilter, nodes::NODE_LIMIT};

named![what_a_node_says_is_stored_completely, there_are_only_so_many_nodes, an_event_is_written_once_under_a_name];

fn report(id: &str, name: &str) -> NodeReport {
    let digests = |name: &str| [(name.to_owned(), "digest".to_owned())].into();
    NodeReport {
        id: id.to_owned(),
        name: name.to_owned(),
        version: "1.2.3".to_owned(),
        started_at: from_millis(7),
        clock_offset: -120_000,
        keys: vec!["first".to_owned(), "second".to_owned()],
        digests: Digests { settings: digests("session"), providers: digests("op"), definitions: digests("corp") },
    }
}

/// ND-20.
async fn what_a_node_says_is_stored_completely(fixture: Fixture) {
    let reports = async || {
        let nodes = fixture.store.list_nodes().await.unwrap();
        nodes.into_iter().map(|node| node.report).collect::<Vec<_>>()
    };
    let (one, other) = (report("1", "b"), report("2", "a"));
    for node in [&one, &other] {
        fixture.store.report_node(node).await.unwrap();
    }
    assert_eq!(reports().await, [other.clone(), one.clone()], "by name");
    let later =
        NodeReport { clock_offset: 5, keys: vec!["other".to_owned()], digests: Digests::default(), ..one.clone() };
    fixture.store.report_node(&later).await.unwrap();
    assert_eq!(reports().await, [other.clone(), later]);
    fixture.store.forget_node(&one.id).await.unwrap();
    assert_eq!(reports().await, [other]);
}

async fn there_are_only_so_many_nodes(fixture: Fixture) {
    for number in 0..NODE_LIMIT + 5 {
        fixture.store.report_node(&report(&number.to_string(), "a")).await.unwrap();
    }
    assert_eq!(fixture.store.list_nodes().await.unwrap().len(), NODE_LIMIT as usize);
}

/// GR-12, HK-07: an event is written under a name by one node, once, until that is forgotten.
async fn an_event_is_written_once_under_a_name(fixture: Fixture) {
    let event = fixture.new_event();
    let write = async |name: &str| fixture.store.record_once(name, &event).await.unwrap();
    let written =
        async || fixture.store.list_audit(&AuditFilter { limit: 200, ..AuditFilter::default() }).await.unwrap().len();
    assert!(write("a").await && write("b").await);
    assert!(!write("a").await && !write("b").await);
    assert_eq!(written().await, 2);
    let both = tokio::join!(fixture.store.record_once("c", &event), fixture.store.record_once("c", &event));
    assert_ne!(both.0.unwrap(), both.1.unwrap(), "at once");
    assert_eq!(written().await, 3);

    let ended = fixture.new_event();
    let forget = async |name: &str| fixture.store.forget_recorded(name, Some(&ended)).await.unwrap();
    assert!(forget("a").await && !forget("a").await && !forget("never").await);
    assert!(fixture.store.forget_recorded("b", None).await.unwrap());
    assert_eq!(written().await, 4, "one for `a`, and none for `b`");
    assert!(write("a").await, "again");

    fixture.clock.advance(chrono::Duration::days(399));
    fixture.store.sweep(chrono::Duration::days(400)).await.unwrap();
    assert!(!write("a").await);
    fixture.clock.advance(chrono::Duration::days(2));
    fixture.store.sweep(chrono::Duration::days(400)).await.unwrap();
    assert!(write("a").await);
}
