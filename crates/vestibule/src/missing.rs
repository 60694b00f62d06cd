//! What a configuration asks for that is not in this build.

use vestibule_config::Config;
use vestibule_core::postgres_url::is_postgres;

use crate::error::StartError;

/// Refuses what would be passed over otherwise. Plugins are looked at where they are attached.
pub(crate) fn refuse(config: &Config) -> Result<(), StartError> {
    let with_apps = vestibule_server::WITH_APPS;
    let asked = [
        (
            is_postgres(config.storage.url.expose()),
            vestibule_store::WITH_POSTGRES,
            "a database `postgres://…`",
            "postgres",
        ),
        (!config.apps.is_empty(), with_apps, "`[apps]`", "apps"),
        (!config.forward_auth.is_empty(), with_apps, "`[forward_auth]`", "apps"),
        (config.identity_token, with_apps, "`forward_auth.identity_token`", "apps"),
    ];
    match asked.into_iter().find(|(is_asked, is_there, ..)| *is_asked && !is_there) {
        Some((.., what, feature)) => Err(StartError::Feature { what, feature }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use vestibule_config::Sources;

    use super::*;

    /// In each build: a setting is refused exactly where its feature is missing.
    #[test]
    fn what_is_not_in_this_build_is_refused_by_name() {
        for (name, value, feature, is_there) in [
            ("STORAGE__URL", "postgres://v@localhost/v", "postgres", vestibule_store::WITH_POSTGRES),
            ("FORWARD_AUTH__IDENTITY_TOKEN", "true", "apps", vestibule_server::WITH_APPS),
        ] {
            let environment = [("PUBLIC_URL", "https://files.example.com"), (name, value)];
            let environment = environment.map(|(name, value)| (format!("VESTIBULE_{name}"), value.to_owned())).into();
            let sources = Sources { config_file: None, environment, working_dir: ".".into() };
            let config = vestibule_config::load_without_files(&sources).unwrap();
            match (refuse(&config), is_there) {
                (Ok(()), true) => {}
                (Err(error), false) => {
                    assert!(error.to_string().contains(&format!("needs the feature `{feature}`")), "{error}");
                }
                (other, _) => panic!("{name}: {other:?}"),
            }
        }
    }
}
