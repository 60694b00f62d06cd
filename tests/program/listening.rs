//! Where a server listens in addition to an address and a port, and how a container asks whether it is ready.

use std::{
    fs,
    net::TcpListener,
    os::{fd::OwnedFd, unix::fs::FileTypeExt as _},
    path::Path,
    process::Stdio,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::UnixStream,
};
use vestibule_tests::{Program, preceded, run, vestibule};

const GET: &[u8] = b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

async fn ask(socket: &Path) -> String {
    let mut stream = UnixStream::connect(socket).await.unwrap();
    stream.write_all(GET).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// IN-02, IN-04: a socket, a kill that leaves it behind, and the health check of it.
#[tokio::test]
async fn in_02_a_server_behind_a_socket() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("http.sock");
    let listen = format!("unix:{}", socket.display());
    let arguments = ["serve", "--listen", &*listen, "--public-url", "http://localhost:1", "--data-dir", "state"];
    let health = ["healthcheck", "--listen", &*listen];
    let mut killed = Program::start(folder.path(), &arguments, &[]);
    assert!(killed.until_log("\"listening\"").await.contains("http://localhost:1"), "--public-url");
    killed.until_log("setup_url").await;
    assert!(ask(&socket).await.starts_with("HTTP/1.1 200"));
    let ready = run(folder.path(), &health, &[]).await;
    assert_eq!((ready.code, &*ready.stdout), (Some(0), "ready\n"), "{}", ready.stderr);
    assert!(folder.path().join("state/vestibule.db").is_file(), "--data-dir");
    killed.kill().await;
    assert!(fs::symlink_metadata(&socket).unwrap().file_type().is_socket(), "it is left behind");
    let ill = run(folder.path(), &health, &[]).await;
    assert_eq!(ill.code, Some(1), "{}", ill.stderr);

    let mut program = Program::start(folder.path(), &arguments, &[]);
    program.until_log("setup_url").await;
    assert!(ask(&socket).await.starts_with("HTTP/1.1 200"));
    assert_eq!(program.terminate().await.code, Some(0));
    assert!(!socket.exists());
}

/// IN-02: as systemd starts a service whose socket unit has a connection.
#[tokio::test]
async fn in_02_a_socket_that_is_passed() {
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let through = ["sh", "-c", "LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\" \"$@\" 3<&0"];
    let mut command = preceded(&through, vestibule(folder.path(), &["serve", "--listen", "fd"], &[]));
    command.env("PATH", "/usr/bin:/bin").stdin(Stdio::from(OwnedFd::from(listener)));
    let mut program = Program::spawn(command);
    assert!(program.until_log("\"listening\"").await.contains(&address));
    program.until_log("setup_url").await;
    let ready = run(folder.path(), &["healthcheck", "--listen", &address], &[]).await;
    assert_eq!(ready.code, Some(0), "{}", ready.stderr);
    assert_eq!(program.terminate().await.code, Some(0));

    let none = run(folder.path(), &["serve", "--listen", "fd"], &[]).await;
    assert_eq!(none.code, Some(2), "{}", none.stderr);
    assert!(none.stderr.contains("vestibule.socket"), "{}", none.stderr);
}

/// IN-04: a configuration that somebody is editing does not make a server ill.
#[tokio::test]
async fn in_04_a_health_check_reads_the_address_alone() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("http.sock");
    let file = folder.path().join("config.toml");
    let listen = format!("listen = \"unix:{}\"\n", socket.display());
    fs::write(&file, &listen).unwrap();
    let mut program = Program::start(folder.path(), &["serve"], &[]);
    program.until_log("setup_url").await;
    fs::write(&file, format!("{listen}[session]\nidle = \"never\"\n")).unwrap();
    let ready = run(folder.path(), &["healthcheck"], &[]).await;
    assert_eq!((ready.code, &*ready.stdout), (Some(0), "ready\n"), "{}", ready.stderr);
    program.terminate().await;
    fs::write(&file, "listen = \"3000\"\n").unwrap();
    let unknown = run(folder.path(), &["healthcheck"], &[]).await;
    assert_eq!(unknown.code, Some(1), "no other code: container engines reserve them");
    assert!(unknown.stderr.contains("is a port alone"), "{}", unknown.stderr);
}
