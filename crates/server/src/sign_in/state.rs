//! The state of the sign-in layer.

use std::{ops::Deref, sync::Arc};

use super::{account_limits::AccountLimits, passkey::RelyingParty, password_checks::PasswordChecks};
use crate::session::SessionState;

/// What signing in needs: the session layer, password checks and passkeys.
pub struct SignInState {
    pub(crate) session: Arc<SessionState>,
    pub(crate) passwords: PasswordChecks,
    pub(crate) passkeys: RelyingParty,
    pub(crate) account_limits: AccountLimits,
}

impl SignInState {
    pub(crate) fn new(session: Arc<SessionState>) -> Self {
        let passwords = PasswordChecks::new(session.store.clone());
        let passkeys = RelyingParty::new(session.store.clone(), &session.settings);
        let account_limits = AccountLimits::new(session.settings.limits.password, &session.clock);
        Self { passwords, passkeys, account_limits, session }
    }
}

impl Deref for SignInState {
    type Target = SessionState;
    fn deref(&self) -> &SessionState {
        &self.session
    }
}
