//! Which addresses a request may reach. Pure rules, no sockets.
//!
//! Owns the classes of addresses and the decision of `docs/architecture.md` about them. Refuses to look up a name: the
//! resolver hands in what it found.
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;
use vestibule_core::http::{HttpError, NetworkScope};

/// What kind of place an address is, for the one question whether a request may go there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressClass {
    /// The open internet.
    Public,
    /// Somebody's own network: RFC 1918, unique local (RFC 4193), shared address space (RFC 6598).
    Private,
    /// This machine.
    Loopback,
    /// Link-local, cloud metadata, multicast, documentation, reserved and transition ranges: no setting opens these.
    Never,
}

impl AddressClass {
    /// The class in the words of an operator.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "a public address",
            Self::Private => "a private address",
            Self::Loopback => "a loopback address",
            Self::Never => "a link-local, metadata, multicast or reserved address",
        }
    }

    /// The class of `address`, after the IANA special-purpose registries (RFC 6890 and its updates).
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(v4) => class_of_v4(v4),
            IpAddr::V6(v6) => class_of_v6(v6),
        }
    }
}

/// Addresses inside ordinary ranges behind which clouds keep the credentials of a machine.
const METADATA_V4: &[Ipv4Addr] = &[
    Ipv4Addr::new(100, 100, 100, 200), // Alibaba Cloud
    Ipv4Addr::new(168, 63, 129, 16),   // Azure
];
const METADATA_V6: &[Ipv6Addr] = &[
    Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x254), // Amazon EC2
    Ipv6Addr::new(0xfd20, 0x00ce, 0, 0, 0, 0, 0, 0x254), // Google Cloud
];

fn class_of_v4(address: Ipv4Addr) -> AddressClass {
    let [a, b, c, _] = address.octets();
    match (a, b, c) {
        _ if METADATA_V4.contains(&address) => AddressClass::Never,
        (127, ..) => AddressClass::Loopback,
        (10, ..) | (172, 16..=31, _) | (192, 168, _) | (100, 64..=127, _) => AddressClass::Private,
        (0 | 224..=255, ..) | (169, 254, _) => AddressClass::Never,
        (192, 0, 0 | 2) | (192, 88, 99) | (198, 18 | 19, _) | (198, 51, 100) | (203, 0, 113) => AddressClass::Never,
        _ => AddressClass::Public,
    }
}

fn class_of_v6(address: Ipv6Addr) -> AddressClass {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return class_of_v4(mapped);
    }
    let [s0, s1, s2, s3, s4, s5, s6, s7] = address.segments();
    match (s0, s1) {
        _ if address == Ipv6Addr::LOCALHOST => AddressClass::Loopback,
        _ if METADATA_V6.contains(&address) => AddressClass::Never,
        // NAT64 (RFC 6052 §3.1): represents an IPv4 address, which must be a public one.
        (0x64, 0xff9b) if [s2, s3, s4, s5] == [0; 4] => {
            let [[a, b], [c, d]] = [s6.to_be_bytes(), s7.to_be_bytes()];
            match class_of_v4(Ipv4Addr::new(a, b, c, d)) {
                AddressClass::Public => AddressClass::Public,
                _ => AddressClass::Never,
            }
        }
        (0xfc00..=0xfdff, _) => AddressClass::Private,
        // Inside of the global unicast range: protocol assignments with Teredo, documentation twice, and 6to4.
        (0x2001, 0..=0x1ff | 0xdb8) | (0x3fff, 0..=0xfff) | (0x2002, _) => AddressClass::Never,
        (0x2000..=0x3fff, _) => AddressClass::Public,
        _ => AddressClass::Never,
    }
}

/// The installation's network rules (`[network] allow_private`).
#[derive(Debug, Clone, Default)]
pub struct AddressRules {
    allow_private: Vec<IpNet>,
}

/// Which private addresses a request may reach.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Private {
    /// Those in networks that the operator has listed.
    #[default]
    Listed,
    /// All, because the operator typed the host.
    All,
    /// None, because somebody who has not signed in typed the host.
    None,
}

/// What one provider's request to one host may reach in addition to public addresses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Grant {
    /// Loopback addresses.
    pub(crate) loopback: bool,
    /// Private addresses.
    pub(crate) private: Private,
}

impl Grant {
    /// Each there is, in the order of [`Self::index`].
    pub(crate) const ALL: [Self; 6] = [
        Self { loopback: false, private: Private::Listed },
        Self { loopback: false, private: Private::All },
        Self { loopback: false, private: Private::None },
        Self { loopback: true, private: Private::Listed },
        Self { loopback: true, private: Private::All },
        Self { loopback: true, private: Private::None },
    ];

    /// Its place among all of them.
    pub(crate) const fn index(self) -> usize {
        self.loopback as usize * 3 + self.private as usize
    }

    /// What `scope` says about `host` (as written in a URL).
    pub(crate) fn of(scope: &NetworkScope, host: &str) -> Self {
        let bare = bare_host(host);
        let typed = || scope.operator_hosts.iter().any(|typed| bare_host(typed).eq_ignore_ascii_case(bare));
        let private = match scope.public_only {
            true => Private::None,
            false if typed() => Private::All,
            false => Private::Listed,
        };
        Self { loopback: scope.loopback, private }
    }
}

/// A host without the brackets of an IPv6 literal and without the dot of a fully qualified name.
pub(crate) fn bare_host(host: &str) -> &str {
    let host = host.strip_suffix('.').unwrap_or(host);
    host.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(host)
}

impl AddressRules {
    /// Rules that let providers into these networks, as far as they are private ones.
    pub fn new(allow_private: Vec<IpNet>) -> Self {
        Self { allow_private }
    }

