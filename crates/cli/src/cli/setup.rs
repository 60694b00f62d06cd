//! What `--help` shows of commands that set up, run and watch a server.

use std::{path::PathBuf, time::Duration};

use clap::{Args, ValueEnum, ValueHint};
use clap_complete::Shell;
use vestibule_config::{Listen, Sources};
use vestibule_core::public_url::PublicUrl;

/// The programs whose configuration can be read.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Program {
    /// Its YAML files: session, addresses, rules of access, OpenID clients
    Authelia,
    /// Its YAML file: connectors and clients
    Dex,
    /// Its configuration file, a file with its variables, and the YAML of --alpha-config
    #[value(name = "oauth2-proxy")]
    Oauth2Proxy,
    /// Its database, palmr.db: providers, and people with their identities, in a new installation
    Palmr,
    /// A file with its variables, or its YAML file
    Tinyauth,
}

/// Settings that a command line overrides.
#[derive(Debug, Default, Args)]
pub(crate) struct ServeArguments {
    /// Where to listen: overrides `listen` of the configuration and VESTIBULE_LISTEN. An address and port, `:3000`,
    /// `unix:/run/vestibule/http.sock`, or `fd`
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<Listen>,
    /// The address at which browsers reach this installation: overrides `public_url` and VESTIBULE_PUBLIC_URL
    #[arg(long, value_name = "URL", value_parser = public_url)]
    pub(crate) public_url: Option<PublicUrl>,
    /// The folder for database and key: overrides `data_dir` and VESTIBULE_DATA_DIR. Other commands find it by those alone
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub(crate) data_dir: Option<PathBuf>,
}

impl ServeArguments {
    /// As the variables of the same names: each value has been checked, so nothing is ever reported at a variable that nobody
    /// has set. A relative folder is one of the working folder, as on every command line.
    pub(crate) fn add_to(self, sources: &mut Sources) {
        let Self { listen, public_url, data_dir } = self;
        let data_dir = data_dir.map(|folder| sources.working_dir.join(folder).to_string_lossy().into_owned());
        let settings = [
            ("VESTIBULE_LISTEN", listen.map(|listen| listen.to_string())),
            ("VESTIBULE_PUBLIC_URL", public_url.map(|url| url.as_str().to_owned())),
            ("VESTIBULE_DATA_DIR", data_dir),
        ];
        let given = settings.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        sources.environment.extend(given);
    }
}

#[derive(Debug, Args)]
pub(crate) struct InitArguments {
    /// The address at which browsers will reach it: https, unless the host is loopback
    #[arg(long, value_name = "URL", value_parser = public_url)]
    pub(crate) public_url: Option<PublicUrl>,
    /// Where the server will listen
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<Listen>,
    /// The folder for database and key
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub(crate) data_dir: Option<String>,
    /// Print the configuration instead of writing it, and ask nothing
    #[arg(long)]
    pub(crate) stdout: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArguments {
    /// The program whose configuration it is
    #[arg(value_enum)]
    pub(crate) program: Program,
    /// Its configuration files; they are read together, and a later one wins
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct HealthcheckArguments {
    /// Where the server listens, if not where the configuration says
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<Listen>,
    /// Seconds until an answer has to be there
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=600))]
    timeout: u16,
}

impl HealthcheckArguments {
    pub(crate) fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout.into())
    }
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// The shell
    pub(crate) shell: Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArguments {
    /// Write one page for each command into this folder, which has to exist
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct VersionArguments {
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

fn public_url(text: &str) -> Result<PublicUrl, String> {
    PublicUrl::parse(text).map_err(|error| error.to_string())
}
