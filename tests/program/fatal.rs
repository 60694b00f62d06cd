//! Plugins that take the process down. Nothing inside of it can prevent that; what matters is what is left.

use vestibule_store::conformance::TestStore;
use vestibule_tests::{Browser, Program, native::compile, run};

use crate::{
    installation::{Installation, provider},
    storage::database,
};

/// What a plugin does, and the exit code that it makes; `None` when a signal ends the process.
const WAYS: [(&str, Option<i32>); 5] = [
    ("exit", Some(3)),
    ("exit at once", Some(4)),
    ("abort", None),
    ("segmentation fault", None),
    ("stack overflow", None),
];
/// Plugins that do it when a sign-in begins, and when the person has come back.
const STAGES: [(&str, &[&str]); 2] = [("now", &["-DID=\"now\""]), ("later", &["-DID=\"later\"", "-DAT_RESUME"])];

/// PL-04: the process ends, however the plugin does it and in whichever leg; after the next start whoever was signed in is
/// signed in, whoever was at another provider comes back and gets in, and the database is whole.
#[tokio::test]
async fn a_plugin_that_ends_the_process_leaves_nothing_half_written() {
    let installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    installation.configure(&configuration(&installation, op.issuer()).await);
    let mut program = start(&installation).await;
    let ada = installation.browser();
    assert_eq!(ada.sign_in("op").await.header("location"), Some("/"));
    let mut sign_ins = 1;
    for (stage, _) in STAGES {
        for (number, (way, code)) in WAYS.into_iter().enumerate() {
            let elsewhere = installation.browser();
            let coming_back = elsewhere.callback_of("op").await;
            let victim = installation.browser();
            let last = fatal(&installation, &victim, stage, number).await;
            assert!(victim.try_get(last).await.is_err(), "{stage} {way}: there is no answer");
            assert_eq!(program.ended().await.code, code, "{stage} {way}");

            program = start(&installation).await;
            let session = ada.reconnected().get_json("/api/auth/session").await;
            assert_eq!(session.status, 200, "{stage} {way}: {}", session.body);
            for (who, back) in [(elsewhere, Some(coming_back)), (victim, None)] {
                let who = who.reconnected();
                let answer = match back {
                    Some(back) => who.get(back).await,
                    None => who.sign_in("op").await,
                };
                assert_eq!(answer.header("location"), Some("/"), "{stage} {way}: {}", answer.body);
                sign_ins += 1;
            }
        }
    }
    program.kill().await;
    let TestStore { test_access, .. } = database(&installation).await;
    assert_eq!(test_access.find_damage().await.unwrap(), [""; 0]);
    assert_eq!(test_access.count_orphans().await.unwrap(), 0);
    let rows = test_access.count_rows().await.unwrap();
    assert_eq!((rows.users, rows.links, rows.sessions), (1, 1, sign_ins));
}

/// Both plugins pinned, one provider for each way of each, and `op`.
async fn configuration(installation: &Installation, issuer: &str) -> String {
    let mut text = "[plugins]\nenabled = true\n".to_owned();
    for (stage, options) in STAGES {
        let file = format!("{stage}.so");
        compile("tests/plugins/fixture.c", options, &installation.path(&file));
        let inspected = run(installation.folder(), &["plugin", "inspect", &file], &[]).await.stdout;
        let sha256 = inspected.lines().find_map(|line| line.strip_prefix("sha256")).unwrap().trim().to_owned();
        text.push_str(&format!("[plugins.{stage}]\npath = \"{file}\"\nsha256 = \"{sha256}\"\n"));
    }
    for (stage, _) in STAGES {
        for (number, (way, _)) in WAYS.iter().enumerate() {
            text.push_str(&format!(
                "[providers.{stage}-{number}]\ndefinition = \"{stage}\"\nenabled = true\n\
                 [providers.{stage}-{number}.credentials]\nmode = \"{way}\"\nurl = \"http://localhost:1\"\n"
            ));
        }
    }
    text + &provider("op", issuer)
}

/// Starts the server, and waits until all its providers can be used.
async fn start(installation: &Installation) -> Program {
    let program = installation.serve_ready().await;
    let browser = installation.browser();
    // The plugins' providers are not available.
    while browser.get_json("/api/auth/providers").await.json()["providers"].as_array().unwrap().len() <= WAYS.len() * 2
    {
        vestibule_tests::pause().await;
    }
    program
}

/// Where a browser goes last before the process ends.
async fn fatal(installation: &Installation, victim: &Browser, stage: &str, number: usize) -> String {
    let provider = format!("/api/auth/providers/{stage}-{number}");
    let authorize = format!("{provider}/authorize");
    if stage == "now" {
        return authorize;
    }
    let there = victim.get(authorize).await.location().expect("the browser is sent to the upstream");
    let state = there.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    installation.base.join(&format!("{provider}/callback?state={state}")).unwrap().into()
}
