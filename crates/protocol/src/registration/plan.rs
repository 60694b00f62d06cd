//! What is known about a client that registers itself before the upstream is asked, and where the client is kept.

use std::sync::Arc;

use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    definition::ClientAuthentication,
    driver::{BindInput, SignInError},
    ids::{Issuer, ProviderId},
    public_url::PublicUrl,
    registration::{Registrar, RegistrationMethod},
    routes::Route,
    sealed_documents::{DocumentError, SealedDocuments},
    secret::Secret,
};

/// The name that the client at an issuer is kept under.
pub(crate) fn client_document(provider: &ProviderId, issuer: &Issuer) -> String {
    format!("{}{}", client_documents(provider), issuer.as_str())
}

/// What the names of a provider's clients begin with.
pub(crate) fn client_documents(provider: &ProviderId) -> String {
    format!("client/{provider}/")
}

/// A client that registers itself, before anything is known about the upstream.
pub(crate) struct SelfRegistration {
    pub(super) registrar: Registrar,
    /// The way that the settings choose.
    pub(super) pinned: Option<RegistrationMethod>,
    /// How the client has to authenticate, where settings or definition say so.
    pub(super) authentication: ClientAuthentication,
    /// Whether that is said by the settings, which win over the metadata.
    pub(super) authentication_is_set: bool,
    pub(super) initial_access_token: Option<Secret>,
    pub(super) public_url: PublicUrl,
    /// Whether both of us are on loopback, where plain http will do.
    pub(super) on_loopback: bool,
    /// Our client id, where the upstream fetches it.
    pub(super) document_url: String,
    pub(super) jwks_uri: String,
    pub(super) redirect_uris: Vec<String>,
    pub(super) post_logout_redirect_uri: String,
    pub(super) back_channel_logout_uri: String,
    pub(super) scopes: Vec<String>,
    /// Whether a refresh token is asked for.
    pub(super) refresh: bool,
    /// The name that the client is kept under.
    document_name: String,
}

impl SelfRegistration {
    /// `scopes` is everything that a sign-in asks for, `issuer` the upstream as it is configured.
    pub(crate) fn new(input: &BindInput, issuer: &Issuer, scopes: Vec<String>, on_loopback: bool) -> Self {
        let (public_url, provider, registrar) = (&input.public_url, &input.provider, &input.registrar);
        let extra = input.settings.callback_path.as_deref().map(|path| public_url.at_origin(path));
        Self {
            registrar: registrar.clone(),
            pinned: input.settings.registration,
            authentication: input.settings.client_authentication.unwrap_or(input.definition.client.authentication),
            authentication_is_set: input.settings.client_authentication.is_some(),
            initial_access_token: input.credentials.secret("initial_access_token"),
            public_url: public_url.clone(),
            on_loopback,
            document_url: public_url.at(Route::ClientMetadata(provider)),
            jwks_uri: public_url.at(Route::PublicKeys),
            redirect_uris: extra
                .into_iter()
                .chain([public_url.callback(provider)])
                .map(|url| registrar.callback_url(url))
                .collect(),
            post_logout_redirect_uri: public_url.as_str().to_owned(),
            back_channel_logout_uri: public_url.at(Route::BackChannelLogout(provider)),
            scopes,
            refresh: input.definition.refresh.is_some(),
            document_name: client_document(provider, issuer),
        }
    }

    /// Whether what is kept is still what a driver was made with.
    pub(crate) async fn is_current(&self, revision: Option<u64>) -> Result<bool, DocumentError> {
        let Some(documents) = &self.registrar.documents else { return Ok(true) };
        let found = documents.find_document(&self.document_name).await?;
        Ok(revision.is_none() || found.map(|document| document.revision) == revision)
    }

    /// Forgets the client, and what the upstream refused.
    pub(crate) async fn forget(&self) -> Result<bool, DocumentError> {
        let Some(documents) = &self.registrar.documents else { return Ok(false) };
        let Some(found) = documents.find_document(&self.document_name).await? else { return Ok(false) };
        documents.delete_document(&self.document_name, found.revision).await
    }

    pub(super) fn documents(&self) -> Result<(&Arc<dyn SealedDocuments>, &str), SignInError> {
        let detail = "the client registers itself, and that takes the running server with its database";
        let missing = || SignInError::new(ErrorCode::ProviderMisconfigured, Cause::Registration, detail);
        Ok((self.registrar.documents.as_ref().ok_or_else(missing)?, &self.document_name))
    }
}
