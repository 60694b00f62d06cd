//! Several nodes that are not set up alike, and keys that are replaced while they run.

use std::fs;

use http::StatusCode;
use vestibule_core::{random::OsRandom, seal::Keyring};
use vestibule_store::conformance::PostgresServer;
use vestibule_tests::Program;

use crate::{
    installation::{Installation, provider},
    postgres::nodes,
};

const CLUB: &str = "id = \"club\"\nname = \"Club\"\nprotocol = \"oidc\"\nscopes = [\"openid\", \"email\"]\n\
                    [credentials]\ntype = \"object\"\nrequired = [\"issuer_url\", \"client_id\"]\n\
                    [credentials.properties.issuer_url]\ntype = \"string\"\nformat = \"uri\"\ntitle = \"URL\"\n\
                    [credentials.properties.client_id]\ntype = \"string\"\ntitle = \"Client\"\n";

/// ND-20: in the log, by `check` and in the metrics.
#[tokio::test]
async fn nd_20_what_differs_between_nodes_is_named() {
    let [mut here, mut there] = nodes(&PostgresServer::shared().fresh_url());
    here.set("VESTIBULE_NODE__NAME", "a");
    there.set("VESTIBULE_NODE__NAME", "b");
    let op = here.upstream(&["op"]).await;
    here.configure(&provider("op", op.issuer()));
    there.configure(&(provider("op", op.issuer()) + "[session]\nidle = \"1h\"\n"));
    fs::create_dir(there.path("providers")).unwrap();
    fs::write(there.path("providers/club.toml"), CLUB).unwrap();
    let alone = here.run(&["check"]).await;
    assert!(!alone.stdout.contains("warning: node"), "{}", alone.stdout);
    let one = here.serve_ready().await;
    let mut other = there.serve().await;
    other.until_log("node a has another `session.idle` in its configuration").await;
    let checked = here.run(&["check"]).await;
    assert_eq!(checked.code, Some(0), "{}", checked.stdout);
    for difference in ["another `session.idle` in its configuration", "a definition of club that is not here"] {
        assert!(checked.stdout.contains(&format!("warning: node b has {difference}")), "{}", checked.stdout);
    }
    assert!(!checked.stdout.contains("node a"), "it is set up as these files say: {}", checked.stdout);
    let metrics = there.metrics().await;
    for line in ["vestibule_nodes 2", "vestibule_nodes_differing 1", "vestibule_node_clock_offset_seconds "] {
        assert!(metrics.contains(line), "{line}: {metrics}");
    }
    // Who stops in order is not a node any more.
    assert_eq!(other.terminate().await.code, Some(0));
    let checked = here.run(&["check"]).await;
    assert!(!checked.stdout.contains("warning: node"), "{}", checked.stdout);
    drop(one);
}

/// ND-30: in the log, by `check` and in the metrics. The clock of this database is two minutes ahead.
#[tokio::test]
async fn nd_30_a_clock_that_is_not_the_databases_is_named() {
    let server = PostgresServer::shared();
    let url = server.fresh_url();
    let database = url.trim_start_matches("postgres:///").split('?').next().unwrap();
    let ahead = format!(
        "create schema ahead; create function ahead.clock_timestamp() returns timestamptz language sql as \
         $$ select pg_catalog.clock_timestamp() + interval '2 minutes' $$; \
         alter database {database} set search_path = public, ahead, pg_catalog"
    );
    server.run_on(database, &ahead);
    let mut node = Installation::new();
    node.set("VESTIBULE_STORAGE__URL", &url);
    node.set("VESTIBULE_NODE__NAME", "a");
    let mut program = node.serve().await;
    let said = program.until_log("the clock of node a is ").await;
    assert!(said.contains(" s behind the database's"), "{said}");
    let metrics = node.metrics().await;
    let offset = metrics.lines().find_map(|line| line.strip_prefix("vestibule_node_clock_offset_seconds "));
    let offset: f64 = offset.unwrap().parse().unwrap();
    // What the measurement itself takes is at most two seconds.
    assert!((-121.0..=-119.0).contains(&offset), "{offset}");
    let checked = node.run(&["check"]).await;
    assert!(checked.stdout.contains("warning: the clock of node a is "), "{}", checked.stdout);
}

async fn restart(node: &mut Installation, program: Program, keys: &str) -> Program {
    assert_eq!(program.terminate().await.code, Some(0));
    node.set("VESTIBULE_SECRET_KEY", keys);
    node.serve_ready().await
}

/// A sign-in that begins at one node ends at the other, and a session is the same at both. The upstream sends browsers to the
/// address of `public`.
async fn sign_in_across(public: &Installation, begin: &Installation, end: &Installation) {
    let browser = public.browser();
    let begun = browser.get(begin.base.join("/api/auth/providers/op/authorize").unwrap()).await;
    let mut callback = browser.through_the_provider(&begun).await;
    callback.set_port(end.base.port()).unwrap();
    assert_eq!(browser.get(callback).await.header("location"), Some("/"));
    let verified = browser.get_json(begin.base.join("/api/auth/verify").unwrap()).await;
    assert_eq!(verified.status, StatusCode::OK);
}

/// ND-31: as docs/operations.md says. The other order would end sign-ins, and is refused at the start.
#[tokio::test]
async fn nd_31_a_key_is_replaced_while_nodes_run() {
    let [mut here, mut there] = nodes(&PostgresServer::shared().fresh_url());
    let old = here.variable("VESTIBULE_SECRET_KEY").to_owned();
    let new = Keyring::generate(&OsRandom);
    let (old_first, new_first) = (format!("{old},{}", new.expose()), format!("{},{old}", new.expose()));
    here.set("VESTIBULE_NODE__NAME", "a");
    let op = here.upstream(&["op"]).await;
    for node in [&here, &there] {
        node.configure(&provider("op", op.issuer()));
    }
    let mut one = here.serve_ready().await;
    there.set("VESTIBULE_SECRET_KEY", &new_first);
    let refused = there.run(&["serve"]).await;
    assert_eq!(refused.code, Some(75), "{}", refused.stderr);
    assert!(
        refused.stderr.contains("the node a, which runs on this database, does not have the key"),
        "{}",
        refused.stderr
    );
    assert!(refused.stderr.contains("Give all nodes `OLD,NEW` first"), "{}", refused.stderr);
    assert!(!refused.stderr.contains(&old) && !refused.stderr.contains(new.expose()), "{}", refused.stderr);

    there.set("VESTIBULE_SECRET_KEY", &old);
    let mut other = there.serve_ready().await;
    for keys in [&old_first, &new_first] {
        one = restart(&mut here, one, keys).await;
        sign_in_across(&here, &here, &there).await;
        sign_in_across(&here, &there, &here).await;
        other = restart(&mut there, other, keys).await;
        sign_in_across(&here, &here, &there).await;
        sign_in_across(&here, &there, &here).await;
    }
    drop((one, other));
}
