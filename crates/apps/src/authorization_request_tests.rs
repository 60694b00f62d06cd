use std::sync::Arc;

use vestibule_core::{clock::from_millis, forward_auth::Allow};

use super::*;
use crate::{
    App, AppAllow, Apps, GrantType, TargetError,
    test_app::{CHALLENGE, app, apps_of},
};

const REDIRECT: &str = "https%3A%2F%2Fapp.example.com%2Fcb";

fn parameters(more: &str) -> Parameters {
    let query = format!(
        "client_id=app&redirect_uri={REDIRECT}&response_type=code&scope=openid&code_challenge={CHALLENGE}\
         &code_challenge_method=S256"
    );
    let changed = Parameters::parse(more.as_bytes());
    changed.iter().fold(Parameters::parse(query.as_bytes()), |all, (name, value)| all.with(name, value))
}

fn bound(app: App, more: &str) -> Result<AuthorizationRequest, OAuthError> {
    let (apps, parameters) = (apps_of(app), parameters(more));
    AuthorizationRequest::bind(AuthorizationTarget::bind(&parameters, &apps).unwrap(), &parameters)
}

fn mismatch(asked: &str) -> TargetError {
    TargetError::of_address(&app(), "redirect URI", asked)
}

/// OP-01, OP-02: without a known client and one of its own addresses there is no target.
#[test]
fn nothing_is_sent_anywhere_before_client_and_address_are_known() {
    let apps: Apps = apps_of(app());
    let bind = |parameters: &Parameters| AuthorizationTarget::bind(parameters, &apps).map(drop);
    assert_eq!(bind(&parameters("")), Ok(()));
    for (case, parameters, wanted) in [
        ("no client", parameters("").without(&["client_id"]), TargetError::UnknownApp),
        ("another client", parameters("client_id=other"), TargetError::UnknownApp),
        ("no address", parameters("").without(&["redirect_uri"]), mismatch("")),
        ("another address", parameters("redirect_uri=https://evil.example/"), mismatch("https://evil.example/")),
    ] {
        assert_eq!(bind(&parameters), Err(wanted), "{case}");
    }
    for unreadable in [
        Parameters::parse(b"client_id=app&client_id=other"),
        Parameters::parse(
            format!("client_id=app&redirect_uri={REDIRECT}&redirect_uri=https://evil.example").as_bytes(),
        ),
        parameters(&format!("state={}", "x".repeat(64 * 1024))),
    ] {
        assert!(matches!(bind(&unreadable), Err(TargetError::Unreadable(_))));
    }
}

/// OP-03, OP-04, OP-05: each mistake has the standard's code.
#[test]
fn a_request_that_cannot_be_answered_is_refused_by_its_code() {
    for (case, more, code) in [
        ("implicit", "response_type=id_token", "unsupported_response_type"),
        ("hybrid", "response_type=code id_token", "unsupported_response_type"),
        ("fragment", "response_mode=fragment", "invalid_request"),
        ("a request object", "request=eyJ", "request_not_supported"),
        ("a request elsewhere", "request_uri=https://a/", "request_uri_not_supported"),
        ("claims", "claims={}", "invalid_request"),
        ("plain", "code_challenge_method=plain", "invalid_request"),
        ("no method is plain", "code_challenge_method=", "invalid_request"),
        ("no challenge", "code_challenge=&code_challenge_method=", "invalid_request"),
        ("a method alone", "code_challenge=", "invalid_request"),
        ("no openid", "scope=profile", "invalid_scope"),
        ("a scope of others", "scope=openid groups", "invalid_scope"),
        ("prompt", "prompt=none login", "invalid_request"),
        ("max_age", "max_age=-1", "invalid_request"),
    ] {
        assert_eq!(bound(app(), more).unwrap_err().code, code, "{case}");
    }
    let optional = App { pkce: ClientPkce::Optional, ..app() };
    assert!(bound(optional.clone(), "code_challenge=&code_challenge_method=").unwrap().challenge.is_none());
    assert_eq!(bound(optional, "code_challenge_method=plain").unwrap_err().code, "invalid_request");
}

