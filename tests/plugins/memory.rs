//! The real program, reloaded and called for long: what stays in it. `crates/plugin-host/tests/memory.rs` counts what the
//! host itself keeps, `cargo dev bench --only plugins` does the same at length.

use std::fs;

use axum::response::IntoResponse as _;
use futures_util::future::join_all;
use vestibule_tests::{
    Browser, Program,
    installation::{Installation, state_line},
};

use crate::{
    inspect::pinned,
    server::library,
    upstream::{Upstream, back},
};

const RELOADS: usize = 25;
const CALLS: usize = 200;
const SIGN_INS: usize = 8;
/// Rounds before the first figure, and between it and the last.
const ROUNDS: [usize; 2] = [2, 4];
/// What an allocator may keep, on any machine. A copy of the plugin, or of the registry, for each reload is more; what is
/// less than that, `crates/plugin-host/tests/memory.rs` counts byte by byte.
const SLACK: u64 = 32 * 1024 * 1024;

/// As a child process shows it: its own memory, threads of plugins, and mapped copies.
#[derive(Debug)]
struct Seen {
    resident: u64,
    threads: usize,
    copies: usize,
}

impl Seen {
    fn of(program: &Program) -> Self {
        let read = |file: &str| fs::read_to_string(format!("/proc/{}/{file}", program.id())).unwrap();
        let status = read("status");
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        let kibibytes: u64 = resident.trim().trim_end_matches(" kB").parse().unwrap();
        let maps = read("maps");
        let copies = maps.lines().filter_map(|line| line.split_once("/data/plugins/").map(|(_, name)| name));
        let tasks = fs::read_dir(format!("/proc/{}/task", program.id())).unwrap();
        let names = tasks.map(|task| fs::read_to_string(task.unwrap().path().join("comm")).unwrap_or_default());
        Self {
            resident: kibibytes * 1024,
            threads: names.filter(|name| name.starts_with("plugin ")).count(),
            copies: copies.collect::<std::collections::BTreeSet<_>>().len(),
        }
    }
}

#[tokio::test]
async fn reloads_and_sign_ins_leave_the_process_as_it_was() {
    let upstream = Upstream::start(|asked| match asked.path.as_str() {
        "/enter" => back(&asked.query["back"], &[]),
        _ => axum::response::Json("7").into_response(),
    })
    .await;
    let installation = Installation::new();
    fs::copy(library("fixture"), installation.path("plugin.so")).unwrap();
    let lines = pinned(&installation, "plugin.so").await;
    let provider = "[providers.fixture]\nenabled = true\n[providers.fixture.credentials]\nmode = \"good\"\n";
    installation.configure(&format!("{lines}{provider}url = \"{}\"\n", upstream.base));
    let mut program = installation.serve().await;
    program.until_log(&state_line("fixture", "ready")).await;
    let browsers: Vec<Browser> = (0..SIGN_INS).map(|_| installation.browser()).collect();
    for _ in 0..ROUNDS[0] {
        round(&mut program, &browsers).await;
    }
    let before = Seen::of(&program);
    for _ in 0..ROUNDS[1] {
        round(&mut program, &browsers).await;
    }
    let after = Seen::of(&program);
    assert!(after.resident < before.resident + SLACK, "{before:?} became {after:?}");
    assert!(after.threads <= 8 && after.copies == 1, "{after:?}");
    program.terminate().await;
}

/// Reloads without a change, calls, and whole sign-ins.
async fn round(program: &mut Program, browsers: &[Browser]) {
    const AUTHORIZE: &str = "/api/auth/providers/fixture/authorize";
    for _ in 0..RELOADS {
        program.signal("HUP").await;
        program.until_log("\"configuration reloaded\"").await;
    }
    let calls = browsers.iter().map(|browser| async {
        for _ in 0..CALLS / SIGN_INS {
            assert!(browser.get(AUTHORIZE).await.location().is_some());
            // Or the browser would carry more and more.
            browser.forget("flow");
        }
        let there = browser.get(AUTHORIZE).await.location().unwrap();
        let callback = browser.get(there).await.location().unwrap();
        assert_eq!(browser.get(callback).await.header("location"), Some("/"));
    });
    join_all(calls).await;
}
