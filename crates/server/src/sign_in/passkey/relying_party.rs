//! Our side of WebAuthn: the host that passkeys are bound to, and whether anybody has one for it.

use std::{sync::Arc, time::Duration};

use url::Url;
use vestibule_core::code::ErrorCode;
use vestibule_store::Store;
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::http::{api_error::ApiError, settings::Settings};

/// The relying party of this installation: browsers bind passkeys to the host of `public_url`, and answers count that were
/// made at its origin.
pub(crate) struct RelyingParty {
    /// None where `public_url` has an IP address: browsers have no passkeys for those.
    webauthn: Option<Webauthn>,
    id: String,
    /// Whether any administrator has a passkey: every login page needs it, so it is cached for a moment.
    offered: moka::future::Cache<(), bool>,
    store: Arc<dyn Store>,
}

impl RelyingParty {
    pub(crate) fn new(store: Arc<dyn Store>, settings: &Settings) -> Self {
        let id = settings.public_url.host().to_owned();
        let build = |origin: &Url| {
            let builder = WebauthnBuilder::new(&id, origin).ok()?;
            builder.rp_name(&settings.branding.name).build().ok()
        };
        Self {
            webauthn: Url::parse(settings.public_url.as_str()).ok().as_ref().and_then(build),
            id,
            offered: moka::future::Cache::builder().time_to_live(Duration::from_secs(5)).max_capacity(1).build(),
            store,
        }
    }

    /// The host that new passkeys are bound to.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Whether the account has a page for them, which also says why there can be none.
    pub(crate) fn has_page(&self) -> bool {
        true
    }

    /// Whether there can be passkeys at all.
    pub(crate) fn is_available(&self) -> bool {
        self.webauthn.is_some()
    }

    pub(super) fn webauthn(&self) -> Result<&Webauthn, ApiError> {
        self.webauthn.as_ref().ok_or_else(|| {
            let detail =
                format!("Browsers have passkeys for host names only, and `public_url` has the address {}.", self.id);
            ApiError::new(ErrorCode::PasskeysUnavailable).detail(detail)
        })
    }

    /// Records that an administrator has just got a passkey.
    pub(super) async fn offer(&self) {
        self.offered.insert((), true).await;
    }

    /// Looks again whether anybody has one, after one was removed.
    pub(super) async fn reconsider(&self) {
        self.offered.invalidate(&()).await;
    }

    /// Whether the login page offers passkeys: only if an administrator has one for this host.
    pub(crate) async fn is_offered(&self) -> bool {
        let any = async { self.is_available() && self.store.has_passkeys(&self.id).await.unwrap_or(false) };
        self.offered.get_with((), any).await
    }
}
