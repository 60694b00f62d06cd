//! Commands whose output is not read, as of `vestibule provider list | head -1`: it does its work.

use std::time::Duration;

use http::StatusCode;
use tokio::{net::TcpStream, process::Child};
use url::Url;
use vestibule_tests::{
    Browser,
    installation::{Installation, Port},
    run_with_closed_stdout, unread, vestibule,
};

/// Not a measure of time: only so that a defect is a failure and not a test that never ends.
const TIMEOUT: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_closed_pipe_is_not_an_error() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.toml"), "# the defaults\n").unwrap();
    for arguments in [
        &["provider", "list"][..],
        &["provider", "list", "--json"],
        &["provider", "show", "github"],
        &["provider", "new", "mine", "--stdout"],
        &["schema", "config"],
        &["check"],
        &["--help"],
    ] {
        let ended = run_with_closed_stdout(folder.path(), arguments).await;
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{arguments:?}");
    }
    // Why a command fails is lost, that it fails is not.
    let unusable = [("VESTIBULE_PUBLIC_URL", "nowhere")];
    let mut failing = vestibule(folder.path(), &["check"], &unusable);
    let code = failing.stdout(unread()).stderr(unread()).status().await.unwrap().code();
    assert_eq!(code, Some(2));
}

/// A server outlives whatever read its log.
#[tokio::test]
async fn a_server_without_a_log_reader_goes_on() {
    let installation = Installation::new();
    let variables: Vec<_> = installation.variables().iter().map(|(name, value)| (&**name, &**value)).collect();
    let mut serve = vestibule(installation.folder(), &["serve"], &variables);
    let serving = serve.stdout(unread()).stderr(unread()).spawn().unwrap();
    let browser = until_up(&installation.address()).await;
    // Its own mistake is logged, and answered all the same.
    assert_eq!(browser.get("/api/auth/providers/nobody/authorize").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get_json("/readyz").await.status, StatusCode::OK);
    end(serving).await;
}

/// The demonstration prints a link; somebody may know it already.
#[tokio::test]
async fn a_demo_without_a_reader_goes_on() {
    let (folder, port) = (tempfile::tempdir().unwrap(), Port::reserve());
    let environment = [("TMPDIR", folder.path().to_str().unwrap())];
    let mut demo = vestibule(folder.path(), &["demo", "--listen", &port.address()], &environment);
    let demonstrating = demo.stdout(unread()).spawn().unwrap();
    let browser = until_up(&port.address()).await;
    assert_eq!(browser.get("/login").await.status, StatusCode::OK);
    end(demonstrating).await;
}

/// Waits until somebody listens there.
async fn until_up(address: &str) -> Browser {
    let listens = async {
        while TcpStream::connect(address).await.is_err() {
            vestibule_tests::pause().await;
        }
    };
    tokio::time::timeout(TIMEOUT, listens).await.expect("the program listens");
    Browser::new(&Url::parse(&format!("http://{address}")).unwrap())
}

/// Asks it to end, and it does so in order.
async fn end(mut program: Child) {
    let id = program.id().expect("the program runs").to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let ended = tokio::time::timeout(TIMEOUT, program.wait()).await.expect("the program ends");
    assert_eq!(ended.unwrap().code(), Some(0));
}
