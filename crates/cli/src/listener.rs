//! The socket that a server accepts connections from: TCP, Unix, or one that systemd has opened.

use std::{
    fmt, fs, io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    os::unix::{
        fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _},
        net::{UnixListener as StdUnixListener, UnixStream as StdUnixStream},
    },
    path::{Path, PathBuf},
};

use listenfd::ListenFd;
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio_util::either::Either;
use vestibule_config::Listen;

use crate::{Failure, NOT_NOW, UNUSABLE, failure};

/// Whose address a connection through a Unix socket counts for: whoever may open its file is on this machine.
const SOCKET_PEER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// A socket that is bound.
#[derive(Debug)]
pub(crate) enum Listener {
    Tcp(TcpListener),
    /// With the file that is removed at the end, unless somebody else made it.
    Unix(UnixListener, Option<SocketFile>),
}

impl Listener {
    /// Binds what `setting` says, or explains why it cannot.
    pub(crate) async fn bind(setting: &str, listen: &Listen) -> Result<Self, Failure> {
        match listen {
            Listen::Address(address) => Ok(Self::Tcp(tcp(setting, *address).await?)),
            Listen::EveryAddress(port) => match TcpListener::bind((Ipv6Addr::UNSPECIFIED, *port)).await {
                // Where the system has no IPv6, the other addresses are all.
                Err(error) if error.kind() != io::ErrorKind::AddrInUse => {
                    Ok(Self::Tcp(tcp(setting, (Ipv4Addr::UNSPECIFIED, *port).into()).await?))
                }
                bound => bound.map(Self::Tcp).map_err(|error| refused(setting, &listen.to_string(), &error)),
            },
            Listen::Unix { path, mode } => {
                let (listener, file) = unix(setting, path, *mode)?;
                Ok(Self::Unix(UnixListener::from_std(listener)?, Some(file)))
            }
            Listen::Passed => passed(setting, &mut ListenFd::from_env()),
        }
    }
}

impl fmt::Display for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(listener) => listener.local_addr().map_err(|_| fmt::Error)?.fmt(f),
            // It has been renamed since it was bound.
            Self::Unix(_, Some(file)) => write!(f, "unix:{}", file.path.display()),
            Self::Unix(listener, None) => {
                let address = listener.local_addr().map_err(|_| fmt::Error)?;
                write!(f, "unix:{}", address.as_pathname().unwrap_or(Path::new("")).display())
            }
        }
    }
}

impl axum::serve::Listener for Listener {
    type Io = Either<TcpStream, UnixStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        match self {
            Self::Tcp(listener) => {
                let (stream, peer) = axum::serve::Listener::accept(listener).await;
                // Responses are small and written at once; waiting to fill a packet only adds delay.
                let _ = stream.set_nodelay(true);
                (Either::Left(stream), peer)
            }
            Self::Unix(listener, _) => {
                let (stream, _) = axum::serve::Listener::accept(listener).await;
                (Either::Right(stream), SOCKET_PEER)
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Tcp(listener) => listener.local_addr(),
            Self::Unix(..) => Ok(SOCKET_PEER),
        }
    }
}

async fn tcp(setting: &str, address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| refused(setting, &address.to_string(), &error))
}

fn refused(setting: &str, place: &str, error: &io::Error) -> Failure {
    let what = match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!("the address is in use by another program; stop it, or change `{setting}`")
        }
        io::ErrorKind::PermissionDenied => {
            format!("this user is not permitted to use the port; change `{setting}` to a port above 1023")
        }
        _ => format!("{error}; change `{setting}`"),
    };
    let code = if error.kind() == io::ErrorKind::AddrInUse { NOT_NOW } else { UNUSABLE };
    Failure { text: format!("cannot listen on {place}: {what}"), code }
}

