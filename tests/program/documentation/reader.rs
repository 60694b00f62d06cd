//! Somebody who reads a page and does what it says, in one shell.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, process::Stdio};

use http::Method;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::Mutex,
};
use vestibule_demo_idp::DemoIdp;
use vestibule_tests::{
    Program,
    installation::{Installation, SECRET, provider, state_line},
    run, vestibule,
};

use super::block::{Block, Role};

/// In place of systemd: one unit, whose process is in `server.pid`. `start` waits until it answers, and `stop` until it is gone.
const SYSTEMCTL: &str = r#"#!/bin/sh -eu
case $1 in
start)
    setsid vestibule serve >>server.log 2>&1 </dev/null &
    echo $! >server.pid
    until curl --silent --fail --output /dev/null "$BASE_URL/readyz"; do kill -0 "$(cat server.pid)"; done ;;
stop)
    kill "$(cat server.pid)"
    tail --pid="$(cat server.pid)" --follow /dev/null ;;
reload) kill -HUP "$(cat server.pid)" ;;
esac
"#;

/// What ends a command's output in the pipe from the shell.
const END: &str = "-- the end of what a command says --";

/// A value that every kind of secret may have.
const ANY_SECRET: &str = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

/// A key for a configuration that is only checked.
const ANY_KEY: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

/// What pages that show a part of a configuration take for granted.
const BEGINNING: &str = "public_url = \"https://auth.example.com\"\n[providers.pocketid]\nenabled = true\n\
    credentials = { issuer_url = \"https://id.example.com\", client_id = \"x\", client_secret = \"y\" }\n";

/// A definition of one's own.
const CLUB: &str = r#"id = "club"
name = "Our club"
protocol = "oidc"
[claims]
subject = "sub"
[credentials]
type = "object"
required = ["issuer_url", "client_id", "client_secret"]
[credentials.properties]
issuer_url = { type = "string", title = "Provider URL", format = "uri" }
client_id = { type = "string", title = "Client ID" }
client_secret = { type = "string", title = "Client secret", writeOnly = true }
"#;

pub(super) struct Reader {
    installation: Installation,
    op: DemoIdp,
    shell: Mutex<Shell>,
    /// Whether a server runs for the page, at its addresses here.
    serves: bool,
    server: Option<Program>,
    /// The reference of a sign-in that failed.
    reference: String,
    /// What the last command said.
    pub(super) said: String,
}

/// One shell for a whole page: what is set in one block is there in the next.
struct Shell {
    _child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    scripts: u32,
}

impl Shell {
    fn start(installation: &Installation) -> Self {
        let folder = installation.folder();
        let program = vestibule(folder, &[], &[]);
        let built = Path::new(program.as_std().get_program()).parent().unwrap().to_owned();
        let mut shell = Command::new("sh");
        shell.arg("-eu").current_dir(folder).kill_on_drop(true).env_clear();
        shell.envs(installation.variables().iter().map(|(name, value)| (name, value)));
        shell.env("PATH", format!("{}:{}:/usr/bin:/bin", folder.join("bin").display(), built.display()));
        shell.env("BASE_URL", installation.base.origin().ascii_serialization()).env("ANY_SECRET", ANY_SECRET);
        let mut child = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()).lines());
        Self { _child: child, input, output, scripts: 0 }
    }

    /// Runs it, and returns what it says. A command that fails ends the shell, and the test.
    async fn run(&mut self, folder: &Path, script: &str) -> String {
        self.scripts += 1;
        let file = format!("script-{}.sh", self.scripts);
        fs::write(folder.join(&file), script).unwrap();
        let line = format!(". ./{file} </dev/null 2>&1\necho\necho '{END}'\n");
        self.input.write_all(line.as_bytes()).await.unwrap();
        let mut said = String::new();
        while let Some(line) = self.output.next_line().await.unwrap() {
            if line == END {
                return said;
            }
            said.push_str(&line);
            said.push('\n');
        }
        panic!("it fails: {script}\nwith: {said}");
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let pid = fs::read_to_string(self.installation.path("server.pid")).unwrap_or_default();
        if !pid.is_empty() {
            let _ = std::process::Command::new("kill").arg("-KILL").arg(pid.trim()).output();
        }
    }
}

impl Reader {
    /// Somebody in an empty folder, or in one where a server runs with the provider that the README sets up.
    pub(super) async fn new(serves: bool) -> Self {
        let mut installation = Installation::new();
        let op = installation.upstream(&["pocketid", "work"]).await;
        for (name, value) in [
            ("POCKETID_CLIENT_SECRET", SECRET),
            ("WIKI_CLIENT_SECRET", ANY_SECRET),
            ("CHAT_WEBHOOK_SECRET", ANY_SECRET),
        ] {
            installation.set(name, value);
        }
        for folder in ["bin", "backup", "providers", "apps"] {
            fs::create_dir(installation.path(folder)).unwrap();
        }
        let systemctl = installation.path("bin/systemctl");
        fs::write(&systemctl, SYSTEMCTL).unwrap();
        fs::set_permissions(&systemctl, fs::Permissions::from_mode(0o755)).unwrap();
        let shell = Mutex::new(Shell::start(&installation));
        let mut reader =
            Self { installation, op, shell, serves, server: None, reference: String::new(), said: String::new() };
        if serves {
            reader.prepare().await;
        }
        reader
    }

