//! Users of another program.

use vestibule_core::{
    access::{AdminRight, Checked, LinkGrant},
    ids::LinkId,
    settings::ProfileSync,
};

use super::{
    SqlStore,
    batch::Batch,
    links::LinkRecord,
    users::{insert, new_user},
};
use crate::{
    AuditEvent, ImportedUser, StoreError, User,
    profile::{self, Sent},
    username,
};

impl SqlStore {
    pub(super) async fn import(&self, imported: &ImportedUser, event: &AuditEvent) -> Result<User, StoreError> {
        let now = self.now();
        let mut user = User { disabled: imported.disabled, ..new_user(self, now) };
        if let Some((provider, _)) = imported.identities.first() {
            // The values are the provider's: it changes them at the next sign-in.
            profile::follow(&mut user, Sent { profile: &imported.profile, by: provider }, ProfileSync::EverySignIn);
        }
        let names = username::from_claims(&imported.profile, self.random.as_ref());
        let mut transaction = self.begin().await?;
        let user = insert(&mut transaction, user, None, names).await?;
        let mut batch = Batch::default();
        for (provider, identity) in &imported.identities {
            let grant = LinkGrant {
                link: LinkId::generate(self.clock.as_ref(), self.random.as_ref()),
                provider: provider.clone(),
                issuer: identity.issuer.clone(),
                // Nobody here has seen that the provider says so.
                email: None,
                email_verified: false,
                email_ceded: false,
                groups: Vec::new(),
                admin: AdminRight::None,
                checked: Checked::default(),
                confirmed_at: None,
            };
            LinkRecord { user: user.id, identity }.push_new(&mut batch, &grant, now, None);
        }
        self.push_event(&mut batch, now, &event.clone().user(user.id));
        batch.commit(transaction).await?;
        Ok(user)
    }
}
