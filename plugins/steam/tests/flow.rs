//! Every way through a sign-in with Steam, without a host and without a network.

use std::collections::BTreeMap;

use serde_json::json;
use vestibule_plugin::{Answer, Begin, Event, Identity, Plugin as _, Step, simulate};
use vestibule_plugin_steam::Steam;

const ID: &str = "76561197960287930";

fn begin(key: Option<&str>) -> Begin {
    let mut credentials =
        json!({ "community_url": "https://steamcommunity.com", "api_url": "https://api.steampowered.com/" });
    if let Some(key) = key {
        credentials["api_key"] = key.into();
    }
    Begin::example("steam", credentials)
}

/// What Steam sends, changed by a test.
fn assertion(change: &[(&str, &str)]) -> Event {
    let back = begin(None).flow.callback_url();
    let claimed = format!("https://steamcommunity.com/openid/id/{ID}");
    let mut fields = BTreeMap::from([
        ("openid.ns", "http://specs.openid.net/auth/2.0"),
        ("openid.mode", "id_res"),
        ("openid.op_endpoint", "https://steamcommunity.com/openid/login"),
        ("openid.claimed_id", &claimed),
        ("openid.identity", &claimed),
        ("openid.return_to", &back),
        ("openid.response_nonce", "2027-01-15T07:59:30ZabcdEF"),
        ("openid.assoc_handle", "1234567890"),
        ("openid.signed", "signed,op_endpoint,claimed_id,identity,return_to,response_nonce,assoc_handle"),
        ("openid.sig", "c2lnbmF0dXJl"),
        ("utm_source", "elsewhere"),
    ]);
    fields.extend(change.iter().copied());
    Event::callback(fields)
}

fn valid() -> Event {
    Event::answers([Answer::text(200, "ns:http://specs.openid.net/auth/2.0\nis_valid:true\n")])
}

fn refusal(events: Vec<Event>) -> String {
    match simulate(&Steam, &begin(None), events).pop() {
        Some(Step::Refuse(refusal)) => refusal.code,
        other => format!("{other:?}"),
    }
}

#[test]
fn people_are_sent_to_steam_with_the_state_in_the_return_address() {
    let Some(Step::Redirect(redirect)) = simulate(&Steam, &begin(None), []).pop() else { panic!("no redirect") };
    assert_eq!(
        redirect.url,
        "https://steamcommunity.com/openid/login?openid.ns=http%3A%2F%2Fspecs.openid.net%2Fauth%2F2.0\
         &openid.mode=checkid_setup\
         &openid.return_to=https%3A%2F%2Fauth.example.com%2Fapi%2Fauth%2Fproviders%2Fexample%2Fcallback%3Fstate%3Dexample-state\
         &openid.realm=https%3A%2F%2Fauth.example.com%2F\
         &openid.identity=http%3A%2F%2Fspecs.openid.net%2Fauth%2F2.0%2Fidentifier_select\
         &openid.claimed_id=http%3A%2F%2Fspecs.openid.net%2Fauth%2F2.0%2Fidentifier_select"
    );
}

#[test]
fn a_confirmed_assertion_is_a_person() {
    let steps = simulate(&Steam, &begin(None), [assertion(&[]), valid()]);
    let Step::Fetch(fetch) = &steps[1] else { panic!("{steps:?}") };
    let body = fetch.requests[0].body.as_deref().unwrap();
    assert!(body.contains("openid.mode=check_authentication") && body.contains("openid.sig=c2lnbmF0dXJl"), "{body}");
    assert!(!body.contains("utm_source"), "what is not of the protocol is not sent on");
    assert_eq!(steps[2..], [Identity::new(ID).into()]);
}

