//! `vestibule healthcheck`: asks the server that runs here whether it is ready.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
};

use axum::body::{Body, to_bytes};
use hyper::{Request, StatusCode, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, UnixStream},
};
use vestibule_config::{Listen, load_listen};

use crate::{FAULTS, Failure, cli::HealthcheckArguments, print, startup};

/// No answer of `/readyz` is longer.
const LONGEST_ANSWER: usize = 64 * 1024;

pub(crate) async fn healthcheck(
    config_file: Option<PathBuf>,
    arguments: &HealthcheckArguments,
) -> Result<ExitCode, Failure> {
    let listen = match &arguments.listen {
        Some(listen) => listen.clone(),
        None => load_listen(&startup::sources(config_file)?).map_err(|errors| unhealthy(errors.to_string()))?,
    };
    let answer = match tokio::time::timeout(arguments.timeout(), ask(&listen)).await {
        Ok(answer) => answer?,
        Err(_) => return Err(unhealthy(format!("{listen} did not answer in {:?}", arguments.timeout()))),
    };
    match answer {
        (StatusCode::OK, _) => {
            print("ready");
            Ok(ExitCode::SUCCESS)
        }
        (status, body) => Err(unhealthy(format!("{listen} is not ready: {} {}", status.as_u16(), body.trim()))),
    }
}

/// Container engines reserve the exit code 2 of a health check.
fn unhealthy(text: String) -> Failure {
    Failure { text, code: FAULTS }
}

/// Asks at the place where the server listens. What listens on every address is asked on loopback.
async fn ask(listen: &Listen) -> Result<(StatusCode, String), Failure> {
    let failed = |error: std::io::Error| unhealthy(format!("cannot connect to {listen}: {error}"));
    match listen {
        Listen::Address(address) => {
            ask_over(TcpStream::connect(reachable(*address)).await.map_err(failed)?, listen).await
        }
        Listen::EveryAddress(port) => {
            let both: [SocketAddr; 2] = [(Ipv4Addr::LOCALHOST, *port).into(), (Ipv6Addr::LOCALHOST, *port).into()];
            ask_over(TcpStream::connect(&both[..]).await.map_err(failed)?, listen).await
        }
        Listen::Unix { path, .. } => ask_over(UnixStream::connect(path).await.map_err(failed)?, listen).await,
        Listen::Passed => Err(unhealthy(
            "`listen` is `fd`, which does not say where; name the socket with --listen ADDRESS".to_owned(),
        )),
    }
}

fn reachable(address: SocketAddr) -> SocketAddr {
    let ip: IpAddr = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    (ip, address.port()).into()
}

async fn ask_over<S>(stream: S, listen: &Listen) -> Result<(StatusCode, String), Failure>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let failed = |error: &dyn std::error::Error| unhealthy(format!("{listen} did not answer: {error}"));
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|error| failed(&error))?;
    let connection = tokio::spawn(connection);
    let request = Request::get("/readyz").header("host", "localhost").header("accept", "application/json");
    let request = request.body(Body::empty()).map_err(|error| failed(&error))?;
    let response = sender.send_request(request).await.map_err(|error| failed(&error))?;
    let status = response.status();
    let body = to_bytes(Body::new(response.into_body()), LONGEST_ANSWER).await.map_err(|error| failed(&error))?;
    connection.abort();
    Ok((status, String::from_utf8_lossy(&body).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_asked_on_loopback() {
        for (address, asked) in [
            ("0.0.0.0:1", "127.0.0.1:1"),
            ("[::]:1", "[::1]:1"),
            ("10.0.0.1:1", "10.0.0.1:1"),
            ("127.0.0.1:1", "127.0.0.1:1"),
        ] {
            assert_eq!(reachable(address.parse().unwrap()).to_string(), asked);
        }
    }
}
