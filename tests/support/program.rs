//! The real binary as a process of its own.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncWriteExt as _, BufReader},
    process::{Child, Command},
    sync::watch,
};

/// Not a measure of time: only so that a defect is a failure and not a test that never ends.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The binary that is next to the test's own: `cargo dev test` builds it first.
fn binary() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().find(|folder| folder.join("vestibule").is_file());
    profile.expect("the binary is not built; run `cargo build -p vestibule-cli` first").join("vestibule")
}

/// A command of the binary in `folder`, with nothing of our own environment but what `environment` says.
pub fn vestibule(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(binary());
    command.args(arguments).current_dir(folder).env_clear().envs(environment.iter().copied());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// The command as arguments of another one, which becomes it in the end.
pub fn preceded(through: &[&str], command: Command) -> Command {
    let [first, rest @ ..] = through else { return command };
    let inner = command.as_std();
    let mut outer = Command::new(first);
    outer.args(rest).arg(inner.get_program()).args(inner.get_args()).env_clear();
    outer.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    if let Some(folder) = inner.get_current_dir() {
        outer.current_dir(folder);
    }
    outer.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    outer
}

/// What a command left behind when it ended by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Its exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// All of stdout.
    pub stdout: String,
    /// All of stderr.
    pub stderr: String,
}

/// Exit code and both outputs of a command that ends by itself, without the line that says which installation it works on.
pub async fn run(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Ended {
    run_with_input(folder, arguments, environment, "").await
}

/// Like [`run`], with something to read on stdin.
pub async fn run_with_input(folder: &Path, arguments: &[&str], environment: &[(&str, &str)], input: &str) -> Ended {
    let mut ended = run_verbatim(folder, arguments, environment, input).await;
    ended.stderr = without_installation(&ended.stderr);
    ended
}

/// What a command writes to standard error, without the line that says which installation it works on.
pub(crate) fn without_installation(stderr: &str) -> String {
    match stderr.split_once('\n') {
        Some((first, rest)) if first.starts_with("installation: ") => rest.to_owned(),
        _ => stderr.to_owned(),
    }
}

/// Like [`run_with_input`], with all that it writes.
pub async fn run_verbatim(folder: &Path, arguments: &[&str], environment: &[(&str, &str)], input: &str) -> Ended {
    let mut child = vestibule(folder, arguments, environment).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A command that refuses before it reads has closed its end.
    let _ = stdin.write_all(input.as_bytes()).await;
    drop(stdin);
    let ended = tokio::time::timeout(TIMEOUT, child.wait_with_output()).await;
    let output = ended.unwrap_or_else(|_| panic!("{arguments:?} does not end")).unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// An output whose reader has gone, as after `| head -1`.
pub fn unread() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

/// Like [`run`], while nobody reads stdout.
pub async fn run_with_closed_stdout(folder: &Path, arguments: &[&str]) -> Ended {
    let child = vestibule(folder, arguments, &[]).stdout(unread()).spawn().unwrap();
    let ended = tokio::time::timeout(TIMEOUT, child.wait_with_output()).await;
    let output = ended.unwrap_or_else(|_| panic!("{arguments:?} does not end")).unwrap();
    let stderr = without_installation(&String::from_utf8(output.stderr).unwrap());
    Ended { code: output.status.code(), stdout: String::new(), stderr }
}

/// A running server. Dropping it kills it.
pub struct Program {
    child: Child,
    stdout: Transcript,
    stderr: Transcript,
}

impl Program {
    /// Starts the binary.
    pub fn start(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::spawn(vestibule(folder, arguments, environment))
    }

    /// Starts the binary through another command, which gets it and its arguments as its own last ones.
    pub fn start_under(wrapper: &[&str], folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let binary = binary();
        let all = [&wrapper[1..], &[binary.to_str().unwrap()], arguments].concat();
        let mut command = Command::new(wrapper[0]);
        command.args(all).current_dir(folder).env_clear().envs(environment.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        Self::spawn(command)
    }

    /// Starts any command whose outputs are pipes.
    pub fn spawn(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let stdout = Transcript::of(child.stdout.take().unwrap());
        let stderr = Transcript::of(child.stderr.take().unwrap());
        Self { child, stdout, stderr }
    }

    /// Waits until stderr has a line that contains `part`, behind the one that was waited for last, and returns it.
    pub async fn until_log(&mut self, part: &str) -> String {
        self.stderr.until(part).await
    }

    /// Waits until stderr has a line for each of `parts`, in any order, behind the one that was waited for last.
    pub async fn until_logs(&mut self, parts: &[&str]) {
        let from = self.stderr.position;
        let mut last = from;
        for part in parts {
            self.stderr.position = from;
            self.stderr.until(part).await;
            last = last.max(self.stderr.position);
        }
        self.stderr.position = last;
    }

    /// Waits until stdout has a line that contains `part`, behind the one that was waited for last, and returns it.
    pub async fn until_output(&mut self, part: &str) -> String {
        self.stdout.until(part).await
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id().expect("the program runs")
    }

    /// Sends it a signal, by its name without `SIG`.
    pub async fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([format!("-{name}"), self.id().to_string()]).status().await.unwrap();
        assert!(sent.success(), "SIG{name} was not sent");
    }

    /// Kills it without warning, as the kernel does when memory runs out, and waits until it is gone.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Waits until it ends by itself.
    pub async fn ended(mut self) -> Ended {
        let ended = tokio::time::timeout(TIMEOUT, self.child.wait()).await;
        let code = ended.expect("the program ends").unwrap().code();
        let stderr = without_installation(&self.stderr.complete().await);
        Ended { code, stdout: self.stdout.complete().await, stderr }
    }

    /// Asks it to end, and waits until it has.
    pub async fn terminate(self) -> Ended {
        self.signal("TERM").await;
        self.ended().await
    }
}

/// What a stream has said so far. A task reads it all the time, so that a program which nobody listens to goes on.
struct Transcript {
    said: watch::Receiver<Vec<String>>,
    /// How many lines have been looked at.
    position: usize,
}

impl Transcript {
    fn of(stream: impl AsyncRead + Send + Unpin + 'static) -> Self {
        let (sender, said) = watch::channel(Vec::new());
        tokio::spawn(async move {
            let mut lines = BufReader::new(stream).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                sender.send_modify(|said| said.push(line));
            }
        });
        Self { said, position: 0 }
    }

    async fn until(&mut self, part: &str) -> String {
        let from = self.position;
        let find = |said: &Vec<String>| said.iter().skip(from).position(|line| line.contains(part));
        let found = tokio::time::timeout(TIMEOUT, self.said.wait_for(|said| find(said).is_some())).await;
        let found = found.map(|said| said.map(|said| said.clone()));
        let (line, next) = match found {
            Ok(Ok(said)) => {
                let index = from + find(&said).unwrap();
                (said[index].clone(), index + 1)
            }
            Ok(Err(_)) => panic!("the program ended without saying {part:?}: {:#?}", *self.said.borrow()),
            Err(_) => panic!("the program does not say {part:?}: {:#?}", *self.said.borrow()),
        };
        self.position = next;
        line
    }

    /// Everything, once the stream has ended.
    async fn complete(mut self) -> String {
        while self.said.changed().await.is_ok() {}
        let said = self.said.borrow();
        said.iter().map(|line| format!("{line}\n")).collect()
    }
}
