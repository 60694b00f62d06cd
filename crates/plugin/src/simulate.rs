//! A plugin's flow as a table: events in, steps out, no host and no network.

use serde_json::Value;

use crate::{
    message::{Begin, Event, Operation, Question, Resume},
    plugin::{Plugin, answer},
    refusal::{Refusal, code},
    step::{Reply, Response, Step},
};

/// Runs one sign-in: `begin`, then one event for each step that waits for one. Returns all steps up
/// to where the flow ends or the events do.
///
/// Every message goes through JSON in both directions, as it does in front of the host. What the host would refuse
/// whatever the definition says is a [`Step::Refuse`] here too: a redirect that nobody could match to its flow, and an
/// event that does not fit the step before it.
pub fn simulate(plugin: &dyn Plugin, begin: &Begin, events: impl IntoIterator<Item = Event>) -> Vec<Step> {
    let mut events = events.into_iter();
    let mut steps = vec![ask(plugin, Operation::Begin(begin.clone()))];
    let mut sent = String::new();
    loop {
        let (saved, event) = match steps.last() {
            Some(Step::Redirect(redirect)) => {
                let carried = redirect.url.contains(&begin.flow.state) || sent.contains(&begin.flow.state);
                if !carried {
                    steps.push(odd("the redirect does not carry the flow's state, nor did a request before it; put `flow.state` or \
                              `flow.callback_url()` into it"));
                    return steps;
                }
                (redirect.saved.clone(), events.next())
            }
            Some(Step::Fetch(fetch)) => {
                sent.push_str(&serde_json::to_string(&fetch.requests).unwrap_or_default());
                (fetch.saved.clone(), events.next())
            }
            _ => return steps,
        };
        let Some(event) = event else { return steps };
        let fits = matches!(
            (steps.last(), &event),
            (Some(Step::Redirect(_)), Event::Callback(_)) | (Some(Step::Fetch(_)), Event::Answers(_))
        );
        steps.push(if fits {
            ask(plugin, Operation::Resume(Resume::new(begin.clone(), saved, event)))
        } else {
            odd("the event does not fit the step before it: a redirect waits for `Event::callback`, a fetch for `Event::answers`")
        });
    }
}

fn ask(plugin: &dyn Plugin, operation: Operation) -> Step {
    let request = serde_json::to_vec(&Question::new(operation)).unwrap_or_default();
    let response: Result<Value, _> = serde_json::to_value(answer(plugin, &request));
    match response.and_then(serde_json::from_value::<Response>).map(|response| response.reply) {
        Ok(Reply::Redirect(redirect)) => Step::Redirect(redirect),
        Ok(Reply::Fetch(fetch)) => Step::Fetch(fetch),
        Ok(Reply::Identity(identity)) => Step::Identity(identity),
        Ok(Reply::Refuse(refusal)) => Step::Refuse(refusal),
        Ok(Reply::Definitions { .. }) => odd("definitions are no step"),
        Err(error) => odd(&error.to_string()),
    }
}

fn odd(message: &str) -> Step {
    Step::Refuse(Refusal::new(code::UNSUPPORTED, message))
}
