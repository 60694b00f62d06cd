//! The harness: what a plugin's author can rely on in a test.
#![expect(clippy::panic, reason = "a test stops where it fails")]

use serde_json::json;
use vestibule_plugin::{
    Answer, Begin, Definition, Event, Fetch, Identity, Plugin, Redirect, Refusal, Resume, Step, simulate,
};

/// Goes where the credential says, asks once, and reports everything that it received.
struct Walker;

impl Plugin for Walker {
    fn describe(&self) -> Vec<Definition> {
        vec![Definition::new("walker", "Walker", json!({}))]
    }

    fn begin(&self, begin: &Begin) -> Result<Step, Refusal> {
        Ok(match begin.credentials.required("way")? {
            "with state" => Redirect::to(format!("https://a/?s={}", begin.flow.state)).saving("one").into(),
            "state in a request" => Fetch::post_form("https://a/", begin.flow.callback_url()).saving("zero").into(),
            _ => Redirect::to("https://a/").into(),
        })
    }

    fn resume(&self, resume: &Resume) -> Result<Step, Refusal> {
        Ok(match (&resume.event, resume.saved.as_str()) {
            (Event::Answers(_), "zero") => Redirect::to("https://a/enter").saving("one").into(),
            (Event::Callback(callback), "one") => Fetch::get("https://a/").saving(callback.required("c")?).into(),
            (Event::Answers(answers), saved) => {
                let name: String = answers.first()?.ok()?.json_body()?;
                Identity::new(saved).claim("name", name).claim("nothing", json!(null)).into()
            }
            _ => return Err(Refusal::unsupported("out of step")),
        })
    }
}

fn run(way: &str, events: impl IntoIterator<Item = Event>) -> Vec<Step> {
    simulate(&Walker, &Begin::example("walker", json!({ "way": way })), events)
}

fn refusal(steps: &[Step]) -> &str {
    match steps.last() {
        Some(Step::Refuse(refusal)) => &refusal.code,
        other => panic!("no refusal: {other:?}"),
    }
}

#[test]
fn a_flow_runs_to_its_identity() {
    let answers = || [Event::callback([("c", "7")]), Event::answers([Answer::json(200, json!("Ada"))])];
    let identity = Step::from(Identity::new("7").claim("name", "Ada"));
    assert_eq!(run("with state", answers()).last(), Some(&identity));
    let asked_first = [Event::answers([Answer::text(200, "")])].into_iter().chain(answers());
    assert_eq!(run("state in a request", asked_first).last(), Some(&identity));
}

#[test]
fn a_flow_stops_where_the_events_do() {
    assert_eq!(run("with state", []).len(), 1);
    assert_eq!(run("with state", [Event::callback([("c", "7")])]).len(), 2);
}

#[test]
fn what_the_host_would_refuse_is_refused_here() {
    let callback = || Event::callback([("c", "7")]);
    for (name, way, events, code) in [
        ("no state", "elsewhere", vec![callback()], "unsupported"),
        ("answers to a redirect", "with state", vec![Event::answers([])], "unsupported"),
        ("no credential", "", vec![], "provider_misconfigured"),
        ("no parameter", "with state", vec![Event::callback([])], "provider_error"),
        ("not JSON", "with state", vec![callback(), Event::answers([Answer::text(200, "<html>")])], "provider_error"),
        ("401", "with state", vec![callback(), Event::answers([Answer::text(401, "")])], "provider_misconfigured"),
        ("503", "with state", vec![callback(), Event::answers([Answer::text(503, "")])], "provider_unavailable"),
        ("no answer", "with state", vec![callback(), Event::answers([Answer::failed("t")])], "provider_unavailable"),
        ("no answers", "with state", vec![callback(), Event::answers([])], "unsupported"),
    ] {
        assert_eq!(refusal(&run(way, events)), code, "{name}");
    }
}
