//! What a plugin's author writes, and how a question becomes an answer.

use crate::{
    MESSAGE_VERSION,
    definition::Definition,
    message::{Begin, Operation, Question, Resume},
    refusal::Refusal,
    step::{Reply, Response, Step},
};

/// A plugin. Stateless: it is asked from several threads at once, and what belongs to one sign-in is in the questions.
///
/// No method may do I/O, read a clock or make random numbers: the host answers [`Step::Fetch`], and
/// [`Flow`](crate::Flow) has the time and a nonce. A method that takes longer than two seconds is given up, and after
/// three of those, as after one panic, the plugin is not asked again.
pub trait Plugin: Sync {
    /// The upstreams that this plugin speaks to. Always the same.
    fn describe(&self) -> Vec<Definition>;

    /// A sign-in begins: usually a [`Redirect`](crate::Redirect), or a [`Fetch`](crate::Fetch) first.
    fn begin(&self, begin: &Begin) -> Result<Step, Refusal>;

    /// A sign-in goes on after a [`Redirect`](crate::Redirect) or a [`Fetch`](crate::Fetch).
    fn resume(&self, resume: &Resume) -> Result<Step, Refusal>;
}

/// Answers one question, as bytes. Never fails: what cannot be understood is refused.
pub(crate) fn answer(plugin: &dyn Plugin, request: &[u8]) -> Response {
    let question: Question = match serde_json::from_slice(request) {
        Ok(question) => question,
        Err(error) => return Response::new(unsupported(format!("the request cannot be read: {error}"))),
    };
    Response::new(if question.v == MESSAGE_VERSION {
        reply(plugin, &question.operation)
    } else {
        unsupported(format!("messages of version {} are not known here", question.v))
    })
}

fn reply(plugin: &dyn Plugin, operation: &Operation) -> Reply {
    let step = match operation {
        Operation::Describe {} => return Reply::Definitions { definitions: plugin.describe() },
        Operation::Begin(begin) => plugin.begin(begin),
        Operation::Resume(resume) => plugin.resume(resume),
        Operation::Unknown => return unsupported("the operation is not known here"),
    };
    step.unwrap_or_else(Step::Refuse).into()
}

fn unsupported(message: impl Into<String>) -> Reply {
    Reply::Refuse(Refusal::unsupported(message))
}
