//! What the system refuses while the program runs: space on the disk, a lock, file descriptors.
//!
//! Each time: an answer with a code while it lasts, never a 2xx about somebody else and never a sign-out, and after it
//! everything as before, without a restart.

use std::{fs, io::Write as _, net::TcpStream, path::PathBuf};

use http::{Method, StatusCode};
use tokio::process::Command;
use vestibule_demo_idp::{
    DemoIdp, Endpoint,
    faults::{Fault, Gate},
};
use vestibule_tests::{Answer, Browser, Program};

use crate::{
    installation::{Installation, provider},
    storage::database,
};

/// Runs what follows in the same process, with a data folder of its own that holds 32 megabytes: more than the log of the
/// database takes.
const SMALL_DISK: &[&str] =
    &["unshare", "-m", "sh", "-c", "mkdir -p data && mount -t tmpfs -o size=32m tmpfs data && exec \"$0\" \"$@\""];
/// A write beyond the limit is an error and not the end.
const LIMITED_FILES: &[&str] = &["sh", "-c", "trap '' XFSZ; exec \"$0\" \"$@\""];
/// Enough for the program at work, not for everybody who comes.
const FEW_DESCRIPTORS: &[&str] = &["sh", "-c", "ulimit -n 64; exec \"$0\" \"$@\""];

/// A data folder whose free space can be used up and given back.
enum Disk {
    /// A small file system that only the program sees.
    Small,
    /// Files that may not grow: where a file system cannot be made, which takes rights.
    Limited,
}

impl Disk {
    async fn new() -> Self {
        let try_it = [&SMALL_DISK[1..], &["true"]].concat();
        let folder = tempfile::tempdir().unwrap();
        let made = Command::new(SMALL_DISK[0]).args(try_it).current_dir(folder.path()).output().await;
        if made.is_ok_and(|made| made.status.success()) { Self::Small } else { Self::Limited }
    }

    fn start(&self) -> &'static [&'static str] {
        match self {
            Self::Small => SMALL_DISK,
            Self::Limited => LIMITED_FILES,
        }
    }

    /// The data folder as the program sees it.
    fn folder(&self, installation: &Installation, program: &Program) -> PathBuf {
        let data = installation.path("data");
        match self {
            Self::Small => PathBuf::from(format!("/proc/{}/root{}", program.id(), data.display())),
            Self::Limited => data,
        }
    }

    /// Uses up the free space.
    async fn fill(&self, installation: &Installation, program: &Program) {
        match self {
            Self::Small => {
                let mut ballast = fs::File::create(self.folder(installation, program).join("ballast")).unwrap();
                while ballast.write_all(&[0; 65536]).is_ok() {}
                while ballast.write_all(&[0; 1024]).is_ok() {}
            }
            Self::Limited => limit_files(program, "1").await,
        }
    }

    /// Gives it back.
    async fn clear(&self, installation: &Installation, program: &Program) {
        match self {
            Self::Small => fs::remove_file(self.folder(installation, program).join("ballast")).unwrap(),
            Self::Limited => limit_files(program, "unlimited").await,
        }
    }
}

async fn limit_files(program: &Program, size: &str) {
    let (process, limit) = (program.id().to_string(), format!("--fsize={size}:"));
    let done = Command::new("prlimit").args(["--pid", &process, &limit]).status().await.unwrap();
    assert!(done.success(), "prlimit comes with util-linux");
}

/// A server, a provider that approves its first person, and a browser of that person which is signed in.
async fn installation_with_upstream(start: &[&str]) -> (Installation, DemoIdp, Program, Browser) {
    let mut installation = Installation::new();
    installation.set("VESTIBULE_LOG", "info,vestibule_protocol=debug");
    let op = installation.upstream(&["op"]).await;
    installation.configure(&provider("op", op.issuer()));
    let program = installation.serve_ready_through(start).await;
    let browser = installation.browser();
    assert_eq!(browser.sign_in("op").await.header("location"), Some("/"));
    (installation, op, program, browser)
}

async fn verify(browser: &Browser) -> Answer {
    browser.send(Method::GET, "/api/auth/verify", &[("accept", "application/json")], None).await
}

