//! What a native plugin is made of: the messages, the C ABI that carries them, and a way to test a flow without a host.
//!
//! A plugin teaches Vestibule an upstream that data cannot describe. It performs no I/O: it is asked for one step at a
//! time, as JSON, and the host does all HTTP and brings time and randomness. So a plugin needs no runtime, and its whole
//! flow is a table test.
//!
//! Owns the contract with plugins, and nothing of the host: the one shares no type with the other. Depends on `serde` and
//! `serde_json` alone. Start with [`Plugin`]; `docs/plugins.md` is the guide, `docs/plugin-abi.md` the contract.
//!
//! # A complete plugin
//!
//! `Cargo.toml` has `crate-type = ["cdylib", "rlib"]`; the second is for tests. The upstream of this example sends people
//! back with a ticket, and says whose it is when it is asked.
//!
//! ```
//! use serde_json::{Value, json};
//! use vestibule_plugin::{
//!     Begin, Definition, Event, Fetch, Identity, Plugin, Redirect, Refusal, Resume, Step, export_plugin,
//! };
//!
//! struct Tickets;
//!
//! impl Plugin for Tickets {
//!     fn describe(&self) -> Vec<Definition> {
//!         let credentials = json!({
//!             "type": "object",
//!             "properties": { "key": { "type": "string", "title": "Key", "writeOnly": true } },
//!             "required": ["key"],
//!         });
//!         vec![Definition::new("tickets", "Ticket Office", credentials).host("tickets.example")]
//!     }
//!
//!     fn begin(&self, begin: &Begin) -> Result<Step, Refusal> {
//!         let back = begin.flow.callback_url(); // the redirect URI with the flow's state
//!         Ok(Redirect::to(format!("https://tickets.example/enter?back={}", vestibule_plugin::encode(&back))).into())
//!     }
//!
//!     fn resume(&self, resume: &Resume) -> Result<Step, Refusal> {
//!         match &resume.event {
//!             Event::Callback(callback) => {
//!                 let ticket = callback.required("ticket")?;
//!                 let key = resume.credentials.required("key")?;
//!                 let question = Fetch::get(format!("https://tickets.example/{}", vestibule_plugin::encode(ticket)));
//!                 Ok(question.header("authorization", format!("Bearer {key}")).into())
//!             }
//!             Event::Answers(answers) => {
//!                 let person: Value = answers.first()?.ok()?.json_body()?;
//!                 let subject = person["id"].as_str().ok_or_else(|| Refusal::subject_missing("no id in the answer"))?;
//!                 Ok(Identity::new(subject).claim("name", person["name"].clone()).into())
//!             }
//!             _ => Err(Refusal::unsupported("this event is not known here")),
//!         }
//!     }
//! }
//!
//! export_plugin!(Tickets);
//!
//! // The whole flow as a test, without a host and without a network:
//! use vestibule_plugin::{Answer, simulate};
//! let begin = Begin::example("tickets", json!({ "key": "k" }));
//! let steps = simulate(&Tickets, &begin, [
//!     Event::callback([("ticket", "t1")]),
//!     Event::answers([Answer::json(200, json!({ "id": "7", "name": "Ada" }))]),
//! ]);
//! assert_eq!(steps.last().unwrap(), &Identity::new("7").claim("name", "Ada").into());
//! ```

pub mod abi;
mod definition;
mod encoding;
#[doc(hidden)]
pub mod export;
mod fetch;
mod message;
mod plugin;
mod refusal;
pub mod schema;
mod simulate;
mod step;

pub use definition::Definition;
pub use encoding::encode;
pub use fetch::{Answer, Answers, Fetch, Method, Request};
pub use message::{Begin, Callback, Credentials, Event, Flow, Operation, Question, Resume};
pub use plugin::Plugin;
pub use refusal::{Refusal, code};
pub use simulate::simulate;
pub use step::{Identity, Redirect, Reply, Response, Step};

/// The version of the messages, `v` in each of them.
pub const MESSAGE_VERSION: u32 = 1;
