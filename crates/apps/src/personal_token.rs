//! What a personal access token is good for: the rules that need no I/O.
//!
//! A person makes one for a program that cannot sign in: a script, a television, a mobile app. It is for the hosts and apps
//! that they chose, ends at a time, and lets in no more than their session would. It is no second factor.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use url::Url;
use vestibule_core::{
    access::Access,
    authentication::Authentication,
    forward_auth::{HostRule, Lacking, Requirement, parse_host},
    ids::{AppId, ProviderId},
};

use crate::{app::App, apps::Apps};

/// What every token begins with, so that it is distinguished from what an application takes itself, and found where it leaked.
pub const PERSONAL_TOKEN_PREFIX: &str = "vpt_";
/// What follows: 256 bits as base64url.
const RANDOM_LENGTH: usize = 43;
/// How long one is good where its person does not say.
pub const USUAL_LIFETIME_DAYS: i64 = 90;
/// How long one is good at most.
pub const LONGEST_LIFETIME_DAYS: i64 = 365;
/// Characters of a name.
pub const LONGEST_TOKEN_NAME: usize = 60;
/// So many hosts, and so many apps, one token may be for.
const MOST_PLACES: usize = 20;

/// Whether a text has the shape of a token.
pub fn is_personal_token(text: &str) -> bool {
    text.strip_prefix(PERSONAL_TOKEN_PREFIX).is_some_and(|rest| {
        rest.len() == RANDOM_LENGTH && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    })
}

/// What one is for. At least one host or app.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenScope {
    /// Hosts, and `*.example.com` for all below a domain.
    #[serde(default)]
    pub hosts: Vec<HostRule>,
    /// Apps: each is the host that it is opened at.
    #[serde(default)]
    pub apps: Vec<AppId>,
}

/// A token that its person wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenWish {
    /// What they call it.
    pub name: String,
    /// What it is for.
    pub scope: TokenScope,
    /// How long it is good.
    pub lifetime: Duration,
}

/// What is wrong with what a person wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenWishError {
    /// The name is empty, too long, or has control characters.
    Name,
    /// The number of days is none from 1 to 365.
    Days,
    /// This is no host.
    Host(String),
    /// There is no such app, or it has no address.
    App(String),
    /// Nothing was chosen.
    Nowhere,
    /// Too much was chosen.
    TooMany,
}

impl TokenWish {
    /// Reads what a form says: lines of hosts, and ids of apps.
    pub fn read(name: &str, days: &str, (hosts, chosen): (&str, &[&str]), apps: &Apps) -> Result<Self, TokenWishError> {
        let days = match days.trim() {
            "" => USUAL_LIFETIME_DAYS,
            text => text.parse().map_err(|_| TokenWishError::Days)?,
        };
        let hosts: Vec<&str> = hosts.split([',', '\n']).map(str::trim).filter(|text| !text.is_empty()).collect();
        Self::check(name, days, (&hosts, chosen), apps)
    }

    /// Checks what a person wants: a name, a number of days, hosts, and ids of apps.
    pub fn check(
        name: &str,
        days: i64,
        (hosts, chosen): (&[&str], &[&str]),
        apps: &Apps,
    ) -> Result<Self, TokenWishError> {
        let name = name.trim();
        if !(1..=LONGEST_TOKEN_NAME).contains(&name.chars().count()) || name.chars().any(char::is_control) {
            return Err(TokenWishError::Name);
        }
        if !(1..=LONGEST_LIFETIME_DAYS).contains(&days) {
            return Err(TokenWishError::Days);
        }
        let scope = TokenScope::read(hosts, chosen, apps)?;
        Ok(Self { name: name.to_owned(), scope, lifetime: Duration::days(days) })
    }
}

/// Why a token does not let a request in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenRefusal {
    /// It is for other hosts, or nobody said which host is asked for.
    OtherHost,
    /// Its person lacks this.
    Lacking(Lacking),
}