/// How many sessions the person has, and that forward-auth knows who is who.
async fn sessions_of(browser: &Browser, installation: &Installation) -> usize {
    let response = verify(browser).await;
    assert_eq!((response.status, response.header("remote-user")), (StatusCode::OK, Some("amara")), "{}", response.body);
    assert_eq!(verify(&installation.browser()).await.status, StatusCode::UNAUTHORIZED);
    browser.get_json("/api/auth/sessions").await.json()["items"].as_array().unwrap().len()
}

/// DB-01: a full disk is an error code; no one is half signed in, existing sessions stay, and free space is all it takes to recover.
#[tokio::test]
async fn db_01_a_full_disk() {
    let disk = Disk::new().await;
    let (installation, _op, program, browser) = installation_with_upstream(disk.start()).await;
    disk.fill(&installation, &program).await;
    let (before, new_browser, refused) = loop {
        let before = sessions_of(&browser, &installation).await;
        let new_browser = installation.browser();
        let answer = new_browser.sign_in("op").await;
        if answer.header("location") != Some("/") {
            break (before, new_browser, answer);
        }
    };
    assert_eq!((refused.status, &*refused.code()), (StatusCode::SEE_OTHER, "storage_unavailable"));
    assert_eq!(new_browser.cookies("session"), []);
    assert_eq!(sessions_of(&browser, &installation).await, before, "nothing was stored");
    let again = new_browser.sign_in("op").await;
    assert_eq!(again.code(), "storage_unavailable", "as long as it lasts");
    assert_eq!(new_browser.get("/healthz").await.status, StatusCode::OK);

    disk.clear(&installation, &program).await;
    assert_eq!(new_browser.sign_in("op").await.header("location"), Some("/"), "without a restart");
    assert_eq!(sessions_of(&browser, &installation).await, before + 1);
    let folder = disk.folder(&installation, &program);
    if folder != installation.path("data") {
        fs::create_dir_all(installation.path("data")).unwrap();
        for file in fs::read_dir(&folder).unwrap().map(|file| file.unwrap()) {
            fs::copy(file.path(), installation.path("data").join(file.file_name())).unwrap();
        }
    }
    let log = program.terminate().await.stderr;
    assert!(!log.contains("panicked"), "{log}");
    let test_access = database(&installation).await.test_access;
    assert_eq!(test_access.find_damage().await.unwrap(), [""; 0]);
    assert_eq!(test_access.count_orphans().await.unwrap(), 0);
}

/// How often the disk is full in a row.
const ROUNDS: usize = 3;

/// OU-01: the disk is full under four sign-ins in flight, again and again: at the commit, in a batch, wherever it meets
/// them. Each time there is space again every sign-in works, without a restart.
async fn full_under_sign_ins(disk: Disk) {
    let (installation, _op, program, browser) = installation_with_upstream(disk.start()).await;
    let ready = async || browser.get("/readyz").await.status;
    for round in 0..ROUNDS {
        disk.fill(&installation, &program).await;
        loop {
            let people: Vec<_> = (0..4).map(|_| installation.browser()).collect();
            let [a, b, c, d] = [&people[0], &people[1], &people[2], &people[3]].map(|person| person.sign_in("op"));
            let (a, b, c, d) = tokio::join!(a, b, c, d);
            if [a, b, c, d].iter().any(|answer| answer.code() == "storage_unavailable") {
                break;
            }
        }
        disk.clear(&installation, &program).await;
        assert_eq!(ready().await, StatusCode::OK, "round {round}: there is space");
        for number in 0..10 {
            let answer = installation.browser().sign_in("op").await;
            assert_eq!(answer.header("location"), Some("/"), "round {round}, sign-in {number}");
        }
    }
    assert!(!program.terminate().await.stderr.contains("panicked"));
}

/// OU-01: SQLITE_FULL, on a small file system where one can be made.
#[tokio::test]
async fn ou_01_a_full_disk_under_sign_ins() {
    full_under_sign_ins(Disk::new().await).await;
}

