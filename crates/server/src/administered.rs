//! Says once that nobody is left who can administer this installation, and what to do.
//!
//! An administrator's own change is refused when it would come to that. A change of the configuration is not, and what a
//! provider granted ends by itself.

use vestibule_store::StoreError;

use crate::AppState;

/// What was seen so far.
#[derive(Debug, Default)]
pub(crate) struct Administered {
    /// Whether there were rights that somebody could have used.
    had: bool,
    said: bool,
}

impl Administered {
    /// Whether it is to be said now. `stored` says whether any rights are stored, `left` whether somebody can use some.
    fn note(&mut self, stored: bool, left: bool) -> bool {
        self.had |= stored || left;
        let say = self.had && !left && !self.said;
        self.said = !left && (say || self.said);
        say
    }

    /// Looks, before what does not count any more is withdrawn.
    pub(crate) async fn look(&mut self, app: &AppState) -> Result<(), StoreError> {
        let stored = app.store.has_administrator().await?;
        let left = app.store.is_administered(app.rules(&app.registry.load())).await?;
        if self.note(stored, left) {
            tracing::warn!(
                "nobody can administer this installation any more: no enabled user has administrator rights that count, because \
                 a provider changed, or did not confirm them for `grant_max_age`. Create an administrator on this machine with \
                 `vestibule admin create EMAIL`"
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WH-06: once for each time that it comes to that, and never before there was an administrator.
    #[test]
    fn it_is_said_once() {
        let mut administered = Administered::default();
        let steps = [
            ("a new installation", false, false, false),
            ("the first administrator", true, true, false),
            ("the provider is disabled", true, false, true),
            ("its grants are withdrawn", false, false, false),
            ("still", false, false, false),
            ("an administrator is created", true, true, false),
            ("their grant is too old", true, false, true),
        ];
        for (name, stored, left, said) in steps {
            assert_eq!(administered.note(stored, left), said, "{name}");
        }
        assert!(Administered::default().note(true, false), "changed while no server ran");
    }
}
