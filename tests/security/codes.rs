//! Codes and tokens that are not this flow's, and where they may not go.

use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
use futures_util::future::join_all;
use http::{HeaderValue, Method, StatusCode};
use serde_json::{Value, json};
use url::Url;
use vestibule_core::definition::SigningAlgorithm;
use vestibule_demo_idp::{
    Endpoint, Options,
    faults::{AnswerFault, Fault, Gate, Signing, TokenFault},
};
use vestibule_registry::{Catalogue, Document, Format};
use vestibule_tests::{Browser, Invariant, ServerFixture, Setup, json_object};

/// Pocket ID as an upstream that breaks on PKCE.
fn without_pkce() -> Option<Catalogue> {
    let text =
        include_str!("../../providers/official/pocketid.toml").replace("\n\n[claims]", "\npkce = \"off\"\n\n[claims]");
    let document = Document { path: "pocketid.toml".into(), format: Format::Toml, text, official: true };
    let catalogue = Catalogue::from_documents([document], &vestibule::parts::protocols());
    assert!(catalogue.faults().is_empty(), "{:?}", catalogue.faults());
    Some(catalogue)
}

fn code_of(callback: &Url) -> String {
    callback.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned()
}

fn with_code(callback: &Url, code: &str) -> Url {
    let pairs: Vec<(String, String)> = callback
        .query_pairs()
        .map(|(name, value)| (name.to_string(), if name == "code" { code.to_owned() } else { value.to_string() }))
        .collect();
    let mut changed = callback.clone();
    changed.query_pairs_mut().clear().extend_pairs(pairs);
    changed
}

/// TK-17: a victim's code in an attacker's own flow. With PKCE the upstream refuses it, without PKCE the nonce does.
#[tokio::test]
async fn tk_17_an_injected_code_is_refused() {
    for (pkce, catalogue, code) in [(true, None, "token_exchange_failed"), (false, without_pkce(), "id_token_invalid")]
    {
        let fixture = ServerFixture::with(Setup { catalogue, ..Setup::default() }).await;
        let (attacker, victim) = (fixture.browser(), fixture.browser());
        let begun = attacker.get("/api/auth/providers/op/authorize?login_hint=mei").await;
        assert_eq!(begun.sent_on("code_challenge").is_some(), pkce);
        let own = attacker.through_the_provider(&begun).await;
        let stolen = code_of(&victim.callback_of("op").await);
        let rule = Invariant::around(&fixture, &attacker).await;
        let answer = attacker.get(with_code(&own, &stolen)).await;
        rule.refused(&answer, ("op", code), "TK-17").await;
        assert_eq!(fixture.op.requests().count(Endpoint::Token), 1, "one request");
        assert_eq!(fixture.op.requests().count(Endpoint::Userinfo), 0, "userinfo is not asked");
    }
}

/// IT-17: the ID token of an earlier sign-in of the same person, for the same client, still valid in all else.
#[tokio::test]
async fn it_17_a_token_of_an_earlier_sign_in_is_refused() {
    let fixture = ServerFixture::with(Setup { catalogue: without_pkce(), ..Setup::default() }).await;
    let browser = fixture.browser();
    // What the upstream answered to an earlier code: asked for as the client, since the server shows it to nobody.
    let earlier = browser.callback_of("op").await;
    let answered = exchange(&fixture, &code_of(&earlier)).await;
    let callback = browser.callback_of("op").await;
    let rule = Invariant::around(&fixture, &browser).await;
    fixture.op.faults().set(Endpoint::Token, Fault::new().body(answered));
    let answer = browser.get(callback).await;
    rule.refused(&answer, ("op", "id_token_invalid"), "IT-17").await;
    fixture.op.faults().clear_all();
    assert_eq!(browser.sign_in("op").await.header("location"), Some("/"), "the next one works");
}