#[test]
fn with_a_key_the_person_has_a_name() {
    let players = json!({ "response": { "players": [
        { "steamid": "1", "personaname": "somebody else" },
        { "steamid": ID, "personaname": "Rabscuttle", "avatarfull": "https://a/b.jpg", "profileurl": "https://s/id/r/" },
    ] } });
    let named = Identity::new(ID).claim("name", "Rabscuttle").claim("picture", "https://a/b.jpg");
    let named = named.claim("profile", "https://s/id/r/");
    for (name, answer, identity) in [
        ("all is well", Answer::json(200, players), named),
        ("the key is not accepted", Answer::text(403, "<html>"), Identity::new(ID)),
        ("the Web API is away", Answer::failed("timeout"), Identity::new(ID)),
        ("it knows nobody", Answer::json(200, json!({ "response": { "players": [] } })), Identity::new(ID)),
        ("nonsense", Answer::text(200, "[]"), Identity::new(ID)),
    ] {
        let steps = simulate(&Steam, &begin(Some("k&y")), [assertion(&[]), valid(), Event::answers([answer])]);
        let Step::Fetch(fetch) = &steps[2] else { panic!("{name}: {steps:?}") };
        let url = &fetch.requests[0].url;
        assert!(url.starts_with("https://api.steampowered.com/ISteamUser/") && url.contains("key=k%26y"), "{url}");
        assert_eq!(steps.last(), Some(&identity.into()), "{name}");
    }
}

#[test]
fn an_assertion_that_differs_in_one_field_is_none() {
    let base = "https://steamcommunity.com/openid/id/";
    let (elsewhere, longer) = (format!("https://evil.example/openid/id/{ID}"), format!("{base}{ID}0"));
    let http = format!("http://steamcommunity.com/openid/id/{ID}");
    let signed = "signed,op_endpoint,claimed_id,identity,return_to,response_nonce,assoc_handle";
    let mut cases = vec![
        ("cancelled", vec![("openid.mode", "cancel")], "access_denied"),
        ("setup", vec![("openid.mode", "setup_needed")], "login_required"),
        ("an error", vec![("openid.mode", "error")], "provider_error"),
        ("no mode", vec![("openid.mode", "")], "provider_error"),
        ("OpenID 1", vec![("openid.ns", "http://openid.net/signon/1.1")], "token_exchange_failed"),
        (
            "another endpoint",
            vec![("openid.op_endpoint", "https://evil.example/openid/login")],
            "token_exchange_failed",
        ),
        (
            "another sign-in",
            vec![("openid.return_to", "https://auth.example.com/other?state=x")],
            "token_exchange_failed",
        ),
        (
            "two identities",
            vec![("openid.identity", "https://steamcommunity.com/openid/id/1")],
            "token_exchange_failed",
        ),
        ("too old", vec![("openid.response_nonce", "2027-01-15T07:49:59Zx")], "token_exchange_failed"),
        ("from the future", vec![("openid.response_nonce", "2027-01-15T08:01:01Zx")], "token_exchange_failed"),
        ("without a time", vec![("openid.response_nonce", "nonce")], "provider_error"),
        ("not signed", vec![("openid.sig", "")], "provider_error"),
    ];
    for id in [&elsewhere, &longer, &http, base] {
        cases.push(("another kind of id", vec![("openid.claimed_id", id), ("openid.identity", id)], "subject_missing"));
    }
    for (name, change, code) in cases {
        assert_eq!(refusal(vec![assertion(&change), valid()]), code, "{name}");
    }
    for field in ["op_endpoint", "return_to", "response_nonce", "assoc_handle", "claimed_id", "identity"] {
        let without = signed.split(',').filter(|name| *name != field).collect::<Vec<_>>().join(",");
        assert_eq!(
            refusal(vec![assertion(&[("openid.signed", &without)]), valid()]),
            "token_exchange_failed",
            "{field}"
        );
    }
}

#[test]
fn only_steam_itself_confirms() {
    let ns = "ns:http://specs.openid.net/auth/2.0\n";
    for (name, answer, code) in [
        ("no", Answer::text(200, format!("{ns}is_valid:false\n")), "token_exchange_failed"),
        ("yes and no", Answer::text(200, format!("{ns}is_valid:false\nis_valid:true\n")), "token_exchange_failed"),
        ("another version", Answer::text(200, "is_valid:true\n"), "token_exchange_failed"),
        ("a page", Answer::text(200, "<html>is_valid:true</html>"), "token_exchange_failed"),
        ("an error", Answer::text(500, format!("{ns}is_valid:true\n")), "provider_unavailable"),
    ] {
        assert_eq!(refusal(vec![assertion(&[]), Event::answers([answer])]), code, "{name}");
    }
}

#[test]
fn it_reaches_steam_and_nobody_else() {
    let definitions = Steam.describe();
    assert_eq!(definitions[0].hosts, ["{community_url}", "{api_url}"]);
    assert_eq!(definitions[0].issuer.as_deref(), Some("{community_url}/openid"));
}
