//! nginx, Caddy, HAProxy and Apache, as Debian ships them, Traefik and Envoy, as `cargo dev test` gets them, with the
//! configuration that a page of `docs/` shows.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::{
    net::{TcpListener, TcpStream},
    process::Command,
};

use crate::Program;

/// The first block of that language in a page of `docs/`.
pub fn documented(page: &str, language: &str) -> String {
    first_block(&read(page), language)
}

/// The first block of that language under a heading of the page.
pub fn documented_under(page: &str, heading: &str, language: &str) -> String {
    let page = read(page);
    let section = page.split(&format!("\n## {heading}\n")).nth(1).expect("a section of that heading");
    first_block(section.split("\n## ").next().unwrap(), language)
}

fn read(page: &str) -> String {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs")).join(page);
    std::fs::read_to_string(path).unwrap()
}

fn first_block(text: &str, language: &str) -> String {
    let block = text.split(&format!("```{language}\n")).nth(1).expect("a block of that language");
    block.split("```").next().unwrap().to_owned()
}

/// Neither proxy says which port it was given when it asks for any. This loopback address is nobody else's, so a port
/// that was free a moment ago still is.
pub async fn free_address() -> SocketAddr {
    TcpListener::bind("127.77.0.1:0").await.unwrap().local_addr().unwrap()
}

/// Where `cargo dev test` has put a program that Debian does not have; else the one on the PATH.
fn fetched(relative: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let own = test.ancestors().map(|folder| folder.join("tools/proxies").join(relative)).find(|path| path.is_file());
    own.unwrap_or_else(|| Path::new(relative).file_name().unwrap().into())
}

fn piped(program: impl AsRef<std::ffi::OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env("HOME", folder).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// Starts nginx with these `upstream` and `server` blocks.
pub async fn nginx(folder: &Path, blocks: &str) -> Program {
    let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary: String =
        paths.iter().map(|name| format!("{name}_temp_path {}/{name};\n", folder.display())).collect();
    let configuration = format!(
        "daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log stderr notice;\nevents {{}}\nhttp {{\naccess_log off;\n\
         {temporary}{blocks}\n}}\n",
        folder = folder.display(),
    );
    std::fs::write(folder.join("nginx.conf"), configuration).unwrap();
    let mut command = piped("/usr/sbin/nginx", folder);
    command.args(["-e", "stderr", "-p", ".", "-c"]).arg(folder.join("nginx.conf"));
    let mut proxy = Program::spawn(command);
    proxy.until_log("using the \"epoll\" event method").await;
    proxy
}

/// Starts Caddy with these sites.
pub async fn caddy(folder: &Path, sites: &str) -> Program {
    let configuration = format!("{{\nadmin off\nauto_https off\n}}\n{sites}");
    std::fs::write(folder.join("Caddyfile"), configuration).unwrap();
    let mut command = piped("/usr/bin/caddy", folder);
    command.args(["run", "--adapter", "caddyfile", "--config"]).arg(folder.join("Caddyfile"));
    let mut proxy = Program::spawn(command);
    proxy.until_log("serving initial configuration").await;
    proxy
}

/// Starts HAProxy with this configuration, which listens at `address`.
pub async fn haproxy(folder: &Path, configuration: &str, address: SocketAddr) -> Program {
    std::fs::write(folder.join("haproxy.cfg"), configuration).unwrap();
    let mut command = piped("/usr/sbin/haproxy", folder);
    command.arg("-db").arg("-f").arg(folder.join("haproxy.cfg"));
    let proxy = Program::spawn(command);
    until_listening(address).await;
    proxy
}

/// For one that does not say when it listens.
async fn until_listening(address: SocketAddr) {
    while TcpStream::connect(address).await.is_err() {
        crate::pause().await;
    }
}

/// Starts Traefik with this dynamic configuration and one entry point, and waits until it serves `host`.
pub async fn traefik(folder: &Path, configuration: &str, address: SocketAddr, host: &str) -> Program {
    std::fs::write(folder.join("dynamic.yaml"), configuration).unwrap();
    let mut command = piped(fetched("bin/traefik"), folder);
    command.arg(format!("--entryPoints.web.address={address}")).arg("--providers.file.filename=dynamic.yaml");
    command.args(["--global.checkNewVersion=false", "--global.sendAnonymousUsage=false"]);
    let proxy = Program::spawn(command);
    until_listening(address).await;
    // It listens before it has read its routes, and knows no host until then.
    let client = reqwest::Client::builder().resolve(host, address).no_proxy().tls_certs_only([]).build().unwrap();
    let page = format!("http://{host}:{}/", address.port());
    while client.head(&page).send().await.is_ok_and(|answer| answer.status() == http::StatusCode::NOT_FOUND) {
        crate::pause().await;
    }
    proxy
}

/// Starts Envoy with this configuration.
pub async fn envoy(folder: &Path, configuration: &str) -> Program {
    std::fs::write(folder.join("envoy.yaml"), configuration).unwrap();
    let mut command = piped(fetched("envoy/_bin/envoy"), folder);
    command.args(["--concurrency", "1", "--disable-hot-restart", "-c"]).arg(folder.join("envoy.yaml"));
    let mut proxy = Program::spawn(command);
    proxy.until_log("starting main dispatch loop").await;
    proxy
}

/// Starts Apache with mod_auth_openidc and these directives.
pub async fn apache(folder: &Path, directives: &str) -> Program {
    let modules: String = ["authn_core", "authz_core", "authz_user", "auth_openidc", "proxy", "proxy_http"]
        .iter()
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
        .collect();
    let configuration = format!(
        "ServerRoot {folder}\nPidFile {folder}/pid\nServerName localhost\nUser nobody\nGroup nogroup\nErrorLog /dev/stderr\n\
         LoadModule mpm_worker_module /usr/lib/apache2/modules/mod_mpm_worker.so\n{modules}{directives}\n",
        folder = folder.display(),
    );
    std::fs::write(folder.join("apache.conf"), configuration).unwrap();
    let mut command = piped("/usr/sbin/apache2", folder);
    command.arg("-DFOREGROUND").arg("-d").arg(folder).arg("-f").arg(folder.join("apache.conf"));
    let mut proxy = Program::spawn(command);
    proxy.until_log("resuming normal operations").await;
    proxy
}
