//! A PostgreSQL server of a test's own.
//!
//! It lives in a temporary folder, listens on a socket there and nowhere else, and syncs nothing to the disk. A shell
//! waits for the end of its standard input, which the test's process holds: so the server and its folder go when the
//! test ends, however it ends.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    path::PathBuf,
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use crate::PostgresBackend;

const MISSING: &str = "these tests start a PostgreSQL server of their own, and its programs (`initdb`, `pg_ctl`) are neither \
                       on the PATH nor in /usr/lib/postgresql. Install them: `apt-get install postgresql`";

const SCRIPT: &str = r#"
set -eu
bin=$1
dir=$(mktemp -d "${TMPDIR:-/tmp}/vestibule-postgres.XXXXXX")
trap '"$bin/pg_ctl" stop -s -m immediate -D "$dir/data" >/dev/null 2>&1 || true; rm -rf "$dir"' EXIT
trap '' INT TERM
if [ -n "${5-}" ]; then
    "$bin/pg_basebackup" -h "$5" -p "$4" -U vestibule -D "$dir/data" -R --checkpoint=fast --no-sync >"$dir/log" 2>&1 \
        || { cat "$dir/log"; exit 1; }
    echo "unix_socket_directories = '$dir'" >>"$dir/data/postgresql.conf"
    "$bin/pg_ctl" start -s -w -D "$dir/data" -l "$dir/log" >/dev/null || { cat "$dir/log"; exit 1; }
    echo "ready $dir"
    read -r _ || true
    exit 0
fi
"$bin/initdb" --no-sync --auth=trust --username=vestibule --encoding=UTF8 --locale=C -D "$dir/data" >"$dir/log" 2>&1 \
    || { cat "$dir/log"; exit 1; }
cat >>"$dir/data/postgresql.conf" <<END
unix_socket_directories = '$dir'
listen_addresses = ''
max_connections = 250
fsync = off
full_page_writes = off
END
printf 'local all locked scram-sha-256\nlocal all all trust\nlocal replication all trust\n' >"$dir/data/pg_hba.conf"
if [ -n "${2-}" ]; then
    printf '%s' "$2" >"$dir/data/server.crt"
    (umask 077; printf '%s' "$3" >"$dir/data/server.key")
    printf "ssl = on\nlisten_addresses = '127.0.0.1'\n" >>"$dir/data/postgresql.conf"
    printf 'hostssl all locked 127.0.0.1/32 scram-sha-256\n' >>"$dir/data/pg_hba.conf"
fi
echo "port = $4" >>"$dir/data/postgresql.conf"
"$bin/pg_ctl" start -s -w -D "$dir/data" -l "$dir/log" >/dev/null || { cat "$dir/log"; exit 1; }
echo "ready $dir"
read -r _ || true
"#;

/// pgbouncer in front of a server, in one of its modes.
const POOLER: &str = r#"
set -eu
dir=$(mktemp -d "${TMPDIR:-/tmp}/vestibule-pgbouncer.XXXXXX")
trap 'kill $! 2>/dev/null || true; rm -rf "$dir"' EXIT
trap '' INT TERM
cat >"$dir/ini" <<END
[databases]
* = host=$1 port=$2 user=vestibule
[pgbouncer]
unix_socket_dir = $dir
listen_port = $2
auth_type = any
pool_mode = $3
default_pool_size = 40
$4
END
pgbouncer -q "$dir/ini" >"$dir/log" 2>&1 &
until [ -S "$dir/.s.PGSQL.$2" ]; do kill -0 $! 2>/dev/null || { cat "$dir/log"; exit 1; }; sleep 0.05; done
echo "ready $dir"
read -r _ || true
"#;

/// A running server.
pub struct PostgresServer {
    folder: PathBuf,
    bin: PathBuf,
    shell: Child,
    /// The shell waits for the end of it.
    input: Option<ChildStdin>,
    databases: AtomicU32,
    port: u16,
}

/// What a server under TLS shows, and what proves it, in PEM.
pub struct TlsIdentity {
    pub certificate: String,
    /// The key of that.
    pub key: String,
}