/// Redeems a code as the server would.
async fn exchange(fixture: &ServerFixture, code: &str) -> String {
    let redirect = fixture.environment.base.join("api/auth/providers/op/callback").unwrap();
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", redirect.as_str()),
        ("client_id", "op"),
        ("client_secret", ServerFixture::CLIENT_SECRET),
    ];
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let client = Browser::new(&Url::parse(fixture.op.issuer()).unwrap());
    let answer = client.send(Method::POST, fixture.op.url(Endpoint::Token), &headers, Some(form)).await;
    assert!(answer.json()["id_token"].is_string(), "{}", answer.body);
    answer.body
}

/// TK-19: a refresh token that nobody asked for is not kept; no later request uses one.
#[tokio::test]
async fn tk_19_a_refresh_token_is_kept_sealed() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let canary = "refresh-canary-5d1f0c";
    let offered = json_object(json!({ "refresh_token": canary, "expires_in": 1 }));
    fixture.op.faults().set(Endpoint::Token, Fault::new().patch(offered));
    let begun = browser.get("/api/auth/providers/op/authorize").await;
    assert!(begun.sent_on("scope").unwrap().contains("offline_access"), "Pocket ID documents it");
    let callback = browser.through_the_provider(&begun).await;
    assert_eq!(browser.get(callback).await.header("location"), Some("/"));
    assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::OK);
    assert_eq!(fixture.op.requests().count(Endpoint::Token), 1, "the session does not depend on tokens");
    for file in std::fs::read_dir(fixture.environment.folder.path()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(canary.len()).any(|part| part == canary.as_bytes()), "{} shows it", path.display());
    }
}

/// ST-16: sixty people whose tokens and profiles all come back in one moment, in whatever order.
#[tokio::test]
async fn st_16_answers_that_arrive_together_stay_apart() {
    let fixture = ServerFixture::new().await;
    let people = ["amara", "joonas", "wulan", "mei", "noor"];
    for endpoint in [Endpoint::Token, Endpoint::Userinfo] {
        let gate = Gate::new();
        fixture.op.faults().set(endpoint, Fault::new().hold(&gate));
        let sign_in = async |who: &'static str| {
            let browser = fixture.browser();
            browser.sign_in_as("op", who).await;
            let session = browser.get_json("/api/auth/session").await.json();
            assert_eq!(session["user"]["username"], who);
        };
        let all = join_all((0..60).map(|index| sign_in(people[index % people.len()])));
        let open = async {
            gate.reached(32).await;
            gate.open();
        };
        tokio::join!(all, open);
    }
}

/// MX-06, ST-09: a code of one provider that lands on another one's callback reaches no token endpoint, with or without
/// a flow of that other provider in the same browser.
#[tokio::test]
async fn mx_06_a_code_that_lands_elsewhere_goes_nowhere() {
    let fixture = ServerFixture::with(Setup { more: vec![("other", json!({}))], ..Setup::default() }).await;
    let browser = fixture.browser();
    let mine = browser.callback_of("op").await;
    let others = browser.callback_of("other").await;
    let rule = Invariant::around(&fixture, &browser).await;
    let mut landed = with_code(&mine, &code_of(&others));
    landed.set_path("/api/auth/providers/other/callback");
    let answer = browser.get(landed).await;
    rule.rejected(&answer, "provider_mismatch", "MX-06").await;
    assert_eq!(fixture.op.requests().count(Endpoint::Token), 0);
    for callback in [mine, others] {
        assert_eq!(browser.get(callback).await.header("location"), Some("/"), "both flows are still there");
    }
}

