//! `VESTIBULE_LOG`: a filter that names levels and parts of the program which exist.
//!
//! `EnvFilter` takes any word for the name of a part, so a misspelt level would silence everything, the setup link
//! included.

use tracing_subscriber::EnvFilter;
use vestibule_core::suggestion::closest_match;

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// Our crates, and the libraries that log.
const PARTS: &[&str] = &[
    "vestibule",
    "vestibule_config",
    "vestibule_core",
    "vestibule_demo_idp",
    "vestibule_i18n",
    "vestibule_jose",
    "vestibule_plugin",
    "vestibule_plugin_host",
    "vestibule_protocol",
    "vestibule_registry",
    "vestibule_server",
    "vestibule_store",
    "axum",
    "h2",
    "hickory_proto",
    "hickory_resolver",
    "hyper",
    "hyper_util",
    "mio",
    "notify",
    "reqwest",
    "rustls",
    "sqlx",
    "sqlx_core",
    "sqlx_postgres",
    "sqlx_sqlite",
    "tokio",
    "tower",
    "tower_http",
];

/// What other programs call a level.
const SYNONYMS: &[(&str, &str)] = &[
    ("verbose", "debug"),
    ("fine", "debug"),
    ("all", "trace"),
    ("warning", "warn"),
    ("notice", "info"),
    ("information", "info"),
    ("normal", "info"),
    ("fatal", "error"),
    ("critical", "error"),
    ("err", "error"),
    ("none", "off"),
    ("silent", "off"),
    ("quiet", "off"),
    ("false", "off"),
    ("true", "info"),
];

/// Reads the filter, or says which word of it means nothing.
pub(crate) fn parse(text: &str) -> Result<EnvFilter, String> {
    for directive in directives(text) {
        check(directive)?;
    }
    EnvFilter::try_new(text).map_err(|error| error.to_string())
}

/// The directives, without those that are empty; a comma inside of `[span{a,b}]` separates none.
fn directives(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_u32;
    let split = move |c: char| {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    };
    text.split(split).map(str::trim).filter(|directive| !directive.is_empty())
}

fn check(directive: &str) -> Result<(), String> {
    let part = directive.split(['=', '[']).next().unwrap_or(directive).trim();
    let is_alone = part.len() == directive.len();
    let is_level =
        LEVELS.iter().any(|level| level.eq_ignore_ascii_case(part)) || part.parse::<u8>().is_ok_and(|n| n < 6);
    let crate_name = part.split("::").next().unwrap_or(part);
    if part.is_empty() || (is_alone && is_level) || PARTS.contains(&crate_name) {
        return Ok(());
    }
    let synonym = SYNONYMS.iter().find(|(word, _)| word.eq_ignore_ascii_case(part)).map(|(_, level)| *level);
    let known = PARTS.iter().copied().chain(LEVELS.into_iter().filter(|_| is_alone));
    let meant = synonym.filter(|_| is_alone).or_else(|| closest_match(part, known));
    let advice = meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
    let what = if is_alone { "no level and no part of the program" } else { "no part of the program" };
    Err(format!("`{}` is {what}{advice}", part.escape_debug()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CL-07.
    #[test]
    fn cl_07_a_word_that_is_no_level_and_no_part_is_refused() {
        for text in [
            "info",
            "INFO,vestibule_protocol=debug",
            "warn,vestibule_server::session=trace,",
            "off,sqlx::query=debug",
            "3",
            "",
        ] {
            assert!(parse(text).is_ok(), "{text:?}: {:?}", parse(text).err());
        }
        for (text, says) in [
            ("verbose", "`verbose` is no level and no part of the program; did you mean `debug`?"),
            ("inof", "`inof` is no level and no part of the program; did you mean `info`?"),
            (
                "info,vestibule_protocoll=debug",
                "`vestibule_protocoll` is no part of the program; did you mean `vestibule_protocol`?",
            ),
            ("warning", "`warning` is no level and no part of the program; did you mean `warn`?"),
            ("7", "`7` is no level and no part of the program"),
            ("colander", "`colander` is no level and no part of the program"),
        ] {
            assert_eq!(parse(text).err().as_deref(), Some(says), "{text}");
        }
        assert!(parse("vestibule=loud").err().unwrap().contains("level"));
    }
}
