//! Where a server listens, as an operator writes it.

use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    str::FromStr,
};

/// What a socket of our own lets others do: its owner and its group may connect.
const SOCKET_MODE: u32 = 0o660;
/// `sun_path` of `unix(7)` without the zero at its end, less what a temporary name takes while the socket is made.
const LONGEST_SOCKET_PATH: usize = 90;

/// Where a server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listen {
    /// An address and a port. Port 0 lets the system choose.
    Address(SocketAddr),
    /// A port on every address of this machine, IPv6 and IPv4.
    EveryAddress(u16),
    /// A Unix socket.
    Unix {
        /// Its path. Absolute.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The socket that whoever started the program has opened and passed, as systemd does for a socket unit.
    Passed,
}

impl Listen {
    /// The port, where there is one that is known beforehand.
    pub const fn port(&self) -> Option<u16> {
        match self {
            Self::Address(address) if address.port() != 0 => Some(address.port()),
            Self::EveryAddress(port) if *port != 0 => Some(*port),
            _ => None,
        }
    }
}

/// Why a text says no place to listen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidListen {
    /// Nothing that is known.
    #[error(
        "must be an address and a port such as `127.0.0.1:3000`, `localhost:3000`, `[::]:3000` or `:3000` (every address), a \
         socket such as `unix:/run/vestibule/http.sock`, or `fd` (a socket that systemd passes)"
    )]
    Unknown,
    /// A number alone.
    #[error("is a port alone; write `127.0.0.1:{0}` for this machine, or `:{0}` for every address")]
    PortAlone(u16),
    /// A name that would have to be resolved.
    #[error(
        "has a host name; write an IP address, because a name may lead elsewhere tomorrow. `localhost` is the one exception"
    )]
    HostName,
    /// A path that depends on where the program was started.
    #[error("needs the absolute path of a socket, such as `unix:/run/vestibule/http.sock`")]
    RelativePath,
    /// Longer than the system takes.
    #[error("has a path of more than {LONGEST_SOCKET_PATH} bytes, which a socket cannot have; choose a shorter one")]
    LongPath,
    /// No octal number between 0 and 777.
    #[error("has permission bits that are not octal; write them as `unix:/run/vestibule/http.sock|0660`")]
    Mode,
}

impl FromStr for Listen {
    type Err = InvalidListen;

    fn from_str(text: &str) -> Result<Self, InvalidListen> {
        if text == "fd" {
            return Ok(Self::Passed);
        }
        if let Some(rest) = text.strip_prefix("unix:") {
            return unix(rest);
        }
        if let Ok(address) = text.parse() {
            return Ok(Self::Address(address));
        }
        if let Ok(port) = text.parse() {
            return Err(InvalidListen::PortAlone(port));
        }
        let Some((host, Ok(port))) = text.rsplit_once(':').map(|(host, port)| (host, port.parse::<u16>())) else {
            return Err(InvalidListen::Unknown);
        };
        match host {
            "" => Ok(Self::EveryAddress(port)),
            "localhost" => Ok(Self::Address((Ipv4Addr::LOCALHOST, port).into())),
            name if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte)) => {
                Err(InvalidListen::HostName)
            }
            _ => Err(InvalidListen::Unknown),
        }
    }
}

/// `PATH` or `PATH|MODE`.
fn unix(text: &str) -> Result<Listen, InvalidListen> {
    let (path, mode) = match text.split_once('|') {
        Some((path, mode)) => (path, u32::from_str_radix(mode, 8).ok().filter(|mode| *mode <= 0o777)),
        None => (text, Some(SOCKET_MODE)),
    };
    let path = Path::new(path);
    if !path.is_absolute() || path.file_name().is_none() {
        return Err(InvalidListen::RelativePath);
    }
    if path.as_os_str().len() > LONGEST_SOCKET_PATH {
        return Err(InvalidListen::LongPath);
    }
    Ok(Listen::Unix { path: path.to_owned(), mode: mode.ok_or(InvalidListen::Mode)? })
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::EveryAddress(port) => write!(f, ":{port}"),
            Self::Unix { path, mode: SOCKET_MODE } => write!(f, "unix:{}", path.display()),
            Self::Unix { path, mode } => write!(f, "unix:{}|{mode:04o}", path.display()),
            Self::Passed => f.write_str("fd"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// IN-01.
    #[test]
    fn places_to_listen() {
        for (text, shown) in [
            ("127.0.0.1:3000", "127.0.0.1:3000"),
            ("0.0.0.0:0", "0.0.0.0:0"),
            ("[::]:3000", "[::]:3000"),
            ("localhost:3000", "127.0.0.1:3000"),
            (":3000", ":3000"),
            ("fd", "fd"),
            ("unix:/run/vestibule.sock", "unix:/run/vestibule.sock"),
            ("unix:/run/vestibule.sock|0660", "unix:/run/vestibule.sock"),
            ("unix:/run/vestibule.sock|600", "unix:/run/vestibule.sock|0600"),
        ] {
            let parsed = text.parse::<Listen>().unwrap();
            assert_eq!(parsed.to_string(), shown, "{text}");
            assert_eq!(shown.parse(), Ok(parsed), "{text}: what is shown can be written");
        }
    }

    /// IN-01.
    #[test]
    fn what_is_no_place() {
        let long = format!("unix:/{}", "a".repeat(LONGEST_SOCKET_PATH));
        for (text, expected) in [
            ("", InvalidListen::Unknown),
            ("3000", InvalidListen::PortAlone(3000)),
            ("127.0.0.1", InvalidListen::Unknown),
            ("127.0.0.1:70000", InvalidListen::Unknown),
            (":", InvalidListen::Unknown),
            ("http://127.0.0.1:3000", InvalidListen::Unknown),
            ("auth.example.com:3000", InvalidListen::HostName),
            ("unix:run/vestibule.sock", InvalidListen::RelativePath),
            ("unix:", InvalidListen::RelativePath),
            ("unix:/", InvalidListen::RelativePath),
            ("unix:/run/v.sock|rw", InvalidListen::Mode),
            ("unix:/run/v.sock|1777", InvalidListen::Mode),
            (&*long, InvalidListen::LongPath),
        ] {
            assert_eq!(text.parse::<Listen>(), Err(expected), "{text}");
        }
    }
}
