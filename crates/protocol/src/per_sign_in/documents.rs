//! The clients of one server: what a sign-in registers is in memory until one has succeeded.

use std::sync::Arc;

use async_trait::async_trait;
use vestibule_core::{
    sealed_documents::{DocumentError, MemoryDocuments, SealedDocument, SealedDocuments},
    secret::Secret,
};

/// The most clients that are kept for one provider. Beyond, a client is registered again when nobody has used it for a while.
const MAX_CLIENTS: u32 = 1_000;

/// Documents of one server over those of the installation. Only reads reach the latter, except for keys, which are the same for
/// all servers.
pub(super) struct ServerDocuments {
    /// The name of the one document that is the client at this server.
    name: String,
    /// What the clients of the provider's servers begin with.
    prefix: String,
    own: MemoryDocuments,
    shared: Option<Arc<dyn SealedDocuments>>,
}

impl ServerDocuments {
    pub(super) fn new(name: String, prefix: String, shared: Option<Arc<dyn SealedDocuments>>) -> Self {
        Self { name, prefix, own: MemoryDocuments::default(), shared }
    }

    /// The same with the client that a flow has kept.
    pub(super) async fn with_client(self, client: Option<&Secret>) -> Result<Self, DocumentError> {
        if let Some(client) = client {
            self.own.put_document(&self.name, None, client).await?;
        }
        Ok(self)
    }

    /// The client, while it is kept nowhere else.
    pub(super) async fn unkept(&self) -> Result<Option<Secret>, DocumentError> {
        let Some(own) = self.own.find_document(&self.name).await? else { return Ok(None) };
        let kept = match &self.shared {
            Some(shared) => shared.find_document(&self.name).await?,
            None => None,
        };
        let is_kept = kept.is_some_and(|kept| kept.content == own.content);
        Ok((!is_kept).then_some(own.content))
    }

    /// Keeps the client for good, after a sign-in with it. Another one that is kept already stays: both are good.
    pub(super) async fn keep(&self) -> Result<(), DocumentError> {
        let (Some(shared), Some(client)) = (&self.shared, self.unkept().await?) else { return Ok(()) };
        if shared.count_documents(&self.prefix, MAX_CLIENTS).await? < MAX_CLIENTS {
            shared.put_document(&self.name, None, &client).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl SealedDocuments for ServerDocuments {
    async fn find_document(&self, name: &str) -> Result<Option<SealedDocument>, DocumentError> {
        match (self.own.find_document(name).await?, &self.shared) {
            (None, Some(shared)) => shared.find_document(name).await,
            (found, _) => Ok(found),
        }
    }

    /// One task at a time looks at a server, so that there is no other to be ahead of.
    async fn put_document(
        &self,
        name: &str,
        expected: Option<u64>,
        content: &Secret,
    ) -> Result<Option<u64>, DocumentError> {
        match &self.shared {
            Some(shared) if name != self.name => shared.put_document(name, expected, content).await,
            _ => {
                let own = self.own.find_document(name).await?.map(|document| document.revision);
                self.own.put_document(name, own, content).await
            }
        }
    }

    async fn delete_document(&self, name: &str, expected: u64) -> Result<bool, DocumentError> {
        match &self.shared {
            Some(shared) if name != self.name => shared.delete_document(name, expected).await,
            _ => self.own.delete_document(name, expected).await,
        }
    }

    async fn count_documents(&self, prefix: &str, limit: u32) -> Result<u32, DocumentError> {
        match &self.shared {
            Some(shared) => shared.count_documents(prefix, limit).await,
            None => self.own.count_documents(prefix, limit).await,
        }
    }
}