    pub(crate) fn allows(&self, address: IpAddr, grant: Grant) -> bool {
        match AddressClass::of(address) {
            AddressClass::Public => true,
            AddressClass::Loopback => grant.loopback,
            AddressClass::Private => match grant.private {
                Private::Listed => self.lists(address),
                Private::All => true,
                Private::None => false,
            },
            AddressClass::Never => false,
        }
    }

    fn lists(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.allow_private.iter().any(|network| network.contains(&address))
    }

    /// Says why `address`, which `host` resolves to, may not be reached; `None` when it may.
    pub fn find_refusal(&self, host: &str, address: IpAddr, scope: &NetworkScope) -> Option<HttpError> {
        let grant = Grant::of(scope, host);
        (!self.allows(address, grant)).then(|| refusal(host, address))
    }
}

pub(crate) fn refusal(host: &str, address: IpAddr) -> HttpError {
    let class = AddressClass::of(address);
    let remedy = match class {
        AddressClass::Private => {
            let canonical = address.to_canonical();
            format!("Add {canonical} or its network to network.allow_private, or write this host in config.toml")
        }
        AddressClass::Loopback => "It is reachable only when public_url and the issuer are on loopback too".to_owned(),
        AddressClass::Public | AddressClass::Never => "No setting allows it".to_owned(),
    };
    HttpError::Forbidden { host: host.to_owned(), address, class: class.as_str(), remedy }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// NW-01, and the neighbouring ranges in the registries.
    #[test]
    fn every_special_range_has_its_class() {
        use AddressClass::{Loopback, Never, Private, Public};
        for (class, addresses) in [
            (Public, "1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 169.253.255.255 172.15.0.1"),
            (Public, "172.32.0.1 192.0.1.1 192.167.0.1 192.169.0.1 198.17.0.1 198.20.0.1 223.255.255.255"),
            (Public, "2606:4700::1111 2a00:1450::1 64:ff9b::808:808 ::ffff:8.8.8.8 2003::1"),
            (Loopback, "127.0.0.1 127.255.255.254 ::1 ::ffff:127.0.0.1 ::ffff:7f00:1"),
            (Private, "10.0.0.1 172.16.0.0 172.31.255.255 192.168.0.1 100.64.0.1 100.127.255.255 ::ffff:10.0.0.1"),
            (Private, "fc00::1 fd12:3456::1"),
            (Never, "0.0.0.0 0.1.2.3 169.254.169.254 169.254.0.1 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1"),
            (Never, "198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1"),
            (Never, "255.255.255.255 100.100.100.200 168.63.129.16 :: ::127.0.0.1 ::ffff:a9fe:a9fe ::ffff:0.0.0.0"),
            (Never, "64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::808:808 64:ff9b::1:808:808"),
            (Never, "2002:7f00:1:: 2002:808:808:: 2001::1 2001:db8::1 2001:2::1 2001:10::1 3fff::1 100::1 5f00::1"),
            (Never, "fd00:ec2::254 fd20:ce::254 fe80::1 febf::1 fec0::1 ff02::1 4000::1"),
        ] {
            for text in addresses.split(' ') {
                assert_eq!(AddressClass::of(text.parse().unwrap()), class, "{text}");
            }
        }
    }

    #[test]
    fn private_needs_the_operator_and_never_stays_never() {
        let everything = || vec!["0.0.0.0/0".parse().unwrap(), "::/0".parse().unwrap()];
        let closed = AddressRules::default();
        let open = AddressRules::new(everything());
        let typed = NetworkScope { operator_hosts: vec!["id.lan".into(), "fd12::1".into()], ..NetworkScope::default() };
        let nothing = NetworkScope::default();
        let of_anybody = NetworkScope { public_only: true, ..typed.clone() };
        let loopback = NetworkScope { loopback: true, ..NetworkScope::default() };
        for (rules, scope, host, address, allowed) in [
            (&closed, &nothing, "id.lan", "10.0.0.1", false),
            (&closed, &typed, "id.lan", "10.0.0.1", true),
            (&closed, &typed, "ID.LAN.", "10.0.0.1", true),
            (&closed, &typed, "[fd12::1]", "fd12::1", true),
            (&closed, &typed, "other.lan", "10.0.0.1", false),
            (&closed, &typed, "id.lan", "127.0.0.1", false),
            (&closed, &typed, "id.lan", "169.254.169.254", false),
            (&closed, &loopback, "localhost", "127.0.0.1", true),
            (&closed, &loopback, "localhost", "10.0.0.1", false),
            (&open, &nothing, "id.lan", "10.0.0.1", true),
            (&open, &of_anybody, "id.lan", "10.0.0.1", false),
            (&open, &of_anybody, "id.lan", "8.8.8.8", true),
            (&open, &nothing, "id.lan", "::ffff:10.0.0.1", true),
            (&open, &nothing, "id.lan", "127.0.0.1", false),
            (&open, &nothing, "id.lan", "169.254.169.254", false),
            (&open, &nothing, "id.lan", "fe80::1", false),
            (&open, &nothing, "id.lan", "fd00:ec2::254", false),
        ] {
            let refused = rules.find_refusal(host, address.parse().unwrap(), scope);
            assert_eq!(refused.is_none(), allowed, "{host} {address}: {refused:?}");
        }
    }

    #[test]
    fn a_refusal_names_host_address_and_setting() {
        let text = refusal("id.lan", "10.0.0.1".parse().unwrap()).to_string();
        for part in ["id.lan", "10.0.0.1", "private", "network.allow_private"] {
            assert!(text.contains(part), "{text}");
        }
    }
}