#[test]
fn what_is_not_understood_is_left_out() {
    let request = bound(app(), "scope=openid address email&foo=bar&kc_idp_hint=google&acr_values=1").unwrap();
    assert_eq!(request.scopes.to_string(), "openid email");
    assert_eq!(request.provider.as_deref(), Some("google"));
    let offline =
        App { grants: vec![GrantType::AuthorizationCode], scopes: Scopes::parse("openid offline_access"), ..app() };
    let request = bound(offline, "scope=openid offline_access").unwrap();
    assert_eq!(request.scopes.to_string(), "openid", "without the grant there is no refresh token");
}

const MINUTE: i64 = 60_000;
/// When the request arrived.
const BEGAN: i64 = 1_000 * MINUTE;

/// A session that began at `signed_in`, of somebody who proved who they are at `auth_time`.
fn step(request: &AuthorizationRequest, session: Option<(i64, i64)>, now: i64) -> NextStep {
    step_with(request, session, now, &Authentication::default())
}

fn step_with(
    request: &AuthorizationRequest,
    session: Option<(i64, i64)>,
    now: i64,
    authentication: &Authentication,
) -> NextStep {
    let (provider, access): (ProviderId, Access) = ("google".parse().unwrap(), Access::default());
    let visitor = session.map(|(signed_in, auth_time)| Visitor {
        signed_in_at: from_millis(signed_in),
        auth_time: from_millis(auth_time),
        authentication,
        provider: Some(&provider),
        access: &access,
        consented: None,
        consents_now: false,
    });
    request.next_step(visitor.as_ref(), from_millis(BEGAN), from_millis(now))
}

fn code(step: NextStep) -> &'static str {
    match step {
        NextStep::SignIn => "sign in",
        NextStep::AskConsent => "consent",
        NextStep::IssueCode => "code",
        NextStep::Refuse(error) => error.code,
    }
}

/// OP-06: who has to sign in again does, once, and an upstream that did not ask them is noticed.
#[test]
fn what_happens_next() {
    let (old, fresh) = ((BEGAN - 60 * MINUTE, BEGAN - 60 * MINUTE), (BEGAN + MINUTE, BEGAN + MINUTE));
    let silent = (BEGAN + MINUTE, BEGAN - 60 * MINUTE);
    let now = BEGAN + 2 * MINUTE;
    for (case, more, session, wanted) in [
        ("nobody", "", None, "sign in"),
        ("nobody, and nothing may be asked", "prompt=none", None, "login_required"),
        ("somebody", "", Some(old), "code"),
        ("somebody, and nothing may be asked", "prompt=none", Some(old), "code"),
        ("login", "prompt=login", Some(old), "sign in"),
        ("login, done", "prompt=login", Some(fresh), "code"),
        ("login, but the upstream asked nobody", "prompt=login", Some(silent), "login_required"),
        ("another account", "prompt=select_account", Some(old), "sign in"),
        ("another account, chosen without a password", "prompt=select_account", Some(silent), "code"),
        ("recent enough", "max_age=7200", Some(old), "code"),
        ("too old", "max_age=60", Some(old), "sign in"),
        ("too old, and nothing may be asked", "max_age=60&prompt=none", Some(old), "login_required"),
        ("too old, done", "max_age=300", Some(fresh), "code"),
        ("too old, but the upstream asked nobody", "max_age=300", Some(silent), "login_required"),
        ("consent", "prompt=consent", Some(old), "consent"),
    ] {
        assert_eq!(code(step(&bound(app(), more).unwrap(), session, now)), wanted, "{case}");
    }
}

/// OP-07: only whom the app allows, by a provider that it allows.
#[test]
fn an_app_lets_in_whom_it_allows() {
    let (old, fresh) = (Some((BEGAN - 60 * MINUTE, BEGAN - 60 * MINUTE)), Some((BEGAN, BEGAN)));
    let allow = |people, provider: &str| AppAllow { people, providers: vec![provider.parse().unwrap()] };
    let staff = Allow::Listed { groups: vec!["staff".into()], emails: Vec::new() };
    for (case, allow, session, wanted) in [
        ("the provider", allow(Allow::SignedIn, "google"), old, "code"),
        ("another provider", allow(Allow::SignedIn, "github"), old, "sign in"),
        ("another provider again", allow(Allow::SignedIn, "github"), fresh, "access_denied"),
        ("not in the group", AppAllow { people: staff, providers: Vec::new() }, old, "access_denied"),
    ] {
        let request = bound(App { allow, ..app() }, "").unwrap();
        assert_eq!(code(step(&request, session, BEGAN)), wanted, "{case}");
    }
}