impl TokenScope {
    fn read(hosts: &[&str], chosen: &[&str], apps: &Apps) -> Result<Self, TokenWishError> {
        let mut scope = Self::default();
        for text in hosts {
            let host = HostRule::parse(text).ok_or_else(|| TokenWishError::Host((*text).to_owned()))?;
            if !scope.hosts.contains(&host) {
                scope.hosts.push(host);
            }
        }
        for text in chosen {
            let app = text.parse().ok().and_then(|id| apps.find(&id)).filter(|app| app.host().is_some());
            let app = app.ok_or_else(|| TokenWishError::App((*text).to_owned()))?;
            if !scope.apps.contains(&app.id) {
                scope.apps.push(app.id.clone());
            }
        }
        match (scope.hosts.len(), scope.apps.len()) {
            (0, 0) => Err(TokenWishError::Nowhere),
            (0..=MOST_PLACES, 0..=MOST_PLACES) => Ok(scope),
            _ => Err(TokenWishError::TooMany),
        }
    }

    /// Whether a request for this host is let in: by a host that the person chose, or by an app there that they may use
    /// now. Either way the rule of the request has to let them in, as it would their session without a second factor.
    pub fn check(
        &self,
        host: Option<&str>,
        rule: Requirement<'_>,
        (access, provider): (&Access, Option<&ProviderId>),
        apps: &Apps,
    ) -> Result<(), TokenRefusal> {
        let host = host.ok_or(TokenRefusal::OtherHost)?;
        let no_factor = Authentication::default();
        let judge = |rule: Requirement<'_>| rule.check(access, provider, &no_factor).map_err(TokenRefusal::Lacking);
        let of_app = || {
            let there =
                self.apps.iter().filter_map(|id| apps.find(id)).filter(|app| app.host().as_deref() == Some(host));
            let verdicts: Vec<_> = there.map(|app| judge(app.requirement())).collect();
            verdicts.iter().find(|verdict| verdict.is_ok()).or(verdicts.first()).copied()
        };
        let by_host = self.hosts.iter().any(|rule| rule.covers(host)).then_some(Ok(()));
        by_host.or_else(of_app).unwrap_or(Err(TokenRefusal::OtherHost))?;
        judge(rule)
    }
}

impl App {
    /// The host that people open it at.
    pub fn host(&self) -> Option<String> {
        parse_host(Url::parse(self.start_url.as_deref()?).ok()?.host_str()?)
    }

    /// Whom it lets in, as a rule for requests.
    pub fn requirement(&self) -> Requirement<'_> {
        Requirement { allow: &self.allow.people, providers: &self.allow.providers, require_mfa: self.require_mfa }
    }
}

#[cfg(test)]
mod tests {
    use vestibule_core::forward_auth::Allow;

    use super::*;
    use crate::test_app::app;

    fn apps() -> Apps {
        let at = |id: &str, url: Option<&str>| App {
            id: id.parse().unwrap(),
            client_id: id.to_owned(),
            start_url: url.map(str::to_owned),
            ..app()
        };
        let listed = Allow::Listed { groups: vec!["staff".to_owned()], emails: Vec::new() };
        let mut staff = at("staff", Some("https://staff.example/"));
        staff.allow.people = listed;
        let strict = App { require_mfa: true, ..at("strict", Some("https://strict.example")) };
        Apps::of([at("wiki", Some("https://Wiki.example:8443/start")), at("device", None), staff, strict])
    }

    fn scope(hosts: &str, chosen: &[&str]) -> TokenScope {
        TokenWish::read("a", "", (hosts, chosen), &apps()).unwrap().scope
    }

