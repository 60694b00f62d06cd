//! What a person may type, and what is kept.

use std::sync::Arc;

use serde_json::json;
use vestibule_core::{
    credentials::CredentialsSchema,
    driver::Callback,
    http::NetworkScope,
    sealed_documents::{MemoryDocuments, SealedDocuments as _},
    secret::Secret,
};

use super::{documents::ServerDocuments, server::Server};

fn read(typed: &str) -> Result<Server, String> {
    let schema = json!({
        "type": "object", "per_sign_in": ["server"],
        "properties": { "server": { "type": "string", "format": "uri", "pattern": "^https?://[^/]+/?$" } },
    });
    let scope = NetworkScope { public_only: true, ..NetworkScope::default() };
    Server::parse(typed, "server", &CredentialsSchema::parse(&schema).unwrap(), &scope)
}

/// PS-06: however somebody types their server, it is one server; and what is none says why.
#[test]
fn ps_06_what_people_type() {
    for typed in [
        "mastodon.social",
        "https://mastodon.social",
        " https://Mastodon.Social/ ",
        "@jane@mastodon.social",
        "jane@mastodon.social",
        "https://mastodon.social:443",
    ] {
        assert_eq!(read(typed).unwrap().as_str(), "https://mastodon.social", "{typed}");
    }
    assert_eq!(read("münchen.social").unwrap().as_str(), "https://xn--mnchen-3ya.social");
    for (typed, says) in [
        ("", "no server"),
        ("http://mastodon.social", "https://"),
        ("mastodon.social:8443", "standard port"),
        ("127.0.0.1", "loopback"),
        ("10.0.0.1", "private"),
        ("8.8.8.8", "has a name"),
        ("localhost", "loopback"),
        ("intranet", "has a name"),
        ("[::1]", "loopback"),
        ("mastodon.social/path", ""),
        ("mastodon.social?x", "query"),
        ("https://a:b@mastodon.social", "user name"),
        ("masto don.social", "white space"),
    ] {
        let reason = read(typed).unwrap_err();
        assert!(reason.contains(says), "{typed}: {reason}");
    }
}

/// PS-05: an answer names its server, once.
#[test]
fn ps_05_an_answer_names_its_server() {
    let (one, other) = (read("one.example").unwrap(), read("other.example").unwrap());
    let answer = |queries: &[&str]| {
        let pairs = queries.iter().map(|query| query.split_once('=').unwrap());
        Callback { parameters: pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).collect(), ..Callback::default() }
    };
    let (mine, theirs) = (one.callback_query(), other.callback_query());
    assert!(one.is_answered_by(&answer(&[&mine, "iss=x"])));
    for queries in [&[][..], &[&*theirs], &[&*mine, &*theirs], &[&*mine, &*mine], &["server="]] {
        assert!(!one.is_answered_by(&answer(queries)), "{queries:?}");
    }
}

/// PS-02: nothing is written before a sign-in has succeeded; then one client is kept, another one never takes its place, and
/// there is a limit.
#[tokio::test]
async fn ps_02_a_client_is_kept_once() {
    let shared = Arc::new(MemoryDocuments::default());
    let of =
        |name: &str| ServerDocuments::new(format!("client/p/{name}"), "client/p/".to_owned(), Some(shared.clone()));
    let count = || shared.count_documents("client/p/", 2_000);
    let (one, client) = (of("one"), Secret::new("1"));
    one.put_document("client/p/one", None, &client).await.unwrap();
    assert_eq!((count().await.unwrap(), one.unkept().await.unwrap()), (0, Some(client.clone())));
    one.keep().await.unwrap();
    assert_eq!((count().await.unwrap(), one.unkept().await.unwrap()), (1, None));
    let again = of("one").with_client(Some(&Secret::new("2"))).await.unwrap();
    again.keep().await.unwrap();
    assert_eq!(of("one").find_document("client/p/one").await.unwrap().unwrap().content, client);
    // Keys belong to all servers.
    one.put_document("key", None, &client).await.unwrap();
    assert!(shared.find_document("key").await.unwrap().is_some());
    for index in 1..1_100 {
        let name = format!("s{index}");
        let documents = of(&name).with_client(Some(&client)).await.unwrap();
        documents.keep().await.unwrap();
    }
    assert_eq!(count().await.unwrap(), 1_000);
}
