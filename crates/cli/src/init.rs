//! `vestibule init`: a configuration file to start from. It is the one that the repository ships, with the answers in it.

use std::{
    io::{self, IsTerminal as _, Write as _},
    path::PathBuf,
    process::ExitCode,
    str::FromStr,
};

use url::Url;
use vestibule_config::Listen;
use vestibule_core::public_url::PublicUrl;

use crate::{Failure, cli::InitArguments, failure, new_file, print, startup};

/// Every setting with its default and a comment. `config` tests that it is complete.
const EXAMPLE: &str = include_str!("../example.toml");
/// The schema is a file of the repository.
const SCHEMA_LINE: &str = "#:schema ./schemas/config.schema.json\n";

pub(crate) fn init(config_file: Option<PathBuf>, arguments: InitArguments) -> Result<ExitCode, Failure> {
    if arguments.stdout {
        print(render(&Answers::of(&arguments))?.trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    let path = startup::sources(config_file)?.file();
    new_file::refuse_existing(&path)?;
    let answers = if io::stdin().is_terminal() { Answers::ask(arguments)? } else { Answers::of(&arguments) };
    new_file::write(&path, &render(&answers)?)?;
    let shown = path.display();
    print(&format!(
        "Wrote {shown}. Every setting is in it, with a comment.\n\nNext: start the server, and open the link that it prints to \
         create the first administrator:\n\n    vestibule serve --config {shown}"
    ));
    Ok(ExitCode::SUCCESS)
}

/// The values that differ from one installation to the next.
#[derive(Default)]
struct Answers {
    public_url: Option<String>,
    listen: Option<String>,
    data_dir: Option<String>,
}

impl Answers {
    /// What is not said follows from what is: on this machine, the port of one is the port of the other.
    fn of(arguments: &InitArguments) -> Self {
        let InitArguments { public_url, listen, data_dir, .. } = arguments;
        let url = public_url.as_ref().map(|url| url.as_str().to_owned());
        let place = listen.as_ref().map(Listen::to_string);
        Self {
            public_url: url.or_else(|| Some(format!("http://localhost:{}", listen.as_ref()?.port()?))),
            listen: place.or_else(|| Some(format!("127.0.0.1:{}", public_url.as_ref().and_then(own_port)?))),
            data_dir: data_dir.clone(),
        }
    }

    /// Asks for what no option says. An empty line is the default.
    fn ask(arguments: InitArguments) -> Result<Self, Failure> {
        let InitArguments { public_url, listen, data_dir, .. } = arguments;
        let public_url = public_url.map(|url| url.as_str().to_owned());
        let url = |text: &str| PublicUrl::parse(text).map(|url| url.as_str().to_owned()).map_err(|e| e.to_string());
        let place = |text: &str| Listen::from_str(text).map(|listen| listen.to_string()).map_err(|e| e.to_string());
        let public_url = match public_url {
            None => ask("At which URL will browsers reach it? [http://localhost:3000]", url)?,
            given => given,
        };
        let port = public_url.as_deref().and_then(|text| own_port(&PublicUrl::parse(text).ok()?)).unwrap_or(3000);
        let default = format!("127.0.0.1:{port}");
        Ok(Self {
            listen: match listen {
                None => ask(&format!("Where should it listen? [{default}]"), place)?.or(Some(default)),
                Some(listen) => Some(listen.to_string()),
            },
            public_url,
            data_dir: match data_dir {
                None => ask("Which folder should hold the database and the key? [data]", |text| Ok(text.to_owned()))?,
                given => given,
            },
        })
    }
}

/// The port of a URL on this machine, where no proxy has to be in front.
fn own_port(url: &PublicUrl) -> Option<u16> {
    let parsed = Url::parse(url.as_str()).ok().filter(|_| url.is_loopback())?;
    parsed.port_or_known_default()
}

/// Asks until the answer can be used.
fn ask(question: &str, parse: impl Fn(&str) -> Result<String, String>) -> Result<Option<String>, Failure> {
    loop {
        let mut output = io::stderr();
        write!(output, "{question} ")?;
        output.flush()?;
        let mut line = String::new();
        if io::stdin().read_line(&mut line)? == 0 {
            return Err(failure("standard input ended; nothing was written"));
        }
        match line.trim() {
            "" => return Ok(None),
            answer => match parse(answer) {
                Ok(value) => return Ok(Some(value)),
                Err(reason) => writeln!(output, "{answer}: {reason}")?,
            },
        }
    }
}

/// The example with the answers in the lines of their defaults.
fn render(answers: &Answers) -> Result<String, Failure> {
    let mut text = EXAMPLE.strip_prefix(SCHEMA_LINE).unwrap_or(EXAMPLE).to_owned();
    let values = [("public_url", &answers.public_url), ("listen", &answers.listen), ("data_dir", &answers.data_dir)];
    for (key, value) in values {
        let Some(value) = value else { continue };
        // What JSON escapes in a text, TOML escapes in the same way.
        let line = format!("{key} = {}", serde_json::to_string(value)?);
        text =
            text.lines().map(|old| if is_about(old, key) { &line } else { old }).collect::<Vec<_>>().join("\n") + "\n";
    }
    Ok(text)
}

fn is_about(line: &str, key: &str) -> bool {
    line.split_once(" = ").is_some_and(|(name, _)| name == key)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use vestibule_config::{Sources, load};

    use super::*;

    /// IN-03: what was answered is what a server reads, whatever characters it has.
    #[test]
    fn the_answers_are_in_the_configuration() {
        let answers = Answers {
            public_url: Some("https://auth.example.com".to_owned()),
            listen: Some("unix:/run/vestibule.sock".to_owned()),
            data_dir: Some("/srv/\"quoted\"\\data".to_owned()),
        };
        let folder = tempfile::tempdir().unwrap();
        new_file::write(&folder.path().join("new/config.toml"), &render(&answers).unwrap()).unwrap();
        let working_dir = folder.path().join("new");
        let config = load(&Sources { config_file: None, environment: Vec::new(), working_dir }).unwrap();
        assert_eq!(config.public_url.as_str(), "https://auth.example.com");
        assert_eq!(config.listen.to_string(), "unix:/run/vestibule.sock");
        assert_eq!(config.data_dir, Path::new("/srv/\"quoted\"\\data"));
    }

    /// IN-03: on this machine, one port is both.
    #[test]
    fn what_is_not_said_follows_from_what_is() {
        let of = |public_url: Option<&str>, listen: Option<&str>| {
            let public_url = public_url.map(|text| PublicUrl::parse(text).unwrap());
            let listen = listen.map(|text| text.parse().unwrap());
            let answers = Answers::of(&InitArguments { public_url, listen, data_dir: None, stdout: false });
            (answers.public_url, answers.listen)
        };
        let both = |url: &str, listen: &str| (Some(url.to_owned()), Some(listen.to_owned()));
        assert_eq!(of(Some("http://localhost:4000"), None), both("http://localhost:4000", "127.0.0.1:4000"));
        assert_eq!(of(None, Some(":4000")), both("http://localhost:4000", ":4000"));
        assert_eq!(of(Some("https://auth.example.com"), None), (Some("https://auth.example.com".to_owned()), None));
        assert_eq!(of(None, Some("unix:/run/v.sock")), (None, Some("unix:/run/v.sock".to_owned())));
        assert_eq!(of(None, None), (None, None));
    }

    /// IN-03: every line that is replaced is there.
    #[test]
    fn without_answers_it_is_the_example() {
        let text = render(&Answers::default()).unwrap();
        assert_eq!(Some(&*text), EXAMPLE.strip_prefix(SCHEMA_LINE));
        for key in ["public_url", "listen", "data_dir"] {
            assert_eq!(text.lines().filter(|line| is_about(line, key)).count(), 1, "{key}");
        }
    }
}
