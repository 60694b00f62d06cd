//! Bringing up a provider that is not published, so that one person can try it.

use vestibule_core::{driver::Context, provider::ProviderRecord};

use crate::{RegistryHandle, publish::plan::bind_record, publish::slot::Ready};

impl RegistryHandle {
    /// Binds and resolves `record` as if it were enabled, and returns what would serve; else a sentence that says why
    /// not. Asks the upstream, publishes nothing.
    pub async fn resolve_unpublished(&self, record: &ProviderRecord) -> Result<Ready, String> {
        let registry = self.load();
        let bound = bind_record(record, &registry.catalogue, &self.context).map_err(|bad| bad.to_string())?;
        let http = self.context.http.client(&bound.network_scope());
        let context = Context { http: &*http, clock: &*self.context.clock, random: &*self.context.random };
        let driver = bound.resolve(&context).await.map_err(|fault| fault.detail)?;
        Ok(Ready { driver, http })
    }
}