    /// What a page about an installation takes for granted: a provider, a server, an administrator, and files of one's own.
    async fn prepare(&mut self) {
        self.installation.configure(&provider("pocketid", self.op.issuer()));
        for file in ["club.toml", "providers/club.toml"] {
            fs::write(self.installation.path(file), CLUB).unwrap();
        }
        self.type_in("systemctl start vestibule").await;
        self.installation.browser().sign_in("pocketid").await;
        self.reference = self.fail_to_sign_in().await;
        self.type_in("vestibule admin token documentation >token 2>/dev/null").await;
        self.type_in("TOKEN=$(cat token); export TOKEN").await;
    }

    /// Somebody tries a password that is none; returns the reference that they see.
    async fn fail_to_sign_in(&self) -> String {
        let headers = [("accept", "application/json"), ("content-type", "application/json")];
        let body = r#"{"email": "nobody@example.com", "password": "a guess"}"#.to_owned();
        let refused = self.installation.browser().send(Method::POST, "/api/auth/password", &headers, Some(body)).await;
        refused.json()["ref"].as_str().unwrap().to_owned()
    }

    /// Types something that is not on the page.
    pub(super) async fn type_in(&self, script: &str) -> String {
        self.shell.lock().await.run(self.installation.folder(), script).await
    }

    /// The text of the page with the addresses and the values that hold here.
    fn here(&self, text: &str) -> String {
        let base = self.installation.base.origin().ascii_serialization();
        let backup = self.installation.path("backup");
        let pairs = [
            ("https://auth.example.com", base.as_str()),
            ("https://id.example.com", self.op.issuer()),
            ("K7Q2M4X9TB", &self.reference),
            ("127.0.0.1:9100", "127.0.0.1:0"),
            ("catalogue_key = \"…\"", &format!("catalogue_key = \"{}\"", self.printed_key())),
            ("client_id = \"…\"", "client_id = \"pocketid\""),
            (
                "\"client_id\": \"3f1c9f0a\", \"client_secret\": \"…\"",
                &format!("\"client_id\": \"work\", \"client_secret\": \"{SECRET}\""),
            ),
            ("/backup/vestibule-2026-11-25.db", &format!("{}/vestibule-$(date +%F).db", backup.display())),
            (" /backup/", &format!(" {}/", backup.display())),
        ];
        pairs.iter().fold(text.to_owned(), |text, (page, here)| text.replace(page, here))
    }

    /// The key that the last command has printed, if it has.
    fn printed_key(&self) -> &str {
        self.said.split("catalogue_key = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or(ANY_KEY)
    }

    pub(super) async fn follow(&mut self, block: &Block) {
        match &block.role {
            Role::Run => self.said = self.type_in(&self.here(&block.text)).await,
            Role::Serve(id) => self.serve(&self.here(&block.text), id).await,
            Role::Save(path) => self.save(block, path, false).await,
            Role::Add(path) => self.save(block, path, true).await,
            Role::Nothing | Role::Elsewhere(_) | Role::NotRun(_) => {}
        }
    }

    /// Saves a file as the page shows it, and has it checked. Where a server runs, it gets the file with the addresses that hold
    /// here.
    async fn save(&self, block: &Block, path: &str, adds: bool) {
        let is_configuration = path == "config.toml";
        let shown = self.installation.path("shown");
        fs::create_dir_all(shown.join(path).parent().unwrap()).unwrap();
        let beginning = if adds {
            fs::read_to_string(shown.join(path)).unwrap_or_else(|_| BEGINNING.to_owned())
        } else {
            String::new()
        };
        fs::write(
            shown.join(path),
            format!(
                "{beginning}\n{}",
                block.text.replace("catalogue_key = \"…\"", &format!("catalogue_key = \"{ANY_KEY}\""))
            ),
        )
        .unwrap();
        let checked = if is_configuration { vec!["check"] } else { vec!["app", "lint", path] };
        let names = ["POCKETID_CLIENT_SECRET", "WIKI_CLIENT_SECRET", "CHAT_WEBHOOK_SECRET"];
        let ended = run(&shown, &checked, &names.map(|name| (name, ANY_SECRET))).await;
        assert_eq!(ended.code, Some(0), "{}: {}{}", block.place, ended.stdout, ended.stderr);

        let file = self.installation.path(path);
        let before = if adds { fs::read_to_string(&file).unwrap_or_default() } else { String::new() };
        fs::write(&file, format!("{before}\n{}", self.here(&block.text))).unwrap();
        if self.serves {
            self.type_in("systemctl reload vestibule").await;
        }
    }

    /// Runs all lines but the last, which is the server, and signs somebody in once the provider is ready: their cookie is what an
    /// application gets.
    async fn serve(&mut self, text: &str, id: &str) {
        let (before, last) = text.trim_end().rsplit_once('\n').unwrap_or(("", text));
        self.said = self.type_in(before).await;
        let mut shell = Command::new("sh");
        let program = vestibule(self.installation.folder(), &[], &[]);
        let built = Path::new(program.as_std().get_program()).parent().unwrap().to_owned();
        shell
            .args(["-euc", &format!("exec {last}")])
            .current_dir(self.installation.folder())
            .kill_on_drop(true)
            .env_clear();
        shell.envs(self.installation.variables().iter().map(|(name, value)| (name, value)));
        shell.env("PATH", format!("{}:/usr/bin:/bin", built.display())).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut server = Program::spawn(shell);
        server.until_log(&state_line(id, "ready")).await;
        self.server = Some(server);
        let browser = self.installation.browser();
        browser.sign_in(id).await;
        let cookies: Vec<_> =
            browser.cookies("session").into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        self.type_in(&format!("COOKIE='{}'", cookies.join("; "))).await;
    }
}