/// Binds a socket under another name, gives it its permissions and only then its name: nobody connects before.
fn unix(setting: &str, path: &Path, mode: u32) -> Result<(StdUnixListener, SocketFile), Failure> {
    let shown = path.display();
    let failed = |error: io::Error| failure(format!("cannot listen on unix:{shown}: {error}; change `{setting}`"));
    match fs::symlink_metadata(path) {
        Ok(found) if !found.file_type().is_socket() => {
            let text =
                format!("cannot listen on unix:{shown}: a file that is no socket has this name; change `{setting}`");
            return Err(failure(text));
        }
        Ok(_) => match StdUnixStream::connect(path) {
            // Nobody answers: it was left behind by a server that was killed.
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {}
            Err(error) => return Err(failed(error)),
            Ok(_) => {
                let text = format!(
                    "cannot listen on unix:{shown}: another program listens there; stop it, or change `{setting}`"
                );
                return Err(Failure { text, code: NOT_NOW });
            }
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    let parent = path.parent().unwrap_or(Path::new("/"));
    let folder = tempfile::Builder::new().prefix(".v-").tempdir_in(parent).map_err(failed)?;
    let temporary = folder.path().join("s");
    let listener = StdUnixListener::bind(&temporary).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    fs::set_permissions(&temporary, fs::Permissions::from_mode(mode)).map_err(failed)?;
    let inode = fs::symlink_metadata(&temporary).map_err(failed)?.ino();
    fs::rename(&temporary, path).map_err(failed)?;
    Ok((listener, SocketFile { path: path.to_owned(), inode }))
}

/// The file of a socket of our own. Dropping it removes it.
#[derive(Debug)]
pub(crate) struct SocketFile {
    path: PathBuf,
    inode: u64,
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        if fs::symlink_metadata(&self.path).is_ok_and(|found| found.ino() == self.inode) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The first socket that was passed, whichever kind it is.
fn passed(setting: &str, passed: &mut ListenFd) -> Result<Listener, Failure> {
    if let Ok(Some(listener)) = passed.take_tcp_listener(0) {
        listener.set_nonblocking(true)?;
        return Ok(Listener::Tcp(TcpListener::from_std(listener)?));
    }
    if let Ok(Some(listener)) = passed.take_unix_listener(0) {
        listener.set_nonblocking(true)?;
        return Ok(Listener::Unix(UnixListener::from_std(listener)?, None));
    }
    Err(failure(format!(
        "`{setting}` is `fd`, and no socket was passed that takes connections: start the server by its socket unit \
         (`systemctl start vestibule.socket`), or write an address and a port"
    )))
}

#[cfg(test)]
mod tests {
    use axum::serve::Listener as _;

    use super::*;

    fn at(folder: &Path) -> Listen {
        Listen::Unix { path: folder.join("http.sock"), mode: 0o600 }
    }

    /// IN-02.
    #[tokio::test]
    async fn a_socket_has_its_permissions_and_goes_with_its_server() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("http.sock");
        let listener = Listener::bind("listen", &at(folder.path())).await.unwrap();
        assert_eq!(listener.to_string(), format!("unix:{}", path.display()));
        assert_eq!(fs::symlink_metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let second = Listener::bind("listen", &at(folder.path())).await.unwrap_err();
        assert_eq!(second.code, NOT_NOW, "{}", second.text);
        drop(listener);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
    }

    /// IN-02.
    #[tokio::test]
    async fn a_socket_that_was_left_behind_is_replaced_and_another_file_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("http.sock");
        drop(StdUnixListener::bind(&path).unwrap());
        assert!(path.exists(), "as after a kill");
        drop(Listener::bind("listen", &at(folder.path())).await.unwrap());
        fs::write(&path, "mine").unwrap();
        let refused = Listener::bind("listen", &at(folder.path())).await.unwrap_err();
        assert_eq!(refused.code, UNUSABLE, "{}", refused.text);
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    }

    /// IN-02: a socket that somebody else has bound under the same name since is theirs.
    #[tokio::test]
    async fn only_our_own_file_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("http.sock");
        let listener = Listener::bind("listen", &at(folder.path())).await.unwrap();
        fs::rename(&path, folder.path().join("moved")).unwrap();
        let _other = StdUnixListener::bind(&path).unwrap();
        drop(listener);
        assert!(path.exists());
    }

    #[tokio::test]
    async fn who_connects_to_a_socket_is_on_this_machine() {
        let folder = tempfile::tempdir().unwrap();
        let mut listener = Listener::bind("listen", &at(folder.path())).await.unwrap();
        let _client = UnixStream::connect(folder.path().join("http.sock")).await.unwrap();
        assert_eq!(axum::serve::Listener::accept(&mut listener).await.1.ip(), Ipv4Addr::LOCALHOST);
    }

    #[tokio::test]
    async fn every_address_is_both_kinds_where_there_are_both() {
        let listener = Listener::bind("listen", &Listen::EveryAddress(0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
    }

    #[test]
    fn without_a_socket_that_is_passed() {
        let refused = passed("listen", &mut ListenFd::empty()).unwrap_err();
        assert!(refused.text.contains("vestibule.socket"), "{}", refused.text);
    }
}