/// OP-34: a session is good for an app as long, and as well proven, as the app requires.
#[test]
fn an_app_accepts_a_session_as_it_requires() {
    let (old, fresh) = (Some((BEGAN - 60 * MINUTE, BEGAN - 60 * MINUTE)), Some((BEGAN, BEGAN)));
    let (one, two) = (Authentication::local(&["pwd"]), Authentication::local(&["pwd", "otp"]));
    let (hour, longer) = (Some(Duration::hours(1)), Some(Duration::minutes(61)));
    for (case, require_mfa, session_absolute, session, by, wanted) in [
        ("two factors", true, None, old, &two, "code"),
        ("one factor", true, None, old, &one, "sign in"),
        ("one factor again", true, None, fresh, &one, "access_denied"),
        ("not over yet", false, longer, old, &one, "code"),
        ("over", false, hour, old, &one, "sign in"),
        ("over, done", false, hour, fresh, &one, "code"),
    ] {
        let request = bound(App { require_mfa, session_absolute, ..app() }, "").unwrap();
        assert_eq!(code(step_with(&request, session, BEGAN, by)), wanted, "{case}");
    }
}

/// OP-08: consent is asked for what was not consented to, and counts for one request only when it must be given each time.
#[test]
fn consent_is_asked_for() {
    let (email, less) = (Scopes::parse("openid email"), Scopes::parse("openid"));
    let access = Access::default();
    for (case, consent, more, consented, consents_now, wanted) in [
        ("never", Consent::Never, "", None, false, NextStep::IssueCode),
        ("first", Consent::First, "", None, false, NextStep::AskConsent),
        ("first, known", Consent::First, "", Some(&email), false, NextStep::IssueCode),
        ("first, asks for more", Consent::First, "", Some(&less), false, NextStep::AskConsent),
        ("first, now", Consent::First, "", None, true, NextStep::IssueCode),
        ("always", Consent::Always, "", Some(&email), false, NextStep::AskConsent),
        ("always, now", Consent::Always, "", Some(&email), true, NextStep::IssueCode),
        ("the app asks", Consent::Never, "prompt=consent", Some(&email), false, NextStep::AskConsent),
    ] {
        let request = bound(App { consent, ..app() }, &format!("scope=openid email&{more}")).unwrap();
        let at = from_millis(BEGAN - MINUTE);
        let visitor = Visitor {
            signed_in_at: at,
            auth_time: at,
            authentication: &Authentication::default(),
            provider: None,
            access: &access,
            consented,
            consents_now,
        };
        assert_eq!(request.next_step(Some(&visitor), from_millis(BEGAN), from_millis(BEGAN)), wanted, "{case}");
    }
    let request = bound(App { consent: Consent::First, ..app() }, "prompt=none").unwrap();
    assert_eq!(code(step(&request, Some((0, 0)), BEGAN)), "consent_required");
}

#[test]
fn an_answer_says_who_gives_it_and_keeps_what_the_address_has() {
    let app =
        App { redirect_uris: vec![crate::RedirectUri::parse("https://app.example.com/cb?tenant=1").unwrap()], ..app() };
    let target = AuthorizationTarget {
        app: Arc::new(app),
        redirect_uri: "https://app.example.com/cb?tenant=1".into(),
        mode: crate::ResponseMode::Query,
        state: Some("a&b".into()),
    };
    let answer = target.answer("https://auth.example.com", Ok("c0de"));
    let url = target.url_with(&answer).unwrap();
    let wanted = "https://app.example.com/cb?tenant=1&code=c0de&state=a%26b&iss=https%3A%2F%2Fauth.example.com";
    assert_eq!(url.as_str(), wanted);
}
