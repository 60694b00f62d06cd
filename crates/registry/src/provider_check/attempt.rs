//! A sign-in that no person takes part in, as the record says or as a changed one would do it.

use vestibule_core::{
    driver::{BeginRequest, Begun, Callback, Context, Driver, FinishRequest, FlowValues, Hints, SignInError},
    provider::ProviderRecord,
    random::{token_128, token_256},
    secret::Secret,
};

use crate::publish::handle::RegistryHandle;

/// Attempts with one provider.
pub(super) struct Attempts<'a> {
    pub(super) handle: &'a RegistryHandle,
    pub(super) record: &'a ProviderRecord,
}

/// How an attempt ended; no `Ok`, unless the upstream believes everything.
pub(super) type Attempt = Result<(), Ended>;

/// Where an attempt ended, and why.
pub(super) struct Ended {
    /// The authorization request was pushed, and the attempt ended there.
    pub(super) pushed: bool,
    pub(super) error: SignInError,
}

impl<'a> Attempts<'a> {
    pub(super) const fn new(handle: &'a RegistryHandle, record: &'a ProviderRecord) -> Self {
        Self { handle, record }
    }

    /// A sign-in with a code that was never issued. An upstream authenticates the client before it checks the code (RFC
    /// 6749 §4.1.3), so its error shows whether it accepts this client.
    pub(super) async fn with_made_up_code(&self, driver: &dyn Driver, context: &Context<'_>) -> Attempt {
        let flow = self.flow();
        let begun = self.begin(&flow, driver, context).await.map_err(|error| Ended { pushed: true, error })?;
        let callback = Callback {
            code: Some(Secret::new(token_128(context.random))),
            iss: Some(driver.issuer().as_str().to_owned()),
            ..Callback::default()
        };
        let began_at = context.clock.now();
        let request = FinishRequest { flow: &flow, saved: &begun.saved, callback: &callback, began_at };
        driver.finish(context, &request).await.map(|_| ()).map_err(|error| Ended { pushed: false, error })
    }

    /// The same with the record changed; `None` when such a record does not fit or does not resolve.
    pub(super) async fn with_made_up_code_as(&self, change: impl FnOnce(&mut ProviderRecord)) -> Option<Attempt> {
        let ready = self.resolve(change).await?;
        let context = self.context(&*ready.http);
        Some(self.with_made_up_code(&*ready.driver, &context).await)
    }

    /// The provider as a changed record would make it.
    pub(super) async fn resolve(&self, change: impl FnOnce(&mut ProviderRecord)) -> Option<crate::Ready> {
        let mut record = self.record.clone();
        change(&mut record);
        self.handle.resolve_unpublished(&record).await.ok()
    }

    pub(super) fn context<'c>(&'c self, http: &'c dyn vestibule_core::http::Http) -> Context<'c> {
        let parts = &self.handle.context;
        Context { http, clock: &*parts.clock, random: &*parts.random }
    }

    /// The authorization request of a sign-in.
    pub(super) async fn begin(
        &self,
        flow: &FlowValues,
        driver: &dyn Driver,
        context: &Context<'_>,
    ) -> Result<Begun, SignInError> {
        driver.begin(context, &BeginRequest { flow, hints: &Hints::default() }).await
    }

    /// The values of a new flow.
    pub(super) fn flow(&self) -> FlowValues {
        let random = &*self.handle.context.random;
        FlowValues {
            state: token_128(random),
            nonce: Secret::new(token_128(random)),
            code_verifier: Secret::new(token_256(random)),
            redirect_uri: self.redirect_uri(),
        }
    }

    fn redirect_uri(&self) -> String {
        let public_url = &self.handle.context.public_url;
        match &self.record.settings.callback_path {
            Some(path) => public_url.at_origin(path),
            None => public_url.callback(&self.record.id),
        }
    }
}
