//! What it costs the program: many people on PostgreSQL, and upstreams that answer with far too much.

use std::fs;

use futures_util::{StreamExt as _, stream};
use http::{HeaderValue, header};
use vestibule_demo_idp::{Endpoint, Person, faults::Fault};
use vestibule_store::conformance::PostgresServer;
use vestibule_tests::Program;

use crate::installation::{Installation, provider};

/// LD-01: the people of `tests/security/load.rs`, in the program and on PostgreSQL.
#[tokio::test]
async fn ld_01_many_people_get_in_on_postgresql() {
    const PEOPLE: usize = 2_000;
    let server = PostgresServer::shared();
    let url = server.fresh_url();
    let mut installation = Installation::new();
    installation.set("VESTIBULE_STORAGE__URL", &url);
    let op = installation.upstream(&["op"]).await;
    for number in 0..PEOPLE {
        op.people().put(Person::new(&format!("subject-{number}"), &format!("person{number}"), "P", ""));
    }
    installation.configure(&provider("op", op.issuer()));
    let _program = installation.serve_ready().await;
    let sign_in = async |number: usize| {
        let answer = installation.browser().sign_in_as("op", &format!("person{number}")).await;
        assert_eq!(answer.header("location"), Some("/"), "{number}: {}", answer.body);
    };
    stream::iter(0..PEOPLE).map(sign_in).buffer_unordered(50).collect::<()>().await;
    let database = url.trim_start_matches("postgres:///").split('?').next().unwrap();
    for table in ["users", "links", "sessions", "audit_events"] {
        let rows = server.run_on(database, &format!("select count(*) from {table}"));
        assert_eq!(rows, PEOPLE.to_string(), "{table}");
    }
}

/// A line of `/proc/PID/status`, in KiB.
fn memory(program: &Program, line: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", program.id())).unwrap();
    let line = status.lines().find_map(|text| text.strip_prefix(line)?.strip_prefix(':')).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// The processor's time that it has used, in hundredths of a second.
fn processor(program: &Program) -> u64 {
    let text = fs::read_to_string(format!("/proc/{}/stat", program.id())).unwrap();
    // The name in brackets is the second field; user and system time are the fourteenth and the fifteenth.
    let fields: Vec<&str> = text.rsplit_once(") ").unwrap().1.split(' ').collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

/// NW-07, NW-08: a hundred megabytes in answer to a code, as they are or called compressed, are not read: what they cost
/// is compared with what the largest answer that is read cost the same process just before.
#[tokio::test]
async fn nw_07_an_answer_that_is_far_too_large_costs_next_to_nothing() {
    const LARGE: usize = 100 * 1024 * 1024;
    const ROUNDS: u64 = 5;
    let installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    installation.configure(&provider("op", op.issuer()));
    let program = installation.serve_ready().await;
    let sign_in = async || installation.browser().sign_in("op").await;
    let start = processor(&program);
    op.faults().set(Endpoint::Token, Fault::new().body(vec![b'{'; 1024 * 1024]));
    for _ in 0..ROUNDS {
        assert_eq!(sign_in().await.code(), "token_exchange_failed");
    }
    op.faults().clear_all();
    assert_eq!(sign_in().await.header("location"), Some("/"));
    let (peak, control) = (memory(&program, "VmHWM"), processor(&program).saturating_sub(start));
    let large = || Fault::new().body(vec![b'{'; LARGE]);
    let gzip = (header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    let start = processor(&program);
    for fault in [large(), large().header(gzip.0, gzip.1)] {
        op.faults().set(Endpoint::Token, fault);
        for _ in 0..ROUNDS {
            assert_eq!(sign_in().await.code(), "provider_unavailable");
        }
    }
    op.faults().clear_all();
    assert_eq!(sign_in().await.header("location"), Some("/"));
    // One such answer in memory would be a hundred megabytes, and reading ten of them a hundred times the control's work.
    let grown = memory(&program, "VmHWM").saturating_sub(peak);
    assert!(grown < 50 * 1024, "it grew by {grown} KiB");
    let worked = processor(&program).saturating_sub(start);
    let most = (control + 10) * 20;
    assert!(worked < most, "ten of them took it {worked} hundredths of a second, five of the largest {control}");
}