/// CB-05: what the upstream writes shows nowhere, however it is written.
#[tokio::test]
async fn cb_05_an_upstreams_words_are_not_repeated() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let long = "kanarienvogel".repeat(2_000);
    for (name, value) in [
        ("error", "<script>kanarienvogel</script>"),
        ("error", "\u{202e}kanarienvogel"),
        ("error", "kanarienvogel\r\nSet-Cookie: kanarienvogel=1"),
        ("error_description", "javascript:kanarienvogel()"),
        ("error_description", long.as_str()),
        ("error_uri", "javascript:kanarienvogel()"),
    ] {
        let fault = if name == "error" {
            AnswerFault::new().error(value, None)
        } else {
            AnswerFault::new().error("strange", None).set(name, value)
        };
        fixture.op.faults().set_answer(fault);
        let callback = browser.callback_of("op").await;
        fixture.op.faults().clear_all();
        let rule = Invariant::around(&fixture, &browser).await;
        let answer = browser.get(callback).await;
        // Too long to be an answer at all is refused before the flow, everything else after it.
        if answer.status == StatusCode::SEE_OTHER {
            let page = browser.get(answer.location().unwrap()).await;
            rule.refused(&answer, ("op", "provider_error"), name).await;
            assert!(!page.body.contains("kanarienvogel"), "{name}: {}", page.body);
        } else {
            rule.rejected(&answer, "invalid_request", name).await;
            assert_eq!(value.len(), long.len(), "{name}: only for its length");
        }
        assert!(!answer.body.contains("kanarienvogel"), "{name}: {}", answer.body);
        let shown = format!("{:?}", answer.headers);
        assert!(!shown.contains("kanarienvogel"), "{name}: {shown}");
    }
}

/// CB-07: tokens together with a code are as if they were not there.
#[tokio::test]
async fn cb_07_tokens_in_the_answer_are_not_looked_at() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let forged =
        AnswerFault::new().append("id_token", "x.y.z").append("access_token", "y").append("token_type", "Bearer");
    fixture.op.faults().set_answer(forged);
    assert_eq!(browser.sign_in("op").await.header("location"), Some("/"));
    assert_eq!(browser.get_json("/api/auth/session").await.json()["user"]["username"], "amara");
    assert_eq!(fixture.op.requests().count(Endpoint::Token), 1, "by the code, as always");
}

/// IT-03: the public key, in whatever spelling, is no secret to sign with.
#[tokio::test]
async fn it_03_a_public_key_is_no_hmac_key() {
    let upstream = |options: &mut Options| options.signing = SigningAlgorithm::RS256;
    let fixture = ServerFixture::with(Setup { upstream, ..Setup::default() }).await;
    let browser = fixture.browser();
    let keys = browser.get_json(fixture.op.url(Endpoint::Jwks)).await;
    let jwk = keys.json()["keys"][0].clone();
    let modulus = jwk["n"].as_str().unwrap().as_bytes().to_vec();
    let der = public_key_der(&jwk);
    let pem = |line: &str| {
        let text = BASE64_STANDARD.encode(&der).into_bytes();
        let lines: Vec<_> = text.chunks(64).map(|part| String::from_utf8_lossy(part).into_owned()).collect();
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----{line}", lines.join("\n")).into_bytes()
    };
    let (bare, ended) = (pem(""), pem("\n"));
    for key in [keys.body.into_bytes(), jwk.to_string().into_bytes(), modulus, der, bare, ended, Vec::new()] {
        fixture.op.faults().set_id_token(TokenFault::new().signing(Signing::HmacWith(key)));
        let rule = Invariant::around(&fixture, &browser).await;
        let answer = browser.sign_in("op").await;
        rule.refused(&answer, ("op", "id_token_invalid"), "IT-03").await;
    }
    fixture.op.faults().clear_all();
    assert_eq!(browser.sign_in("op").await.header("location"), Some("/"));
}

/// The key as RFC 5280 spells it: what PEM holds.
fn public_key_der(jwk: &Value) -> Vec<u8> {
    let element = |tag: u8, content: &[u8]| {
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x82][..], &length, content].concat()
    };
    let number = |name: &str| {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
        element(2, &[&[0][..], &bytes].concat())
    };
    let key = element(0x30, &[number("n"), number("e")].concat());
    let rsa = [0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];
    element(0x30, &[&rsa[..], &element(3, &[&[0][..], &key].concat())].concat())
}

