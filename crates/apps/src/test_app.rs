//! An app for the tests of this crate.

use std::{collections::BTreeMap, sync::Arc};

use vestibule_core::{
    claims::ClaimPaths,
    credentials::{Credentials, CredentialsSchema},
    ids::DefinitionId,
    origin::Origin,
    provider::Owner,
};

use crate::{App, AppDefinition, AppDefinitions, AppRecord, AppSettings, Apps, KnownDefinition};

/// The definition `openid` alone.
pub(crate) struct OpenidOnly;

impl AppDefinitions for OpenidOnly {
    fn find_definition(&self, id: &DefinitionId) -> Option<KnownDefinition> {
        let definition: AppDefinition = toml::from_str(include_str!("test_app.toml")).unwrap();
        let schema = Arc::new(CredentialsSchema::parse(&definition.settings).unwrap());
        let known = KnownDefinition { definition: definition.into(), schema, picture: None };
        (id.as_str() == "openid").then_some(known)
    }

    fn ids(&self) -> Vec<DefinitionId> {
        vec!["openid".parse().unwrap()]
    }
}

/// RFC 7636, appendix B.
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The app `app`, an instance of the definition `openid`, with one address and without groups.
pub(crate) fn app() -> App {
    let mut values = Credentials::default();
    values.insert("redirect_uris", vec!["https://app.example.com/cb"].into(), Origin::BuiltIn);
    values.insert("client_secret", "sixteen characters".into(), Origin::BuiltIn);
    let settings = AppSettings { definition: Some("openid".parse().unwrap()), ..AppSettings::default() };
    let record = AppRecord {
        id: "app".parse().unwrap(),
        owner: Owner::Config,
        settings: settings.into(),
        values: values.into(),
        secret_hashes: Arc::default(),
        origins: BTreeMap::new().into(),
    };
    let apps = Apps::bind(&[record], &OpenidOnly);
    assert_eq!(apps.faulty, []);
    let app = App::clone(apps.find_client("app").unwrap());
    App { scopes: crate::Scopes::parse("openid profile email"), ..app }
}

/// The same with claims of its own.
pub(crate) fn app_with_claims(claims: &[(&str, &str)]) -> App {
    let paths = |text: &str| serde_json::from_value::<ClaimPaths>(text.into()).unwrap();
    App { claims: claims.iter().map(|(name, text)| ((*name).to_owned(), paths(text))).collect(), ..app() }
}

/// All apps, of which there is one.
pub(crate) fn apps_of(app: App) -> Apps {
    Apps::of([app])
}
