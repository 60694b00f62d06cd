//! The first start: from the link in the log to the first administrator. Nothing else over HTTP makes one.
//!
//! ```text
//! log ──GET /setup?token=──▶ our link, in time, no administrator ──303 and a pass──▶ GET /setup ──▶ the form
//!                                             pass, token of the form, no administrator ──▶ POST /setup ──▶ a session
//! ```
//! Neither link nor pass is stored anywhere: each is a point in time, sealed with the installation's keys for its place.
//! So an unknown client's request writes nothing, every node opens what another one printed, and a restart loses nothing.
//! What ends all of them at once is that somebody has administrator rights, however that came about; the store decides
//! it again in the transaction that makes the administrator, so any number of browsers make one.
//!
//! Opening the link does not use it up: mail scanners and previews open links as well.

mod deadline;
mod link;
mod pass;

pub use link::SetupLink;
pub(crate) use link::check;
pub(crate) use pass::Pass;