/// IT-06: where a token says that its key is, nobody looks.
#[tokio::test]
async fn it_06_a_key_that_a_token_points_at_is_not_fetched() {
    let fixture = ServerFixture::new().await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}/keys", listener.local_addr().unwrap());
    let browser = fixture.browser();
    let jwk = browser.get_json(fixture.op.url(Endpoint::Jwks)).await.json()["keys"][0].clone();
    for (name, value) in [("jku", json!(url)), ("x5u", json!(url)), ("x5c", json!(["MIIB"])), ("jwk", jwk)] {
        let fault = TokenFault::new().signing(Signing::ForeignKey).header(json_object(json!({ name: value })));
        fixture.op.faults().set_id_token(fault);
        let rule = Invariant::around(&fixture, &browser).await;
        let answer = browser.sign_in("op").await;
        rule.refused(&answer, ("op", "id_token_invalid"), name).await;
    }
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "nobody came");
    assert_eq!(fixture.op.requests().count(Endpoint::Userinfo), 0);
}

/// IT-21, LO-08: real tokens of the same upstream, of every other kind.
#[tokio::test]
async fn it_21_another_kind_of_token_is_of_no_use() {
    let fixture = ServerFixture::with(Setup { catalogue: without_pkce(), ..Setup::default() }).await;
    let browser = fixture.browser();
    let code = code_of(&browser.callback_of("op").await);
    let answered = exchange(&fixture, &code).await;
    let tokens: Value = serde_json::from_str(&answered).unwrap();
    let access_token = tokens["access_token"].as_str().unwrap();
    fixture.op.faults().set_userinfo_jwt(TokenFault::new());
    let bearer = format!("Bearer {access_token}");
    let client = Browser::new(&Url::parse(fixture.op.issuer()).unwrap());
    let userinfo =
        client.send(Method::GET, fixture.op.url(Endpoint::Userinfo), &[("authorization", &bearer)], None).await;
    fixture.op.faults().clear_all();
    let subject = json_object(json!({ "sub": "6f1c1c5e-9f0b-4c57-9d2e-3f5c0a7be001" }));
    let logout_token = fixture.op.logout_token("op", subject, TokenFault::new()).await.unwrap();
    let others = [("an access token", access_token), ("userinfo", &userinfo.body), ("a logout token", &logout_token)];
    for (kind, token) in others {
        assert_eq!(token.split('.').count(), 3, "{kind} is a signed token: {token}");
        let asked = fixture.op.requests().count(Endpoint::Userinfo);
        fixture.op.faults().set(Endpoint::Token, Fault::new().patch(json_object(json!({ "id_token": token }))));
        let rule = Invariant::around(&fixture, &browser).await;
        let answer = browser.sign_in("op").await;
        rule.refused(&answer, ("op", "id_token_invalid"), kind).await;
        assert_eq!(fixture.op.requests().count(Endpoint::Userinfo), asked, "{kind}");
        fixture.op.faults().clear_all();
    }
    assert_eq!(browser.sign_in("op").await.header("location"), Some("/"));
    let id_token = tokens["id_token"].as_str().unwrap();
    for (kind, token) in [others[0], others[1], ("an ID token", id_token)] {
        let form = url::form_urlencoded::Serializer::new(String::new()).append_pair("logout_token", token).finish();
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let path = "/api/auth/providers/op/backchannel-logout";
        let answer = fixture.browser().send(Method::POST, path, &headers, Some(form)).await;
        assert_eq!(
            (answer.status, answer.header("cache-control")),
            (StatusCode::BAD_REQUEST, Some("no-store")),
            "{kind}"
        );
        assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::OK, "{kind} ends no session");
    }
}

