//! All apps: those that can be signed in to, and those that do not fit their definition.

use std::{collections::BTreeMap, sync::Arc};

use chrono::Duration;
use vestibule_core::{ids::AppId, violation::Violations};

use crate::{app::App, bind::bind, definitions::AppDefinitions, settings::AppRecord};

/// An app that does not fit its definition.
#[derive(Debug, Clone, PartialEq)]
pub struct FaultyApp {
    /// Its id.
    pub id: AppId,
    /// Everything that is wrong with it.
    pub violations: Violations,
}

/// All apps.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Apps {
    by_client_id: BTreeMap<String, Arc<App>>,
    records: BTreeMap<AppId, AppRecord>,
    /// Those that cannot be signed in to.
    pub faulty: Vec<FaultyApp>,
}

impl Apps {
    /// Binds every enabled app to its definition. One that does not fit is a fault and affects no other.
    pub fn bind(records: &[AppRecord], definitions: &dyn AppDefinitions) -> Self {
        let records_by_id = records.iter().map(|record| (record.id.clone(), record.clone()));
        let mut apps = Self { records: records_by_id.collect(), ..Self::default() };
        for record in records.iter().filter(|record| record.settings.enabled) {
            match apps.bind_next(record, definitions) {
                Ok(app) => {
                    apps.by_client_id.insert(app.client_id.clone(), Arc::new(app));
                }
                Err(violations) => apps.faulty.push(FaultyApp { id: record.id.clone(), violations }),
            }
        }
        apps
    }

    /// Binds an app, enabled or not, that would be the only one of its id. Changes nothing.
    pub fn preview(&self, record: &AppRecord, definitions: &dyn AppDefinitions) -> Result<App, Violations> {
        let mut others = self.clone();
        others.by_client_id.retain(|_, app| app.id != record.id);
        others.bind_next(record, definitions)
    }

    /// What two apps would both be called would be ambiguous in every request.
    fn bind_next(&self, record: &AppRecord, definitions: &dyn AppDefinitions) -> Result<App, Violations> {
        let app = bind(record, definitions)?;
        match self.by_client_id.get(&app.client_id) {
            Some(other) => {
                let mut taken = Violations::default();
                taken.push("/client_id", format!("the app `{}` has the same client id", other.id));
                Err(taken)
            }
            None => Ok(app),
        }
    }

    /// Every app as its owner wrote it, by id: disabled ones and those that do not fit, too.
    pub fn records(&self) -> impl Iterator<Item = &AppRecord> {
        self.records.values()
    }

    /// The same of one app.
    pub fn find_record(&self, id: &str) -> Option<&AppRecord> {
        self.records.get(id)
    }

    /// What is wrong with an app.
    pub fn faults(&self, id: &AppId) -> Option<&Violations> {
        self.faulty.iter().find(|faulty| faulty.id == *id).map(|faulty| &faulty.violations)
    }

    /// Apps that are bound already.
    pub fn of(apps: impl IntoIterator<Item = App>) -> Self {
        let by_client_id = apps.into_iter().map(|app| (app.client_id.clone(), Arc::new(app))).collect();
        Self { by_client_id, ..Self::default() }
    }

    /// The app that calls itself so.
    pub fn find_client(&self, client_id: &str) -> Option<&Arc<App>> {
        self.by_client_id.get(client_id)
    }

    /// The app of that id.
    pub fn find(&self, id: &AppId) -> Option<&Arc<App>> {
        self.by_client_id.values().find(|app| app.id == *id)
    }

    /// All of them, by client id.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<App>> {
        self.by_client_id.values()
    }

    /// How long the longest of their ID and access tokens is good.
    pub fn longest_token(&self) -> Duration {
        self.iter().map(|app| app.access_token_lifetime).max().unwrap_or_default()
    }
}
