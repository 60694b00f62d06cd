//! What all connections share: crypto provider, certificate authorities, and the few clients that all providers share.

use std::{
    error::Error as _,
    sync::{Arc, OnceLock},
};

use ipnet::IpNet;
use reqwest::{Certificate, ClientBuilder, Identity, redirect::Policy, retry};
use rustls::{
    RootCertStore,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, pem::PemObject as _},
};
use rustls_native_certs::CertificateResult;
use vestibule_core::{http::TlsIdentity, secret::Secret};

use super::{
    address::{AddressRules, Grant},
    limits::Limits,
    resolver::{CheckedResolver, Resolve, SystemResolver},
};

/// What outgoing HTTP is configured with.
#[derive(Default)]
pub struct HttpOptions {
    /// Private networks that upstreams may live in (`network.allow_private`).
    pub allow_private: Vec<IpNet>,
    /// PEM files with certificate authorities in addition to those of the machine (`network.extra_ca`), in the order of the
    /// configuration.
    pub extra_ca: Vec<Vec<u8>>,
    /// Asked for the addresses of a name. Default: the operating system.
    pub resolver: Option<Arc<dyn Resolve>>,
}

/// Why outgoing HTTP cannot be set up. Files count from 1.
#[derive(Debug, thiserror::Error)]
pub enum HttpSetupError {
    /// A file without a certificate.
    #[error("file {0} of network.extra_ca holds no PEM certificate. Write the authority's certificate in PEM form")]
    NoCertificate(usize),
    /// A certificate that cannot be read.
    #[error("file {index} of network.extra_ca holds a certificate that cannot be used")]
    BadCertificate {
        /// Which file.
        index: usize,
        /// What is wrong with it.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Makes aws-lc-rs the process's TLS crypto provider, unless one is installed already. May be called any number of
/// times.
pub fn install_crypto_provider() {
    if CryptoProvider::get_default().is_none() {
        // An error means that another thread was faster, with the same provider.
        let _ = aws_lc_rs::default_provider().install_default();
    }
}

/// One client for each grant, made when it is needed: each has all authorities of the machine. A pooled connection is only ever
/// reused under the grant that it was checked under: whoever may use a client for a host may reach every address which that client's
/// resolver accepts for it.
pub(crate) struct SharedClients {
    made: Clients,
    maker: ClientMaker,
}

/// The clients of the grants, or why one cannot be made.
type Clients = [OnceLock<Result<reqwest::Client, String>>; Grant::ALL.len()];

/// What a client is made of.
struct ClientMaker {
    authorities: Authorities,
    names: Arc<dyn Resolve>,
    rules: Arc<AddressRules>,
    limits: Limits,
}

/// The clients of one provider that has a certificate of its own, made when they are needed: no other provider's requests
/// travel on their connections.
pub(crate) struct OwnClients {
    identity: TlsIdentity,
    made: Clients,
}

impl OwnClients {
    pub(crate) fn new(identity: TlsIdentity) -> Self {
        Self { identity, made: Default::default() }
    }
}

impl SharedClients {
    pub(crate) fn build(
        options: HttpOptions,
        rules: &Arc<AddressRules>,
        limits: Limits,
    ) -> Result<Self, HttpSetupError> {
        install_crypto_provider();
        let authorities = Authorities::new(&options.extra_ca)?;
        let names = options.resolver.unwrap_or_else(|| Arc::new(SystemResolver));
        let maker = ClientMaker { authorities, names, rules: rules.clone(), limits };
        Ok(Self { made: Default::default(), maker })
    }

    /// The client that all providers share. The error says why TLS cannot be set up.
    pub(crate) fn under(&self, grant: Grant) -> Result<&reqwest::Client, &str> {
        let make = || self.maker.make(grant).build();
        let make = || make().map_err(|error| format!("TLS cannot be set up: {}", innermost_cause(&error)));
        self.made[grant.index()].get_or_init(make).as_ref().map_err(String::as_str)
    }

    /// The client that shows a provider's own certificate. The error says why it cannot be shown.
    pub(crate) fn own<'c>(&self, own: &'c OwnClients, grant: Grant) -> Result<&'c reqwest::Client, &'c str> {
        let make = || {
            let TlsIdentity { certificate, key } = &own.identity;
            let pem = Secret::new(format!("{}\n{certificate}", key.expose()));
            let identity = Identity::from_pem(pem.expose().as_bytes())?;
            self.maker.make(grant).identity(identity).build()
        };
        let make = || make().map_err(|error| format!("our certificate cannot be shown: {}", innermost_cause(&error)));
        own.made[grant.index()].get_or_init(make).as_ref().map_err(String::as_str)
    }
}

impl ClientMaker {
    fn make(&self, grant: Grant) -> ClientBuilder {
        let resolver = CheckedResolver { names: self.names.clone(), rules: self.rules.clone(), grant };
        self.authorities.apply(base(self.limits).dns_resolver(Arc::new(resolver)))
    }
}

fn innermost_cause(error: &reqwest::Error) -> String {
    let innermost = std::iter::successors(error.source(), |cause| (*cause).source()).last();
    innermost.map_or_else(|| error.to_string(), ToString::to_string)
}

fn base(limits: Limits) -> ClientBuilder {
    ClientBuilder::new()
        .user_agent(concat!("vestibule/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(limits.connect)
        .redirect(Policy::none())
        // The default resends what it thinks a server has not looked at; a code must never travel twice.
        .retry(retry::never())
        .referer(false)
        .no_proxy()
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        // Shorter than what servers keep connections for, so that a request seldom meets one that is just closing.
        .pool_idle_timeout(limits.idle)
        .pool_max_idle_per_host(8)
}

/// The certificate authorities that are trusted: those of the machine, or the ones inside the program on a machine that has
/// none, as in an image made from scratch; and those of the configuration.
struct Authorities {
    /// Those of the configuration.
    own: Vec<Certificate>,
    /// All of them, put together when the first client is made.
    all: OnceLock<Vec<Certificate>>,
}

/// Those of the machine, read once in the life of a process: a directory of them is some three hundred files.
static MACHINE: OnceLock<CertificateResult> = OnceLock::new();

/// Reads the certificate authorities of the machine, unless that has been done. A start does it on another thread: the first request
/// to an upstream needs them, and nothing before.
pub fn read_authorities() {
    machine();
}

/// Waits until they are read, without blocking the runtime.
pub(super) async fn authorities_are_read() {
    if MACHINE.get().is_none() {
        let _ = tokio::task::spawn_blocking(read_authorities).await;
    }
}

fn machine() -> &'static CertificateResult {
    MACHINE.get_or_init(|| {
        let mut machine = rustls_native_certs::load_native_certs();
        machine.certs = usable(machine.certs);
        machine
    })
}

/// Each one that TLS can use, once.
fn usable(machine: Vec<CertificateDer<'static>>) -> Vec<CertificateDer<'static>> {
    // A machine has most of them twice: in one file for all, and in a file of their own.
    let mut trusted: Vec<_> = machine.into_iter().filter(is_authority).collect();
    trusted.sort_unstable_by(|one, other| one.as_ref().cmp(other.as_ref()));
    trusted.dedup();
    trusted
}

impl Authorities {
    /// With those of the PEM files of the configuration.
    fn new(files: &[Vec<u8>]) -> Result<Self, HttpSetupError> {
        let own = files.iter().enumerate().map(|(position, file)| parse_authorities(position + 1, file));
        let own = own.collect::<Result<Vec<_>, _>>()?.concat();
        Ok(Self { own, all: OnceLock::new() })
    }

    fn all(&self) -> &[Certificate] {
        self.all.get_or_init(|| {
            for error in &machine().errors {
                tracing::warn!(%error, "a certificate authority of this machine cannot be read");
            }
            self.with_machine(&machine().certs)
        })
    }

    fn with_machine(&self, mut machine: &[CertificateDer<'static>]) -> Vec<Certificate> {
        if machine.is_empty() {
            tracing::info!("this machine has no certificate authorities; the ones inside the program are used");
            machine = webpki_root_certs::TLS_SERVER_ROOT_CERTS;
        }
        let machine = machine.iter().filter_map(|der| Certificate::from_der(der).ok());
        machine.chain(self.own.iter().cloned()).collect()
    }

    fn apply(&self, builder: ClientBuilder) -> ClientBuilder {
        builder.tls_certs_only(self.all().iter().cloned())
    }
}

/// What TLS cannot use is left out, as other programs do with what a machine has.
fn is_authority(der: &CertificateDer<'static>) -> bool {
    RootCertStore::empty().add(der.clone()).is_ok()
}

fn parse_authorities(index: usize, pem: &[u8]) -> Result<Vec<Certificate>, HttpSetupError> {
    let bad = |source: Box<dyn std::error::Error + Send + Sync>| HttpSetupError::BadCertificate { index, source };
    let mut scratch = RootCertStore::empty();
    let mut found = Vec::new();
    for der in CertificateDer::pem_slice_iter(pem) {
        let der = der.map_err(|error| bad(Box::new(error)))?;
        scratch.add(der.clone()).map_err(|error| bad(Box::new(error)))?;
        found.push(Certificate::from_der(&der).map_err(|error| bad(Box::new(error)))?);
    }
    if found.is_empty() { Err(HttpSetupError::NoCertificate(index)) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_authority_file_is_named() {
        for (files, wanted) in [
            (vec![b"not a certificate".to_vec()], "file 1"),
            (vec![Vec::new()], "file 1"),
            (vec![b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_vec()], "file 1"),
        ] {
            let options = HttpOptions { extra_ca: files, ..HttpOptions::default() };
            let error = SharedClients::build(options, &Arc::default(), Limits::default()).err().unwrap();
            assert!(error.to_string().contains(wanted), "{error}");
        }
    }

    #[test]
    fn a_machine_without_authorities_uses_the_built_in_ones() {
        install_crypto_provider();
        let authorities = Authorities::new(&[]).unwrap();
        let built_in = authorities.with_machine(&[]);
        assert_eq!(built_in.len(), webpki_root_certs::TLS_SERVER_ROOT_CERTS.len());
        assert!(authorities.all.set(built_in).is_ok());
        assert!(authorities.apply(base(Limits::default())).build().is_ok());
    }

    #[test]
    fn authorities_count_once_and_what_is_none_is_left_out() {
        let known = webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].clone();
        let machine = vec![known.clone(), CertificateDer::from(vec![1, 2, 3]), known];
        assert_eq!(usable(machine).len(), 1);
    }
}
