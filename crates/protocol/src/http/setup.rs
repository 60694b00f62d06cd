//! What all connections share: crypto provider, certificate authorities, and the few clients that all providers share.

use std::sync::Arc;

use ipnet::IpNet;
use reqwest::{Certificate, ClientBuilder, redirect::Policy, retry};
use rustls::{
    RootCertStore,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, pem::PemObject as _},
};

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
    /// The TLS client cannot be built.
    #[error("the TLS client cannot be set up")]
    Client(#[source] reqwest::Error),
}

/// Makes aws-lc-rs the process's TLS crypto provider, unless one is installed already. May be called any number of
/// times.
pub fn install_crypto_provider() {
    if CryptoProvider::get_default().is_none() {
        // An error means that another thread was faster, with the same provider.
        let _ = aws_lc_rs::default_provider().install_default();
    }
}

/// One client for each grant. A pooled connection is only ever reused under the grant that it was checked under:
/// whoever may use a client for a host may reach every address which that client's resolver accepts for it.
pub(crate) struct SharedClients([reqwest::Client; 4]);

impl SharedClients {
    pub(crate) fn build(
        options: HttpOptions,
        rules: &Arc<AddressRules>,
        limits: Limits,
    ) -> Result<Self, HttpSetupError> {
        install_crypto_provider();
        let authorities = Authorities::load(&options.extra_ca, limits)?;
        let names = options.resolver.unwrap_or_else(|| Arc::new(SystemResolver));
        let build = |loopback, private| {
            let resolver =
                CheckedResolver { names: names.clone(), rules: rules.clone(), grant: Grant { loopback, private } };
            let builder = authorities.apply(base(limits).dns_resolver(Arc::new(resolver)));
            builder.build().map_err(HttpSetupError::Client)
        };
        Ok(Self([build(false, false)?, build(false, true)?, build(true, false)?, build(true, true)?]))
    }

    pub(crate) fn under(&self, grant: Grant) -> &reqwest::Client {
        &self.0[usize::from(grant.loopback) * 2 + usize::from(grant.private)]
    }
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

/// The certificate authorities that are trusted.
struct Authorities {
    extra: Vec<Certificate>,
    machine_has_some: bool,
}

impl Authorities {
    fn load(files: &[Vec<u8>], limits: Limits) -> Result<Self, HttpSetupError> {
        let mut extra = Vec::new();
        for (position, file) in files.iter().enumerate() {
            extra.extend(parse_authorities(position + 1, file)?);
        }
        // Without extra authorities the platform verifier refuses to start on a machine that has none, as in an image
        // made from scratch.
        let machine_has_some = base(limits).build().is_ok();
        if !machine_has_some {
            tracing::info!("this machine has no certificate authorities; the ones inside the program are used");
        }
        Ok(Self { extra, machine_has_some })
    }

    fn apply(&self, builder: ClientBuilder) -> ClientBuilder {
        if self.machine_has_some {
            return builder.tls_certs_merge(self.extra.iter().cloned());
        }
        let built_in = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
        let built_in = built_in.filter_map(|der| Certificate::from_der(der).ok());
        builder.tls_certs_only(built_in.chain(self.extra.iter().cloned()))
    }
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
    fn the_built_in_authorities_can_be_used() {
        install_crypto_provider();
        install_crypto_provider();
        let authorities = Authorities { extra: Vec::new(), machine_has_some: false };
        assert!(authorities.apply(base(Limits::default())).build().is_ok());
    }
}
