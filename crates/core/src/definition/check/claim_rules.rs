//! Claims and what may decide about them.

use super::Check;
use crate::claims::ClaimPaths;

impl Check<'_> {
    /// The callback comes through the browser, where anybody can change it.
    pub(super) fn claims(&mut self) {
        let claims = &self.definition.claims;
        let deciding: [(&str, &ClaimPaths); 4] = [
            ("subject", &claims.subject),
            ("email", &claims.email),
            ("email_verified", &claims.email_verified.value),
            ("groups", &claims.groups),
        ];
        for (field, _) in deciding.iter().filter(|(_, paths)| paths.mentions("callback")) {
            let detail =
                format!("the browser brings the callback, and anybody can change it: it cannot decide about `{field}`");
            self.bad.push(format!("/claims/{field}"), detail);
        }
    }
}
