//! Which node this is, and what of its configuration the others must have, too.

use std::{collections::BTreeMap, fmt::Debug};

use vestibule_config::Config;
use vestibule_core::{clock::Clock, node::digest, random::Random, secret::hex};
use vestibule_server::NodeIdentity;

/// A new identity of this process.
pub fn identity(config: &Config, clock: &dyn Clock, random: &dyn Random) -> NodeIdentity {
    let mut id = [0; 8];
    random.fill(&mut id);
    NodeIdentity {
        id: hex(id),
        name: name(config),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started_at: clock.now(),
        settings: settings_digests(config),
    }
}

/// How this node is called.
pub fn name(config: &Config) -> String {
    config.node_name.clone().unwrap_or_else(host_name)
}

fn host_name() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// Digests of the settings that all nodes must share, by their names in the file. Not among them: what a node has for itself
/// (addresses, folders, its name), secrets, and what each of them may have in its own way (limits of memory, logs).
pub fn settings_digests(config: &Config) -> BTreeMap<String, String> {
    // Printing a configuration shows no secret, and nodes of one version print alike.
    let digest = |value: &dyn Debug| digest(format!("{value:?}"));
    let plugins: Vec<_> = config.plugins.iter().map(|plugin| (&plugin.name, plugin.sha256)).collect();
    let webhooks: Vec<_> =
        config.webhooks.iter().map(|webhook| (&webhook.name, &webhook.url, &webhook.events)).collect();
    let settings: [(&str, &dyn Debug); 19] = [
        ("public_url", &config.public_url),
        ("allowed_return_origins", &config.allowed_return_origins),
        ("grant_max_age", &config.grant_max_age),
        ("session.idle", &config.session.idle),
        ("session.absolute", &config.session.absolute),
        ("session.recheck", &config.session.recheck),
        ("session.cookie_domain", &config.session.cookie_domain),
        ("audit.keep", &config.audit_keep),
        ("network.allow_private", &config.network.allow_private),
        ("limits", &config.limits),
        ("branding.name", &config.branding.name),
        ("branding.accent", &config.branding.accent),
        ("branding.text", &config.branding.text),
        ("branding.links", &config.branding.links),
        ("branding.variables", &config.branding.variables),
        ("forward_auth.rules", &config.forward_auth),
        ("forward_auth.identity_token", &config.identity_token),
        ("plugins", &plugins),
        ("webhooks", &webhooks),
    ];
    settings.into_iter().map(|(name, value)| (name.to_owned(), digest(value))).collect()
}

#[cfg(test)]
mod tests {
    use vestibule_config::{Sources, load};

    use super::*;

    fn configured(text: &str) -> BTreeMap<String, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("config.toml"), text).unwrap();
        let sources = Sources { config_file: None, environment: Vec::new(), working_dir: folder.path().to_owned() };
        settings_digests(&load(&sources).unwrap())
    }

    /// ND-20: what each node has for itself differs between none.
    #[test]
    fn settings_that_nodes_share() {
        let one =
            configured("listen = \"127.0.0.1:1\"\n[node]\nname = \"a\"\n[metrics]\ntoken = \"canary-canary-canary\"\n");
        let other = configured("listen = \"127.0.0.1:2\"\ndata_dir = \"elsewhere\"\n[shutdown]\ngrace = \"0s\"\n");
        assert_eq!(one, other);
        let other = configured("[session]\nidle = \"1h\"\n");
        let differing: Vec<_> = one.keys().filter(|name| one[*name] != other[*name]).collect();
        assert_eq!(differing, ["session.idle"]);
    }
}