impl PostgresServer {
    /// The one that all tests of a program share.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<PostgresServer> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// Starts another one.
    pub fn start() -> Self {
        // The name of the socket contains it; nothing listens there.
        Self::try_start(["", ""], 5432).unwrap_or_else(|said| panic!("PostgreSQL does not start: {said}"))
    }

    /// Starts another one that answers on 127.0.0.1 as well: under TLS only, and only the user `locked`.
    pub fn start_with_tls(identity: &TlsIdentity) -> Self {
        // PostgreSQL cannot be given any port that is free, so a neighbour may be faster; then there is another one.
        let started = (0..9).find_map(|_| {
            let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
            Self::try_start([&identity.certificate, &identity.key], free.unwrap().port()).ok()
        });
        started.expect("PostgreSQL starts")
    }

    /// Where it answers under TLS.
    pub fn tls_port(&self) -> u16 {
        self.port
    }

    fn try_start(identity: [&str; 2], port: u16) -> Result<Self, String> {
        Self::try_start_of(identity, port, "")
    }

    /// A standby of this server, which follows it until it is promoted.
    pub fn start_standby(&self) -> Self {
        let started = Self::try_start_of(["", ""], self.port, self.folder.to_str().unwrap());
        started.unwrap_or_else(|said| panic!("the standby does not start: {said}"))
    }

    fn try_start_of(identity: [&str; 2], port: u16, primary: &str) -> Result<Self, String> {
        let bin = programs();
        let mut command = unprivileged("sh");
        command.args(["-c", SCRIPT, "sh"]).arg(&bin).args(identity).arg(port.to_string()).arg(primary);
        let (shell, input, folder) = start_in_shell(command)?;
        Ok(Self { folder, bin, shell, input: Some(input), databases: AtomicU32::new(0), port })
    }

    /// pgbouncer in front of it. `more` goes into its settings.
    pub fn start_pooler(&self, mode: &str, more: &str) -> Pooler {
        let mut command = unprivileged("sh");
        command.args(["-c", POOLER, "sh"]).arg(&self.folder).args([&self.port.to_string(), mode, more]);
        let (shell, input, folder) = start_in_shell(command)
            .unwrap_or_else(|said| panic!("pgbouncer does not start (`apt-get install pgbouncer`): {said}"));
        Pooler { folder, shell, input: Some(input), port: self.port }
    }

    /// The URL of a database on this server and another one, of which that one is used which takes writes.
    pub fn url_with(&self, other: &Self, database: &str) -> String {
        let (here, there) = (self.folder.display(), other.folder.display());
        format!("postgres:///{database}?host={here},{there}&port={}&user=vestibule", self.port)
    }

    /// Makes a standby the primary.
    pub fn promote(&self) {
        self.control(&["promote", "-s", "-w"]);
    }

    /// The URL of a database of that name, which need not be there.
    pub fn url(&self, database: &str) -> String {
        self.backend().url(database)
    }

    /// The URL as another user.
    pub fn url_as(&self, user: &str, database: &str) -> String {
        self.url(database).replacen("user=vestibule", &format!("user={user}"), 1)
    }

    /// The URL of a new, empty database.
    pub fn fresh_url(&self) -> String {
        self.url(&self.fresh_database())
    }

    /// The name of a new, empty database.
    pub fn fresh_database(&self) -> String {
        let name = format!("fresh_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.run(&format!("create database {name}"));
        name
    }

    /// What the conformance suite takes.
    pub fn backend(&self) -> PostgresBackend {
        let options = format!("?host={}&port={}&user=vestibule", self.folder.display(), self.port);
        PostgresBackend { server: "postgres:///".to_owned(), options }
    }

    /// Runs SQL as the superuser, and returns what it says.
    pub fn run(&self, sql: &str) -> String {
        self.run_on("postgres", sql)
    }

    /// The same in the database of that name.
    pub fn run_on(&self, database: &str, sql: &str) -> String {
        let mut psql = self.tool("psql", database);
        let done = psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql]).output().unwrap();
        assert!(done.status.success(), "{sql}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap().trim().to_owned()
    }

