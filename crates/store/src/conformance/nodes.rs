//! The nodes of an installation.

use vestibule_core::{
    clock::from_millis,
    node::{Digests, NodeReport},
};

use super::{fixture::Fixture, named};
use crate::nodes::NODE_LIMIT;

named![what_a_node_says_is_stored_completely, there_are_only_so_many_nodes, something_is_said_once];

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

/// GR-12: by one node, once, until it is forgotten.
async fn something_is_said_once(fixture: Fixture) {
    let say = async |name: &str| fixture.store.say_once(name).await.unwrap();
    assert!(say("a").await && say("b").await);
    assert!(!say("a").await && !say("b").await);
    let both = tokio::join!(fixture.store.say_once("c"), fixture.store.say_once("c"));
    assert_ne!(both.0.unwrap(), both.1.unwrap(), "at once");
    fixture.clock.advance(chrono::Duration::days(399));
    fixture.store.sweep(chrono::Duration::days(400)).await.unwrap();
    assert!(!say("a").await);
    fixture.clock.advance(chrono::Duration::days(2));
    fixture.store.sweep(chrono::Duration::days(400)).await.unwrap();
    assert!(say("a").await);
}