/// TK-05: answers that are nearly one.
#[tokio::test]
async fn tk_05_an_answer_is_one_json_object() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    for (case, body) in [
        ("a byte order mark", &b"\xef\xbb\xbf{\"access_token\":\"a\",\"token_type\":\"Bearer\"}"[..]),
        ("UTF-16", b"\xfe\xff\0{\0}"),
        (
            "two members of one name",
            br#"{"access_token":"a","access_token":"b","token_type":"Bearer","id_token":"x.y.z"}"#,
        ),
        ("something after it", br#"{"access_token":"a","token_type":"Bearer"} {}"#),
        ("not UTF-8", b"{\"access_token\":\"\xff\"}"),
        ("a number for a token", br#"{"access_token":1,"token_type":"Bearer","id_token":"x.y.z"}"#),
        ("text", br#""access_token=a""#),
        ("a form, as some OAuth servers send", b"access_token=a&token_type=bearer"),
    ] {
        fixture.op.faults().set(Endpoint::Token, Fault::new().body(body.to_vec()));
        let rule = Invariant::around(&fixture, &browser).await;
        let answer = browser.sign_in("op").await;
        rule.refused(&answer, ("op", "token_exchange_failed"), case).await;
        assert_eq!(fixture.op.requests().count(Endpoint::Userinfo), 0, "{case}");
    }
}

/// RD-06: where a person ends up, nothing of the flow is in a URL, and no page on the way tells the next one of it.
#[tokio::test]
async fn rd_06_the_last_url_holds_nothing_of_the_flow() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let begun = browser.get("/api/auth/providers/op/authorize?return_to=%2Faccount%3Ftab%3Dlinks").await;
    let callback = browser.through_the_provider(&begun).await;
    let landed = browser.get(callback.as_str()).await;
    // The upstream learns our origin, so that its page for cancelling can lead back, and no more than that.
    for (answer, referrer) in [(&begun, "strict-origin-when-cross-origin"), (&landed, "no-referrer")] {
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(answer.header("referrer-policy"), Some(referrer), "{}", answer.url.path());
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{}", answer.url.path());
    }
    let page = browser.get("/account?tab=links").await;
    assert_eq!(page.status, StatusCode::OK, "it landed where it was asked to");
    let mut secrets: Vec<String> = callback.query_pairs().map(|(_, value)| value.into_owned()).collect();
    secrets.retain(|value| value.len() >= 16 && !value.starts_with("http"));
    secrets.push(begun.sent_on("nonce").unwrap());
    assert!(secrets.len() >= 3, "code, state, nonce: {secrets:?}");
    for secret in &secrets {
        assert!(!page.body.contains(secret.as_str()), "the page shows {secret}");
    }
    // A sign-in that fails ends in a URL of ours as well.
    fixture.op.faults().set_answer(AnswerFault::new().error("access_denied", Some("because")));
    let refused = browser.sign_in("op").await;
    let location = refused.header("location").unwrap();
    assert!(location.starts_with("/login?error=access_denied&provider=op&ref="), "{location}");
}

/// TK-14, UI-08: a listener at the target of a redirect receives nothing.
#[tokio::test]
async fn tk_14_a_redirect_leads_a_code_or_a_token_nowhere() {
    let fixture = ServerFixture::new().await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let target = HeaderValue::try_from(format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    let browser = fixture.browser();
    for (endpoint, code) in [(Endpoint::Token, "token_exchange_failed"), (Endpoint::Userinfo, "userinfo_failed")] {
        for status in [301, 302, 303, 307, 308] {
            let status = StatusCode::from_u16(status).unwrap();
            fixture.op.faults().set(endpoint, Fault::new().redirect(status, target.clone()));
            let rule = Invariant::around(&fixture, &browser).await;
            let answer = browser.sign_in("op").await;
            rule.refused(&answer, ("op", code), &format!("{status} from {endpoint:?}")).await;
        }
        fixture.op.faults().clear_all();
    }
    let received = listener.accept().map(|_| ()).unwrap_err();
    assert_eq!(received.kind(), std::io::ErrorKind::WouldBlock, "nobody came");
}
