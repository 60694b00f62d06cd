//! Secrets that were typed into a form and are not saved yet. An answer that shows the form again keeps them for ten
//! minutes, sealed for this user and this form, so that no page ever has one in clear and none is dropped in silence.
//!
//! ```text
//! POST ──▶ something else is wrong ──KeptSecrets::of──▶ form again, the secrets sealed in a hidden field
//! POST ──restore──▶ the same fields as if they had been typed again; else the names of those that are lost
//! ```

use std::collections::BTreeMap;

use chrono::Duration;
use serde::{Deserialize, Serialize};
use vestibule_core::ids::UserId;

use crate::http::{api_error::ApiError, sealed_cookie, state::HttpState};

/// The hidden field.
pub(crate) const KEPT: &str = "kept";
/// For how long a form keeps what was typed.
pub(super) const LIVES: Duration = Duration::minutes(10);

/// The secrets of a form, for the page that shows it again.
pub(crate) struct KeptSecrets {
    /// The value of the hidden field [`KEPT`].
    pub(crate) sealed: String,
    names: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    until: i64,
    values: BTreeMap<String, String>,
}

fn place(user: UserId, path: &str) -> String {
    format!("form/{user}{path}")
}

impl KeptSecrets {
    /// The secrets that a form has; `None` where it has none.
    pub(crate) fn of<'f>(
        app: &HttpState,
        (user, path): (UserId, &str),
        fields: impl Iterator<Item = (&'f str, &'f str)>,
        is_secret: impl Fn(&str) -> bool,
    ) -> Result<Option<Self>, ApiError> {
        let typed = fields.filter(|(name, value)| !value.is_empty() && is_secret(name));
        let values: BTreeMap<_, _> = typed.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        if values.is_empty() {
            return Ok(None);
        }
        let names = values.keys().cloned().collect();
        let until = (app.clock.now() + LIVES).timestamp_millis();
        let place = place(user, path);
        let sealed = sealed_cookie::seal(app, &place, &Sealed { until, values });
        Ok(Some(Self { sealed: sealed.map_err(|error| ApiError::internal(&error))?, names }))
    }

    /// Whether it has the secret of this field.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.names.iter().any(|name| name == field)
    }
}

/// Fills the empty fields whose secrets the form has kept, and returns the names of those that are lost: too old, or, as
/// [`KEPT`], sealed for somebody else. What was typed again is not lost.
pub(super) fn restore(
    app: &HttpState,
    (user, path): (UserId, &str),
    fields: &mut Vec<(String, String)>,
) -> Vec<String> {
    let Some((_, sealed)) = fields.iter().find(|(name, value)| name == KEPT && !value.is_empty()) else {
        return Vec::new();
    };
    let Some(kept) = sealed_cookie::open::<Sealed>(app, &place(user, path), sealed) else {
        return vec![KEPT.to_owned()];
    };
    let is_typed = |name: &str| fields.iter().any(|(other, value)| other == name && !value.is_empty());
    let missing: Vec<_> = kept.values.into_iter().filter(|(name, _)| !is_typed(name)).collect();
    if app.clock.now().timestamp_millis() > kept.until {
        return missing.into_iter().map(|(name, _)| name).collect();
    }
    for (name, value) in missing {
        fields.retain(|(other, _)| *other != name);
        fields.push((name, value));
    }
    Vec::new()
}
