//! From a server that somebody chose to a driver for it.

use std::sync::Arc;

use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    driver::{BindInput, Bound, Context, Driver, DriverFactory, SignInError},
    http::NetworkScope,
    ids::Issuer,
    origin::Origin,
    registration::Registrar,
    sealed_documents::SealedDocuments,
    secret::Secret,
    violation::Violations,
};

use super::{documents::ServerDocuments, server::Server};
use crate::registration::{client_document, client_documents, unreadable};

/// Everything that the driver of a server is made of, except the server.
pub(super) struct Servers {
    pub(super) factory: Arc<dyn DriverFactory>,
    pub(super) input: BindInput,
    /// The credential that is entered at sign-in.
    pub(super) name: String,
}

/// The driver of a server, and where its client is.
#[derive(Clone)]
pub(super) struct Opened {
    pub(super) driver: Arc<dyn Driver>,
    pub(super) documents: Arc<ServerDocuments>,
}

impl Servers {
    /// Public addresses; loopback only while we are there, too.
    pub(super) fn scope(&self) -> NetworkScope {
        NetworkScope { loopback: self.input.public_url.is_loopback(), public_only: true, ..NetworkScope::default() }
    }

    /// Reads what a person entered.
    pub(super) fn read(&self, typed: Option<&str>) -> Result<Server, SignInError> {
        let server = Server::parse(typed.unwrap_or_default(), &self.name, &self.input.schema, &self.scope());
        server.map_err(|reason| refused(format!("the server that was entered: {reason}")))
    }

    /// Fits the definition and one server together.
    pub(super) fn bind(&self, server: &str, registrar: Registrar) -> Result<Box<dyn Bound>, Violations> {
        let mut credentials = (*self.input.credentials).clone();
        credentials.insert(&*self.name, server.into(), Origin::BuiltIn);
        self.factory.bind(&BindInput { credentials: credentials.into(), registrar, ..self.input.clone() })
    }

    /// Asks a server for what a sign-in there takes. `client` is what a flow has kept; with it, or without the permission to
    /// `register`, none is registered.
    pub(super) async fn open(
        &self,
        context: &Context<'_>,
        server: &Server,
        (client, register): (Option<&Secret>, bool),
    ) -> Result<Opened, SignInError> {
        let of = &self.input.registrar;
        let unusable = |bad: Violations| refused(format!("the server {} cannot be used: {bad}", server.as_str()));
        let issuer = self.bind(server.as_str(), Registrar::default()).map_err(unusable)?.issuer();
        let issuer = issuer.ok_or_else(|| refused("the definition has no issuer".to_owned()))?;
        let documents = self.documents(&issuer).with_client(client).await.map_err(unreadable)?;
        let documents = Arc::new(documents);
        let registrar = Registrar {
            documents: Some(documents.clone() as Arc<dyn SealedDocuments>),
            callback_query: Some(server.callback_query()),
            may_register: of.may_register && register && client.is_none(),
            ..of.clone()
        };
        let bound = self.bind(server.as_str(), registrar).map_err(unusable)?;
        let driver = bound.resolve(context).await;
        let driver = driver.map_err(|fault| SignInError::new(ErrorCode::InvalidServer, fault.cause, fault.detail))?;
        if driver.client_id().is_empty() {
            let detail = format!("no client is registered at {}", server.as_str());
            return Err(SignInError::new(ErrorCode::InvalidServer, Cause::Registration, detail));
        }
        Ok(Opened { driver, documents })
    }

    fn documents(&self, issuer: &Issuer) -> ServerDocuments {
        let provider = &self.input.provider;
        let shared = self.input.registrar.documents.clone();
        ServerDocuments::new(client_document(provider, issuer), client_documents(provider), shared)
    }
}

/// The server is the reason.
pub(super) fn refused(detail: String) -> SignInError {
    SignInError::new(ErrorCode::InvalidServer, Cause::Server, detail)
}
