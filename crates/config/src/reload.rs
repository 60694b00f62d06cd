//! What may change while the program runs, decided in one place.
//!
//! Providers, apps and the rules of forward-auth may. Everything else is fixed while the server runs (its address, its database, its keys, its limits), so a
//! configuration that changes any of it is refused as a whole, by name: nothing of it is half applied.

use vestibule_core::origin::Origin;

use crate::{
    config::{Branding, Config, Definitions, Limits, Metrics, Network, SecretKeySource, Session, Storage},
    environment,
    error::{ConfigError, ConfigErrors},
    key_path::KeyPath,
};

const DETAIL: &str = "needs a restart to change; until then the old one stays";

/// Refuses a reload that changes more than that. Pure. `running` is what the program started with.
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

/// The settings that differ, by their names in the file.
fn changed(running: &Config, new: &Config) -> Vec<&'static str> {
    let all = single_settings(running, new).into_iter().chain(sections(running, new));
    all.filter_map(|(name, differs)| differs.then_some(name)).collect()
}

/// Whether each setting outside of [`sections`] differs. A new setting does not compile until it has been decided here.
fn single_settings(running: &Config, new: &Config) -> Vec<(&'static str, bool)> {
    let Config {
        public_url,
        listen,
        allowed_return_origins,
        grant_max_age,
        audit_keep,
        node_name,
        shutdown,
        webhooks,
        otlp_endpoint,
        identity_token,
        // In `sections` and in `changed_variables`.
        data_dir: _,
        storage: _,
        definitions: _,
        session: _,
        network: _,
        limits: _,
        metrics: _,
        branding: _,
        home_apps: _,
        log_filter: _,
        secret_key: _,
        // These may change.
        plugins: _,
        providers: _,
        apps: _,
        forward_auth: _,
        origins: _,
        base_dir: _,
        files: _,
        blank_files: _,
        named_files: _,
        secret_files: _,
    } = new;
    vec![
        ("public_url", *public_url != running.public_url),
        ("listen", *listen != running.listen),
        ("allowed_return_origins", *allowed_return_origins != running.allowed_return_origins),
        ("grant_max_age", *grant_max_age != running.grant_max_age),
        ("audit.keep", *audit_keep != running.audit_keep),
        ("node.name", *node_name != running.node_name),
        ("shutdown.grace", *shutdown != running.shutdown),
        ("webhooks", *webhooks != running.webhooks),
        ("telemetry.otlp_endpoint", *otlp_endpoint != running.otlp_endpoint),
        ("forward_auth.identity_token", *identity_token != running.identity_token),
    ]
}

/// The same for settings of sections that are typed as a whole, and for the folder that the default database moves with.
fn sections(running: &Config, new: &Config) -> Vec<(&'static str, bool)> {
    let Storage { url, wait, connections } = &new.storage;
    let Definitions { dirs, app_dirs, catalogue_key } = &new.definitions;
    let Session { idle, absolute, recheck, cookie_domain } = &new.session;
    let Network { allow_private, trusted_proxies, extra_ca } = &new.network;
    let Limits { authorize_per_minute, callback_failures_per_minute, password_per_minute } = &new.limits;
    let Metrics { token, listen } = &new.metrics;
    let Branding { name, logo, accent, favicon, text, links, variables: [variables, dark_variables] } = &new.branding;
    let own_storage = new.origin("storage.url").is_some_and(|origin| *origin != Origin::BuiltIn);
    // The default database moves with its folder: that is one change, not two.
    let moved_along = new.data_dir != running.data_dir && !own_storage;
    vec![
        ("data_dir", new.data_dir != running.data_dir),
        ("storage.url", *url != running.storage.url && !moved_along),
        ("storage.wait", *wait != running.storage.wait),
        ("storage.connections", *connections != running.storage.connections),
        ("definitions.dirs", *dirs != running.definitions.dirs),
        ("definitions.app_dirs", *app_dirs != running.definitions.app_dirs),
        ("definitions.catalogue_key", *catalogue_key != running.definitions.catalogue_key),
        ("session.idle", *idle != running.session.idle),
        ("session.absolute", *absolute != running.session.absolute),
        ("session.recheck", *recheck != running.session.recheck),
        ("session.cookie_domain", *cookie_domain != running.session.cookie_domain),
        ("network.allow_private", *allow_private != running.network.allow_private),
        ("network.trusted_proxies", *trusted_proxies != running.network.trusted_proxies),
        ("network.extra_ca", *extra_ca != running.network.extra_ca),
        ("limits.authorize_per_minute", *authorize_per_minute != running.limits.authorize_per_minute),
        (
            "limits.callback_failures_per_minute",
            *callback_failures_per_minute != running.limits.callback_failures_per_minute,
        ),
        ("limits.password_per_minute", *password_per_minute != running.limits.password_per_minute),
        ("metrics.token", *token != running.metrics.token),
        ("metrics.listen", *listen != running.metrics.listen),
        ("home.apps", new.home_apps != running.home_apps),
        ("branding.name", *name != running.branding.name),
        ("branding.logo", *logo != running.branding.logo),
        ("branding.favicon", *favicon != running.branding.favicon),
        ("branding.text", *text != running.branding.text),
        ("branding.links", *links != running.branding.links),
        ("branding.variables", *variables != running.branding.variables[0]),
        ("branding.dark_variables", *dark_variables != running.branding.variables[1]),
        ("branding.accent", *accent != running.branding.accent),
    ]
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
