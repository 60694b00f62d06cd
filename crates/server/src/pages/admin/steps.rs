//! The list of first steps, which the pages about providers show until a provider is enabled.

use vestibule_registry::Registry;

use super::super::texts::Setup;

/// Where somebody is on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Looks for a definition.
    Choose,
    /// Has one, and fills in its form.
    SwitchOn,
    /// A provider is switched on.
    SignIn,
}

/// The way as a list.
pub(super) struct Steps {
    pub(super) t: Setup,
    stage: Stage,
}

/// One step.
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) done: bool,
    pub(super) current: bool,
}

impl Steps {
    pub(super) fn new(t: Setup, stage: Stage) -> Self {
        Self { t, stage }
    }

    pub(super) fn list(&self) -> [Step; 4] {
        let (t, reached) = (self.t, self.stage as usize + 1);
        let names = [t.step_administrator(), t.step_choose(), t.step_enable(), t.step_sign_in()];
        let mut number = 0..;
        names.map(|name| {
            let number = number.next().unwrap_or(reached);
            Step { name, done: number < reached, current: number == reached }
        })
    }
}

/// Whether no provider is enabled yet.
pub(super) fn pending(registry: &Registry) -> bool {
    !registry.slots.values().any(|slot| slot.enabled())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::texts::Language;

    #[test]
    fn one_step_is_current_and_those_before_it_are_done() {
        for (stage, done) in [(Stage::Choose, 1), (Stage::SwitchOn, 2), (Stage::SignIn, 3)] {
            let steps = Steps::new(Language::english().setup(), stage).list();
            let shape: Vec<_> = steps.iter().map(|step| (step.done, step.current)).collect();
            let wanted: Vec<_> = (0..4).map(|number| (number < done, number == done)).collect();
            assert_eq!(shape, wanted, "{stage:?}");
        }
    }
}
