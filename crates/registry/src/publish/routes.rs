//! Which path belongs to which provider.

use std::collections::HashMap;

use vestibule_core::{
    ids::ProviderId,
    origin::Origin,
    routes,
    violation::{Violation, Violations},
};

/// What a path is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RouteKind {
    /// Starts a sign-in.
    Authorize,
    /// Receives the upstream's answer.
    Callback,
    /// Starts linking an identity to the signed-in user.
    Link,
    /// Receives the upstream's word that a person has signed out there.
    BackChannelLogout,
    /// Serves our client's metadata to the upstream.
    ClientMetadata,
}

impl RouteKind {
    /// The methods that the path answers to, as an `Allow` header lists them.
    pub const fn allow(self) -> &'static str {
        match self {
            Self::Authorize | Self::ClientMetadata => "GET, HEAD",
            Self::Callback => "GET, POST",
            Self::Link | Self::BackChannelLogout => "POST",
        }
    }
}

/// A path that belongs to a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Whose it is.
    pub provider: ProviderId,
    /// What it is for.
    pub kind: RouteKind,
}

/// All paths of all enabled providers.
#[derive(Debug, Default)]
pub struct RouteTable(HashMap<String, Route>);

impl RouteTable {
    /// Adds the routes of one provider, or says why it cannot have them and adds none.
    pub fn mount(
        &mut self,
        provider: &ProviderId,
        callback_path: Option<&str>,
        origin: Option<&Origin>,
    ) -> Result<(), Violations> {
        if let Some(path) = callback_path {
            self.check_extra(provider, path).map_err(|detail| {
                let pointer = "/settings/callback_path".to_owned();
                Violations(vec![Violation { pointer, detail, origin: origin.cloned() }])
            })?;
            self.add(path.to_owned(), provider, RouteKind::Callback);
        }
        self.add(routes::Route::Authorize(provider).path(), provider, RouteKind::Authorize);
        self.add(routes::Route::Callback(provider).path(), provider, RouteKind::Callback);
        self.add(routes::Route::StartLink(provider).path(), provider, RouteKind::Link);
        self.add(routes::Route::ClientMetadata(provider).path(), provider, RouteKind::ClientMetadata);
        Ok(())
    }

    /// Adds the path for logout tokens of a provider whose driver understands them.
    pub(crate) fn mount_back_channel_logout(&mut self, provider: &ProviderId) {
        self.add(routes::Route::BackChannelLogout(provider).path(), provider, RouteKind::BackChannelLogout);
    }

    /// Whose path it is. Exact: no trailing slash, no decoding.
    pub fn find(&self, path: &str) -> Option<&Route> {
        self.0.get(path)
    }

    /// All paths, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Route)> {
        self.0.iter().map(|(path, route)| (path.as_str(), route))
    }

    /// How many routes there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when no provider is enabled.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn add(&mut self, path: String, provider: &ProviderId, kind: RouteKind) {
        self.0.insert(path, Route { provider: provider.clone(), kind });
    }

    fn check_extra(&self, provider: &ProviderId, path: &str) -> Result<(), String> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-._~".contains(&b);
        let normal = path.split('/').skip(1).all(|part| !matches!(part, "" | "." | ".."));
        if !path.starts_with('/') || path.len() > 256 || !path.bytes().all(plain) || !normal {
            return Err("write it as a plain path such as /oauth2/callback: letters, digits, - . _ ~ and /".to_owned());
        }
        match routes::reserved(path) {
            Some(ours) if ours == path => return Err(format!("{path} belongs to the program itself")),
            Some(ours) => return Err(format!("paths below {ours} belong to the program itself")),
            None => {}
        }
        match self.0.get(path) {
            Some(other) if other.provider != *provider => {
                Err(format!("this path belongs to the provider `{}` already", other.provider))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> ProviderId {
        text.parse().unwrap()
    }

    #[test]
    fn a_provider_has_its_standard_paths_and_one_more() {
        let mut table = RouteTable::default();
        table.mount(&id("pocketid"), Some("/oauth2/callback"), None).unwrap();
        table.mount(&id("moved"), Some("/login/oauth2/code/moved"), None).unwrap();
        table.mount_back_channel_logout(&id("pocketid"));
        for (path, kind) in [
            ("/api/auth/providers/pocketid/authorize", RouteKind::Authorize),
            ("/api/auth/providers/pocketid/callback", RouteKind::Callback),
            ("/api/auth/providers/pocketid/link", RouteKind::Link),
            ("/api/auth/providers/pocketid/backchannel-logout", RouteKind::BackChannelLogout),
            ("/api/auth/providers/pocketid/client.json", RouteKind::ClientMetadata),
            ("/oauth2/callback", RouteKind::Callback),
        ] {
            assert_eq!(table.find(path).map(|route| route.kind), Some(kind), "{path}");
        }
        for path in [
            "/api/auth/providers/pocketid/callback/",
            "/api/auth/providers/other/callback",
            "/OAUTH2/callback",
            "/api/auth/providers/moved/backchannel-logout",
        ] {
            assert_eq!(table.find(path), None, "{path}");
        }
    }

    #[test]
    fn a_bad_extra_path_mounts_nothing() {
        for bad in [
            "x",
            "/",
            "/a//b",
            "/a/../b",
            "/a b",
            "/a?b",
            "/é",
            "/login",
            "/api/auth/session",
            "/api/auth/providers/x/y",
            "/assets/x",
            "/taken",
        ] {
            let mut table = RouteTable::default();
            table.mount(&id("other"), Some("/taken"), None).unwrap();
            let before = table.len();
            assert!(table.mount(&id("p"), Some(bad), None).is_err(), "{bad}");
            assert_eq!(table.len(), before);
        }
    }
}
