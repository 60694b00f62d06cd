//! Resolving a provider that is not published, so that one administrator can test a sign-in with it.

use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    driver::{Context, SignInError},
    provider::ProviderRecord,
};

use crate::{RegistryHandle, publish::plan::bind_record, publish::slot::Ready};

impl RegistryHandle {
    /// Binds and resolves `record` as if it were enabled, and returns what would serve. Asks the upstream, publishes
    /// nothing.
    pub async fn resolve_unpublished(&self, record: &ProviderRecord) -> Result<Ready, SignInError> {
        let registry = self.load();
        let bound = bind_record(record, &registry.catalogue, &self.context).map_err(|bad| {
            let cause = bad.0.first().map_or(Cause::Settings, |violation| Cause::from_pointer(&violation.pointer));
            SignInError::new(ErrorCode::ProviderMisconfigured, cause, bad.to_string())
        })?;
        let http = self.context.http.client(&bound.network_scope());
        let context = Context { http: &*http, clock: &*self.context.clock, random: &*self.context.random };
        let driver = bound.resolve(&context).await;
        let driver = driver.map_err(|fault| SignInError::new(fault.code, fault.cause, fault.detail))?;
        Ok(Ready { driver, http })
    }
}