    #[test]
    fn a_wish_names_a_place_and_an_end() {
        let read = |name: &str, days: &str, hosts: &str, chosen: &[&str]| {
            TokenWish::read(name, days, (hosts, chosen), &apps())
        };
        let wish = read(" TV ", "", " Media.example.\n*.home.example, media.example", &["wiki", "wiki"]).unwrap();
        assert_eq!((wish.name.as_str(), wish.lifetime), ("TV", Duration::days(90)));
        assert_eq!(
            serde_json::to_string(&wish.scope).unwrap(),
            r#"{"hosts":["media.example","*.home.example"],"apps":["wiki"]}"#
        );
        assert_eq!(read("a", "365", "a.example", &[]).unwrap().lifetime, Duration::days(365));
        let many = (0..21).map(|number| format!("h{number}.example")).collect::<Vec<_>>().join("\n");
        for (found, expected) in [
            (read(" ", "", "a.example", &[]), TokenWishError::Name),
            (read(&"n".repeat(61), "", "a.example", &[]), TokenWishError::Name),
            (read("a\nb", "", "a.example", &[]), TokenWishError::Name),
            (read("a", "0", "a.example", &[]), TokenWishError::Days),
            (read("a", "366", "a.example", &[]), TokenWishError::Days),
            (read("a", "never", "a.example", &[]), TokenWishError::Days),
            (read("a", "", "", &[]), TokenWishError::Nowhere),
            (read("a", "", "*", &[]), TokenWishError::Host("*".to_owned())),
            (read("a", "", "https://a.example", &[]), TokenWishError::Host("https://a.example".to_owned())),
            (read("a", "", "", &["gone"]), TokenWishError::App("gone".to_owned())),
            (read("a", "", "", &["device"]), TokenWishError::App("device".to_owned())),
            (read("a", "", &many, &[]), TokenWishError::TooMany),
        ] {
            assert_eq!(found, Err(expected));
        }
        let in_a_list = TokenWish::check("a", 1, (&["a.example,b.example"], &[]), &apps());
        assert_eq!(in_a_list, Err(TokenWishError::Host("a.example,b.example".to_owned())), "an entry is one host");
    }

    #[test]
    fn a_token_lets_in_where_its_person_chose_and_a_session_would() {
        const SIGNED_IN: Requirement<'static> =
            Requirement { allow: &Allow::SignedIn, providers: &[], require_mfa: false };
        let listed = Allow::Listed { groups: vec!["staff".to_owned()], emails: Vec::new() };
        let google: ProviderId = "google".parse().unwrap();
        let (by_google, with_factor) = (
            Requirement { providers: std::slice::from_ref(&google), ..SIGNED_IN },
            Requirement { require_mfa: true, ..SIGNED_IN },
        );
        let for_staff = Requirement { allow: &listed, ..SIGNED_IN };
        let access = Access::default();
        let check = |scope: &TokenScope, host: Option<&str>, rule, provider: Option<&ProviderId>| {
            scope.check(host, rule, (&access, provider), &apps())
        };
        let lacking = |lacking| Err(TokenRefusal::Lacking(lacking));
        let host = scope("a.example, *.b.example", &[]);
        for (asked, rule, provider, expected) in [
            (Some("a.example"), SIGNED_IN, None, Ok(())),
            (Some("x.b.example"), SIGNED_IN, None, Ok(())),
            (Some("b.example"), SIGNED_IN, None, Err(TokenRefusal::OtherHost)),
            (Some("x.a.example"), SIGNED_IN, None, Err(TokenRefusal::OtherHost)),
            (Some("wiki.example"), SIGNED_IN, None, Err(TokenRefusal::OtherHost)),
            (None, SIGNED_IN, None, Err(TokenRefusal::OtherHost)),
            (Some("a.example"), for_staff, None, lacking(Lacking::Membership)),
            (Some("a.example"), by_google, None, lacking(Lacking::Provider)),
            (Some("a.example"), by_google, Some(&google), Ok(())),
            (Some("a.example"), with_factor, Some(&google), lacking(Lacking::Factor)),
        ] {
            assert_eq!(check(&host, asked, rule, provider), expected, "{asked:?} {rule:?}");
        }
        let by_app = scope("", &["wiki", "staff", "strict"]);
        for (asked, expected) in [
            ("wiki.example", Ok(())),
            ("staff.example", lacking(Lacking::Membership)),
            ("strict.example", lacking(Lacking::Factor)),
            ("a.example", Err(TokenRefusal::OtherHost)),
        ] {
            assert_eq!(check(&by_app, Some(asked), SIGNED_IN, None), expected, "{asked}");
        }
        let gone = TokenScope { apps: vec!["gone".parse().unwrap()], hosts: Vec::new() };
        assert_eq!(check(&gone, Some("wiki.example"), SIGNED_IN, None), Err(TokenRefusal::OtherHost));
    }

    #[test]
    fn only_our_own_tokens_look_like_one() {
        let random = "A".repeat(RANDOM_LENGTH);
        assert!(is_personal_token(&format!("vpt_{random}")));
        for other in [random.clone(), format!("vpt_{random}A"), format!("vpt_{}!", &random[1..]), "vpt_".to_owned()] {
            assert!(!is_personal_token(&other), "{other}");
        }
    }
}