    /// A program of PostgreSQL's own on a database, as the superuser.
    pub fn tool(&self, program: &str, database: &str) -> Command {
        let mut command = Command::new(self.bin.join(program));
        command.args(["-U", "vestibule", "-p", &self.port.to_string(), "-d", database, "-h"]).arg(&self.folder);
        command
    }

    /// Ends all connections of a database from the server's side.
    pub fn end_connections(&self, database: &str) {
        self.run(&format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'"));
    }

    /// Stops it as a crash does.
    pub fn crash(&self) {
        self.control(&["stop", "-s", "-m", "immediate"]);
    }

    /// Restarts it as an upgrade or a service manager does.
    pub fn restart(&self) {
        let log = self.folder.join("log");
        self.control(&["restart", "-s", "-w", "-m", "fast", "-l", log.to_str().unwrap()]);
    }

    /// Starts it again after a crash.
    pub fn recover(&self) {
        let log = self.folder.join("log");
        self.control(&["start", "-s", "-w", "-l", log.to_str().unwrap()]);
    }

    /// Stops all its processes: connections stay open without a response.
    pub fn freeze(&self) -> Frozen {
        let processes =
            self.run("select string_agg(pid::text, ' ') from pg_stat_activity where pid <> pg_backend_pid()");
        let postmaster = std::fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap();
        let mut frozen = vec![postmaster.lines().next().unwrap().to_owned()];
        frozen.extend(processes.split(' ').map(str::to_owned));
        signal("-STOP", &frozen);
        Frozen(frozen)
    }

    fn control(&self, arguments: &[&str]) {
        let mut control = unprivileged(self.bin.join("pg_ctl").to_str().unwrap());
        control.arg("-D").arg(self.folder.join("data")).args(arguments).current_dir("/");
        let done = control.stdout(Stdio::null()).status().unwrap();
        assert!(done.success(), "pg_ctl {arguments:?}");
    }
}

/// Runs a script that says `ready`, with a folder, and ends with its standard input.
fn start_in_shell(mut command: Command) -> Result<(Child, ChildStdin, PathBuf), String> {
    let mut shell = command.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a shell");
    let (input, output) = (shell.stdin.take().unwrap(), shell.stdout.take().unwrap());
    let mut output = BufReader::new(output);
    let mut said = String::new();
    output.read_line(&mut said).unwrap();
    let Some(folder) = said.strip_prefix("ready ") else {
        output.read_to_string(&mut said).unwrap();
        drop(input);
        shell.wait().unwrap();
        return Err(said);
    };
    Ok((shell, input, PathBuf::from(folder.trim_end())))
}

/// A running pgbouncer.
pub struct Pooler {
    folder: PathBuf,
    shell: Child,
    input: Option<ChildStdin>,
    port: u16,
}

impl Pooler {
    /// The URL of a database behind it.
    pub fn url(&self, database: &str) -> String {
        format!("postgres:///{database}?host={}&port={}&user=vestibule", self.folder.display(), self.port)
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.shell.wait();
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.shell.wait();
    }
}

/// A server that does not answer until this is dropped.
pub struct Frozen(Vec<String>);

impl Drop for Frozen {
    fn drop(&mut self) {
        signal("-CONT", &self.0);
    }
}

fn signal(which: &str, processes: &[String]) {
    // A process may have ended by itself.
    let _ = unprivileged("kill").arg(which).args(processes).stderr(Stdio::null()).status();
}

/// The folder of the newest version.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let found = versions.filter_map(|entry| {
        let version: u32 = entry.file_name().to_str()?.parse().ok()?;
        let bin = entry.path().join("bin");
        bin.join("initdb").is_file().then_some((version, bin))
    });
    if let Some((_, bin)) = found.max() {
        return bin;
    }
    let on_path = Command::new("sh").args(["-c", "dirname \"$(command -v initdb)\""]).output().unwrap();
    let bin = PathBuf::from(String::from_utf8(on_path.stdout).unwrap().trim_end());
    assert!(bin.join("initdb").is_file(), "{MISSING}");
    bin
}

/// A command of somebody who is not root: as that, the server refuses to run.
fn unprivileged(program: &str) -> Command {
    let id = Command::new("id").arg("-u").output().expect("`id`");
    if id.stdout.trim_ascii() != b"0" {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--", program]);
    command
}
