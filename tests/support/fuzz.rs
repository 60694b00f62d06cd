//! Targets: functions that take any bytes, as an unknown client would send them, and panic when a promise is broken.
//!
//! The same functions are called by the bounded test `fuzz`, over a corpus and its mutations, and by the programs in
//! `fuzz/`, for as long as somebody lets them run. A target finds bytes too odd to use uninteresting, never wrong.

mod files;
mod plugin;
mod requests;
mod upstream;

pub use files::{claim_expression, definition};
pub use plugin::plugin_answer;
pub use requests::{callback, cookies, forwarded};
pub use upstream::{discovery, good_answers_sign_in, id_token, keys, token_answer, userinfo};

/// A target.
pub type Target = fn(&[u8]);

/// All targets by name: their corpora are the folders of these names.
pub const TARGETS: &[(&str, Target)] = &[
    ("callback", callback),
    ("claim_expression", claim_expression),
    ("cookies", cookies),
    ("definition", definition),
    ("discovery", discovery),
    ("forwarded", forwarded),
    ("id_token", id_token),
    ("keys", keys),
    ("plugin_answer", plugin_answer),
    ("token_answer", token_answer),
    ("userinfo", userinfo),
];
