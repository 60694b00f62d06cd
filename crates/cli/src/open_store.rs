//! The database of an installation, for a command that works on it next to a server or without one.

use std::sync::Arc;

use vestibule_config::Installation;
use vestibule_core::{clock::SystemClock, random::OsRandom, seal::Keyring};
use vestibule_store::{
    ConnectSettings, Store, StoreOptions,
    maintenance::{self, DatabaseLocation},
};

use crate::{Failure, startup};

/// An open database and the keys that decrypt it.
pub(crate) struct OpenStore {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) keys: Arc<Keyring>,
    place: DatabaseLocation,
}

impl OpenStore {
    pub(crate) async fn open(installation: &Installation) -> Result<Self, Failure> {
        let place = startup::place(installation);
        let keys = Arc::new(startup::keys(installation, &place).await?);
        maintenance::enter(&place)?;
        let store = vestibule_store::open(StoreOptions {
            url: place.url.clone(),
            base: place.base.clone(),
            connect: ConnectSettings::default(),
            keys: keys.clone(),
            clock: Arc::new(SystemClock),
            random: Arc::new(OsRandom),
        })
        .await?;
        Ok(Self { store, keys, place })
    }

    pub(crate) async fn close(self) {
        self.store.close().await;
        maintenance::leave(&self.place);
    }
}