/// OU-01: SQLITE_IOERR, by files that may not grow.
#[tokio::test]
async fn ou_01_failing_writes_under_sign_ins() {
    full_under_sign_ins(Disk::Limited).await;
}

/// DB-02: a sign-in waits while another process has the database to itself, and then succeeds; who is signed in waits for
/// nothing.
#[tokio::test]
async fn db_02_a_lock_of_another_process_is_waited_for() {
    let (installation, op, mut program, browser) = installation_with_upstream(&[]).await;
    let callback = browser.callback_of("op").await;
    let gate = Gate::new();
    op.faults().set(Endpoint::Userinfo, Fault::new().hold(&gate));
    program.until_log("\"purpose\":\"userinfo\"").await;
    let tab = browser.clone();
    let answer = tokio::spawn(async move { tab.get(callback).await });
    gate.reached(1).await;
    let other = database(&installation).await.test_access;
    let held = other.hold_writes().await.unwrap();
    gate.open();
    program.until_log("\"purpose\":\"userinfo\"").await;
    assert_eq!(sessions_of(&browser, &installation).await, 1);
    assert!(!answer.is_finished(), "it waits");
    drop(held);
    assert_eq!(answer.await.unwrap().header("location"), Some("/"));
    assert_eq!(sessions_of(&browser, &installation).await, 1, "the browser's old session was replaced");
}

/// DB-02: a lock that stays is unavailable storage at the deadline, never a sign-out and never somebody else's session.
#[tokio::test]
async fn db_02_a_lock_that_stays_is_unavailable_storage() {
    let (installation, op, program, browser) = installation_with_upstream(&[]).await;
    let new_browser = installation.browser();
    let callback = new_browser.callback_of("op").await;
    let other = database(&installation).await.test_access;
    let (before, tokens) = (other.count_rows().await.unwrap(), op.requests().count(Endpoint::Token));
    let held = other.hold_writes().await.unwrap();
    let (refused, ()) = tokio::join!(new_browser.get(&callback), async {
        assert_eq!(sessions_of(&browser, &installation).await, 1, "readers do not wait");
    });
    assert_eq!((refused.status, &*refused.code()), (StatusCode::SEE_OTHER, "storage_unavailable"));
    assert_eq!(op.requests().count(Endpoint::Token), tokens, "a code that could not be remembered is not used");
    drop(held);
    assert_eq!(other.count_rows().await.unwrap(), before);
    assert_eq!(sessions_of(&browser, &installation).await, 1);
    assert_eq!(new_browser.sign_in("op").await.header("location"), Some("/"), "without a restart");
    drop(program);
}

/// More connections than there are descriptors: half of those are for connections, so who is connected is answered, as
/// themselves, and can sign in again; who is not has to wait; and the program does not even notice at its own files.
#[tokio::test]
async fn file_descriptors_run_out() {
    let (installation, _op, mut program, browser) = installation_with_upstream(FEW_DESCRIPTORS).await;
    let crowd: Vec<_> = (0..96).map(|_| TcpStream::connect(installation.address()).unwrap()).collect();
    program.until_log("connection limit reached").await;
    for _ in 0..50 {
        // An idle connection is closed for another one; whoever asks by it at that moment asks again, as browsers do.
        let response = match browser.try_get("/api/auth/verify").await {
            Ok(response) => response,
            Err(_) => verify(&browser).await,
        };
        assert_eq!(
            (response.status, response.header("remote-user")),
            (StatusCode::OK, Some("amara")),
            "{}",
            response.body
        );
    }
    let tried = browser.get("/api/auth/providers/op/authorize").await;
    let callback = browser.through_the_provider(&tried).await;
    let answer = browser.get(callback).await;
    assert_eq!(answer.header("location"), Some("/"), "the way to the provider is open: {}", answer.body);
    drop(crowd);
    let new_user = installation.browser();
    assert_eq!(new_user.sign_in("op").await.header("location"), Some("/"), "without a restart");
    let log = program.terminate().await.stderr;
    assert!(!log.contains("accept error"), "{log}");
    assert!(!log.contains("panicked"), "{log}");
}
