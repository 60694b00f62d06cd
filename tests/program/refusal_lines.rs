//! The lines of refusals, as the filters in `deploy/` read them. `tests/packages/watching.rs` has the real programs read them.

use regex::Regex;
use serde_json::Value;
use vestibule_tests::refusals::{REFUSED, log_of_refusals};

fn deployed(path: &str) -> String {
    std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy").join(path)).unwrap()
}

/// The patterns of a filter of fail2ban, with what it puts in for its own words. Before it compares, it cuts out what the
/// pattern of the date fits.
struct Fail2ban {
    date: Regex,
    patterns: Vec<Regex>,
}

impl Fail2ban {
    fn load() -> Self {
        let text = deployed("fail2ban/filter.d/vestibule.conf");
        let value = |key: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(&format!("{key} = "))).unwrap();
            line.to_owned()
        };
        let object = value("_object");
        let date = value("datepattern")
            .replace("%%Y-%%m-%%dT%%H:%%M:%%S", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
            .replace("%%f", r"\d+");
        let lines = text.lines().skip_while(|line| !line.starts_with("failregex = "));
        let lines = lines.take_while(|line| !line.starts_with("ignoreregex"));
        let patterns = lines.map(|line| {
            let pattern = line.trim_start_matches("failregex = ").trim();
            let pattern = pattern.replace("%(_object)s", &object).replace("<ADDR>", r"(?P<address>[0-9A-Fa-f:.]+)");
            Regex::new(&pattern).unwrap()
        });
        Self { date: Regex::new(&date).unwrap(), patterns: patterns.collect() }
    }

    /// The address that a line makes responsible.
    fn blame(&self, line: &str) -> Option<String> {
        let date = self.date.find(line)?.range();
        let cut = format!("{}{}", &line[..date.start], &line[date.end..]);
        let found = self.patterns.iter().find_map(|pattern| pattern.captures(&cut));
        let in_journal = self.patterns.iter().find_map(|pattern| pattern.captures(line));
        let address = |found: regex::Captures<'_>| found["address"].to_owned();
        let (found, in_journal) = (found.map(address), in_journal.map(address));
        assert_eq!(found, in_journal, "from a file and from the journal: {line}");
        found
    }
}

/// IN-10: a wrong password, a bad token, and somebody without the rights; and not a failure that is the provider's.
#[tokio::test]
async fn in_10_filters_read_real_lines() {
    let log = log_of_refusals(1).await;

    let filter = Fail2ban::load();
    let blamed: Vec<_> = log.lines().filter_map(|line| filter.blame(line)).collect();
    assert_eq!(blamed, REFUSED, "{log}");
    let prefixed = log.lines().filter_map(|line| filter.blame(&format!("host vestibule[1]: {line}"))).count();
    assert_eq!(prefixed, 3, "behind what journald puts in front");

    let refused: Vec<Value> = log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let refused: Vec<_> = refused.iter().filter(|line| line["message"] == "refused").collect();
    assert_eq!(refused.len(), 3, "{log}");
    let parser = deployed("crowdsec/parsers/s01-parse/vestibule.yaml");
    let scenario = deployed("crowdsec/scenarios/vestibule-bf.yaml");
    for line in refused {
        for name in parser.split("JsonExtract(evt.Parsed.message, '").skip(1) {
            let name = name.split('\'').next().unwrap();
            assert!(line[name].is_string(), "{name} is not in {line}");
        }
        assert!(scenario.contains(&format!("'{}'", line["code"].as_str().unwrap())), "{line}");
    }
}

/// IN-10: an upstream that fails is nobody's fault.
#[tokio::test]
async fn in_10_a_failure_of_a_provider_blames_nobody() {
    let line = |event: &str, code: &str| {
        format!(
            r#"{{"timestamp":"2026-11-29T09:00:00.000000Z","level":"WARN","message":"refused","event":"{event}","code":"{code}","address":"192.0.2.1","ref":"a","detail":"x"}}"#
        )
    };
    let filter = Fail2ban::load();
    assert_eq!(filter.blame(&line("sign_in", "unauthenticated")).as_deref(), Some("192.0.2.1"));
    for (event, code) in [("sign_in", "upstream_unreachable"), ("sign_in", "not_allowed"), ("link", "unauthenticated")]
    {
        assert_eq!(filter.blame(&line(event, code)), None, "{event} {code}");
    }
    let chosen = line("sign_in", "not_allowed")
        .replace("\"x\"", r#""\"event\":\"sign_in\",\"code\":\"unauthenticated\",\"address\":\"192.0.2.9\"""#);
    assert_eq!(filter.blame(&chosen), None, "what somebody chose names no address");
}
