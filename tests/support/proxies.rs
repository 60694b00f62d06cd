//! nginx, Caddy, HAProxy and Apache, as Debian ships them, with the configuration that a page of `docs/` shows.

use std::{net::SocketAddr, path::Path, process::Stdio};

use tokio::{net::TcpListener, process::Command};

use crate::Program;

/// The first block of that language in a page of `docs/`.
pub fn documented(page: &str, language: &str) -> String {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs")).join(page);
    let page = std::fs::read_to_string(path).unwrap();
    let block = page.split(&format!("```{language}\n")).nth(1).expect("a block of that language");
    block.split("```").next().unwrap().to_owned()
}

/// Neither proxy says which port it was given when it asks for any. This loopback address is nobody else's, so a port
/// that was free a moment ago still is.
pub async fn free_address() -> SocketAddr {
    TcpListener::bind("127.77.0.1:0").await.unwrap().local_addr().unwrap()
}

fn piped(program: &str, folder: &Path) -> Command {
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
    // It does not say when it listens.
    while tokio::net::TcpStream::connect(address).await.is_err() {
        tokio::task::yield_now().await;
    }
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
