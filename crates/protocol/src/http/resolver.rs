//! From a host name to the addresses that a request may connect to.
//!
//! The check sits between the name service and the connector, so the address that was checked is the one that is
//! connected to: a name that answers differently the next time (DNS rebinding) is checked again, or not asked at all.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolving};
use vestibule_core::http::HttpError;

use super::address::{AddressRules, Grant, bare_host, refusal};

/// Asks a name service. A parameter, so that a test can say what a name means.
#[async_trait]
pub trait Resolve: Send + Sync {
    /// All addresses of `host`. An empty list and an error both mean that the name does not resolve.
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// The operating system's resolver.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemResolver;

#[async_trait]
impl Resolve for SystemResolver {
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        let found = tokio::net::lookup_host((host, 0)).await?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

/// Hands the connector only what the rules allow under one grant.
pub(crate) struct CheckedResolver {
    pub(crate) names: Arc<dyn Resolve>,
    pub(crate) rules: Arc<AddressRules>,
    pub(crate) grant: Grant,
}

impl reqwest::dns::Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (names, rules, grant) = (self.names.clone(), self.rules.clone(), self.grant);
        Box::pin(async move {
            let allowed = checked(&*names, &rules, grant, name.as_str()).await?;
            Ok(Box::new(allowed.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

async fn checked(
    names: &dyn Resolve,
    rules: &AddressRules,
    grant: Grant,
    host: &str,
) -> Result<Vec<IpAddr>, HttpError> {
    let found = if is_localhost(host) {
        // RFC 6761 §6.3: these names are this machine, whatever a name service says.
        vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]
    } else {
        names.resolve(host).await.map_err(|_| HttpError::UnknownHost(host.to_owned()))?
    };
    let allowed: Vec<_> = found.iter().copied().filter(|address| rules.allows(*address, grant)).collect();
    match found.first() {
        _ if !allowed.is_empty() => Ok(allowed),
        Some(first) => Err(refusal(host, *first)),
        None => Err(HttpError::UnknownHost(host.to_owned())),
    }
}

fn is_localhost(host: &str) -> bool {
    let host = bare_host(host).to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(Vec<&'static str>);

    #[async_trait]
    impl Resolve for Fixed {
        async fn resolve(&self, _: &str) -> io::Result<Vec<IpAddr>> {
            Ok(self.0.iter().map(|text| text.parse().unwrap()).collect())
        }
    }

    async fn ask(host: &str, answer: &[&'static str], grant: Grant) -> Result<Vec<IpAddr>, HttpError> {
        checked(&Fixed(answer.to_vec()), &AddressRules::default(), grant, host).await
    }

    /// NW-02: the address counts, not the name.
    #[tokio::test]
    async fn a_name_is_refused_on_its_address() {
        for address in "127.0.0.1 0.0.0.0 ::1 :: ::ffff:127.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: 10.0.0.1 \
                        172.16.0.0 172.31.255.255 192.168.0.1 169.254.169.254 ::ffff:a9fe:a9fe 100.64.0.1 192.0.0.1 \
                        198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255 fc00::1 fd00:ec2::254 fe80::1 ff02::1 2001:db8::1"
            .split_whitespace()
        {
            let refused = ask("id.example.com", &[address], Grant::default()).await;
            assert!(matches!(refused, Err(HttpError::Forbidden { .. })), "{address:?}: {refused:?}");
        }
        let unknown = ask("id.example.com", &[], Grant::default()).await;
        assert_eq!(unknown, Err(HttpError::UnknownHost("id.example.com".into())));
    }

    #[tokio::test]
    async fn only_allowed_addresses_reach_the_connector() {
        let mixed = ask("id.example.com", &["127.0.0.1", "8.8.8.8"], Grant::default()).await;
        assert_eq!(mixed, Ok(vec!["8.8.8.8".parse().unwrap()]));
    }

    #[tokio::test]
    async fn localhost_is_never_asked_for() {
        let grant = Grant { loopback: true, ..Grant::default() };
        for host in ["localhost", "LOCALHOST.", "op.localhost"] {
            let found = ask(host, &["8.8.8.8"], grant).await.unwrap();
            assert!(found.iter().all(IpAddr::is_loopback), "{host}: {found:?}");
            assert!(matches!(ask(host, &["8.8.8.8"], Grant::default()).await, Err(HttpError::Forbidden { .. })));
        }
    }
}
