//! Few file descriptors, and many connections.

use std::fs;

use tokio::net::TcpStream;

use crate::installation::{Installation, provider, state_line};

/// ND-40, ND-41: 400 idle connections at 256 descriptors keep nobody out.
#[tokio::test]
async fn nd_41_idle_connections_keep_nobody_out() {
    let installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    installation.configure(&provider("op", op.issuer()));
    let limited = ["/bin/sh", "-c", "ulimit -Sn 64 && ulimit -Hn 256 && exec \"$@\"", "sh"];
    let mut program = installation.start_under(&limited, &["serve"]);
    program.until_log(&state_line("op", "ready")).await;
    let limits = fs::read_to_string(format!("/proc/{}/limits", program.id())).unwrap();
    let files = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    let values: Vec<_> = files.split_whitespace().collect();
    assert_eq!(values[3..5], ["256", "256"], "the soft limit is raised to the hard one");

    let mut idle = Vec::new();
    for _ in 0..400 {
        idle.push(TcpStream::connect(installation.address()).await.unwrap());
    }
    for _ in 0..10 {
        assert_eq!(installation.browser().sign_in("op").await.header("location"), Some("/"));
    }
    let ended = program.terminate().await;
    assert!(ended.code == Some(0) && ended.stderr.contains("connection limit reached"), "{}", ended.stderr);
    drop(idle);
}
