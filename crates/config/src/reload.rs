//! What may change while the program runs, decided in one place.
//!
//! Providers and apps may. Everything else is fixed while the server runs (its address, its database, its keys, its limits), so a
//! configuration that changes any of it is refused as a whole, by name: nothing of it is half applied.

use vestibule_core::origin::Origin;

use crate::{
    config::{Config, SecretKeySource},
    environment,
    error::{ConfigError, ConfigErrors},
    key_path::KeyPath,
};

const DETAIL: &str = "needs a restart to change; until then the old one stays";

/// Refuses a reload that changes more than providers and apps. Pure. `running` is what the program started with.
pub fn check_reload(running: &Config, new: &Config) -> Result<(), ConfigErrors> {
    let mut errors = lost_files(running, new);
    for name in changed(running, new) {
        let path = KeyPath::new(name.split('.'));
        let origin = new.origin(name).cloned().unwrap_or(Origin::BuiltIn);
        errors.push(match &origin {
            // What was taken out has no place any more.
            Origin::BuiltIn => ConfigError::everywhere(format!("{path} {DETAIL}")),
            _ => ConfigError::in_setting(&path, origin, DETAIL),
        });
    }
    for variable in changed_variables(running, new) {
        errors.push(ConfigError::in_variable(variable, DETAIL));
    }
    if errors.is_empty() { Ok(()) } else { Err(errors.sorted()) }
}

/// A file that was written and is blank or gone now is a save that went wrong, or is under way: it asks for nothing.
fn lost_files(running: &Config, new: &Config) -> ConfigErrors {
    let mut errors = ConfigErrors::default();
    let blank = new.blank_files.iter().filter(|file| !running.blank_files.contains(file));
    for file in blank {
        errors.push(ConfigError::in_file(file, "the file is empty; if that is meant, write a comment into it"));
    }
    let main = running.files.iter().find(|file| file.parent() == Some(&running.base_dir));
    if let Some(file) = main.filter(|file| !new.files.contains(file)) {
        errors.push(ConfigError::in_file(file, "the file is gone; bring it back, or restart to run without it"));
    }
    errors
}

/// The settings that differ, by their names in the file. A new setting does not compile until it has been decided here.
fn changed(running: &Config, new: &Config) -> Vec<&'static str> {
    let Config {
        public_url,
        listen,
        data_dir,
        allowed_return_origins,
        grant_max_age,
        storage,
        definitions,
        session,
        audit_keep,
        node_name,
        shutdown,
        network,
        limits,
        metrics,
        branding,
        home_apps,
        forward_auth,
        webhooks,
        otlp_endpoint,
        identity_token,
        log_filter: _,
        secret_key: _,
        // These may change.
        plugins: _,
        providers: _,
        apps: _,
        origins: _,
        base_dir: _,
        files: _,
        blank_files: _,
        named_files: _,
        secret_files: _,
    } = new;
    let own_storage = new.origin("storage.url").is_some_and(|origin| *origin != Origin::BuiltIn);
    // The default database moves with its folder: that is one change, not two.
    let moved_along = data_dir != &running.data_dir && !own_storage;
    let settings = [
        ("public_url", *public_url != running.public_url),
        ("listen", *listen != running.listen),
        ("data_dir", *data_dir != running.data_dir),
        ("allowed_return_origins", *allowed_return_origins != running.allowed_return_origins),
        ("grant_max_age", *grant_max_age != running.grant_max_age),
        ("storage.url", storage.url != running.storage.url && !moved_along),
        ("storage.wait", storage.wait != running.storage.wait),
        ("storage.connections", storage.connections != running.storage.connections),
        ("definitions.dirs", definitions.dirs != running.definitions.dirs),
        ("definitions.app_dirs", definitions.app_dirs != running.definitions.app_dirs),
        ("definitions.catalogue_key", definitions.catalogue_key != running.definitions.catalogue_key),
        ("session.idle", session.idle != running.session.idle),
        ("session.absolute", session.absolute != running.session.absolute),
        ("session.recheck", session.recheck != running.session.recheck),
        ("audit.keep", *audit_keep != running.audit_keep),
        ("node.name", *node_name != running.node_name),
        ("shutdown.grace", *shutdown != running.shutdown),
        ("network.allow_private", network.allow_private != running.network.allow_private),
        ("network.trusted_proxies", network.trusted_proxies != running.network.trusted_proxies),
        ("network.extra_ca", network.extra_ca != running.network.extra_ca),
        ("limits.authorize_per_minute", limits.authorize_per_minute != running.limits.authorize_per_minute),
        (
            "limits.callback_failures_per_minute",
            limits.callback_failures_per_minute != running.limits.callback_failures_per_minute,
        ),
        ("limits.password_per_minute", limits.password_per_minute != running.limits.password_per_minute),
        ("session.cookie_domain", session.cookie_domain != running.session.cookie_domain),
        ("metrics.token", metrics.token != running.metrics.token),
        ("metrics.listen", metrics.listen != running.metrics.listen),
        ("home.apps", *home_apps != running.home_apps),
        ("branding.name", branding.name != running.branding.name),
        ("branding.logo", branding.logo != running.branding.logo),
        ("forward_auth.rules", *forward_auth != running.forward_auth),
        ("telemetry.otlp_endpoint", *otlp_endpoint != running.otlp_endpoint),
        ("webhooks", *webhooks != running.webhooks),
        ("forward_auth.identity_token", *identity_token != running.identity_token),
        ("branding.accent", branding.accent != running.branding.accent),
    ];
    settings.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect()
}

/// The variables that are no settings and differ. A process keeps its environment; a program that embeds Vestibule
/// may hand in another one.
fn changed_variables(running: &Config, new: &Config) -> Vec<&'static str> {
    let mut changed = Vec::new();
    if new.log_filter != running.log_filter {
        changed.push(environment::LOG);
    }
    match (&running.secret_key, &new.secret_key) {
        // It lies in the data folder, and a change of that has been named.
        (SecretKeySource::Generated(_), SecretKeySource::Generated(_)) => {}
        (SecretKeySource::File(_), _) | (_, SecretKeySource::File(_)) if running.secret_key != new.secret_key => {
            changed.push(environment::SECRET_KEY_FILE);
        }
        _ if running.secret_key != new.secret_key => changed.push(environment::SECRET_KEY),
        _ => {}
    }
    changed
}
