//! Who vouches for identities where no metadata says so.
//!
//! Identities are bound to an issuer, so that a provider which is pointed at another upstream does not take its subjects
//! for people that are known here. An issuer has to stay when a vendor moves an endpoint to the next version of an API,
//! and to change when an administrator chooses another host or another tenant.

use url::Url;
use vestibule_core::{ids::Issuer, template::placeholders};

use crate::endpoint::expand;

/// One endpoint: as the definition writes it, and filled with credentials.
#[derive(Clone, Copy)]
pub(crate) struct Endpoint<'a> {
    pub(crate) template: &'a str,
    pub(crate) url: &'a Url,
}

/// The issuer of identities. Userinfo names the subjects, so what an administrator chose there counts; where the
/// definition fixes userinfo for everybody, what was chosen at the authorization endpoint.
pub(crate) fn derive<'a>(
    authorization: Endpoint<'_>,
    userinfo: Option<Endpoint<'_>>,
    lookup: impl Fn(&str) -> Option<&'a str>,
) -> Issuer {
    let userinfo = userinfo.map(Endpoint::without_answers).filter(|userinfo| userinfo.template.contains('{'));
    Issuer(chosen_part(userinfo.unwrap_or(authorization), lookup))
}

impl Endpoint<'_> {
    /// Without what answers fill in: nobody has chosen that.
    fn without_answers(self) -> Self {
        let of_answer = placeholders(self.template).find(|name| name.contains('.'));
        let end = of_answer.and_then(|name| self.template.find(&format!("{{{name}}}")));
        Self { template: &self.template[..end.unwrap_or(self.template.len())], ..self }
    }
}

/// The origin; where a credential follows it, everything up to the end of that credential. Whoever types an
/// endpoint as a whole chooses its host: the path may change with the vendor's versions.
fn chosen_part<'a>(endpoint: Endpoint<'_>, lookup: impl Fn(&str) -> Option<&'a str>) -> String {
    let Endpoint { template, url } = endpoint;
    let origin = url.origin().ascii_serialization();
    let whole = template.starts_with('{') && template.find('}') == Some(template.len() - 1);
    let Some(end) = template.rfind('}').filter(|_| !whole) else { return origin };
    let head = expand(&template[..=end], lookup).ok().and_then(|head| Url::parse(&head).ok());
    match head.filter(|head| head.origin() == url.origin()) {
        Some(head) => head.as_str().trim_end_matches('/').to_owned(),
        // The last credential is part of the host.
        None => origin,
    }
}

/// True when an answer that names `iss` may come from the upstream with this authorization endpoint. Without metadata
/// the issuer's own spelling is not known, but where it is (RFC 8414 §2): at the endpoint's origin, at or above its path.
/// GitHub, for one, is `https://github.com/login/oauth`.
pub(crate) fn accepts_issuer(authorization: &Url, iss: &str) -> bool {
    let Ok(iss) = Url::parse(iss) else { return false };
    let bare =
        iss.query().is_none() && iss.fragment().is_none() && iss.username().is_empty() && iss.password().is_none();
    let below = authorization.path().strip_prefix(iss.path().trim_end_matches('/'));
    bare && iss.origin() == authorization.origin() && below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// AC-05: another host or tenant is another issuer; another path of the same upstream is not.
    #[test]
    fn what_was_chosen_names_the_issuer() {
        for (authorization, userinfo, value, issuer) in [
            ("https://op.example/authorize", "https://api.op.example/v9/me", "", "https://op.example"),
            ("https://op.example:8443/a", "https://op.example/me", "", "https://op.example:8443"),
            ("https://{t}.op.example/a", "https://{t}.op.example/me", "acme", "https://acme.op.example"),
            ("https://op.example/{t}/a", "https://op.example/{t}/v1/me", "acme", "https://op.example/acme"),
            ("https://op.example/{t}/a", "https://graph.example/me", "acme", "https://op.example/acme"),
            ("https://op.example/a", "https://op.example/me?tenant={t}", "acme", "https://op.example/me?tenant=acme"),
            ("{t}/a", "{t}/api/v4/user", "https://Git.example/", "https://git.example"),
            ("{t}/a", "{t}/api/v4/user", "https://git.example/sub/", "https://git.example/sub"),
            ("https://op.example/a", "https://op.example/me?openid={token.openid}", "", "https://op.example"),
            ("{t}/a", "{t}/me/{token.openid}", "https://op.example/sub", "https://op.example/sub"),
            ("https://op.example/a", "{t}", "https://graph.example/v19.0/me?fields=id", "https://graph.example"),
        ] {
            let lookup = |name: &str| (name == "t").then_some(value);
            let fill = |template: &str| Url::parse(&expand(template, lookup).unwrap()).unwrap();
            let (at, me) = (fill(authorization), fill(userinfo));
            let authorization = Endpoint { template: authorization, url: &at };
            let found = derive(authorization, Some(Endpoint { template: userinfo, url: &me }), lookup);
            assert_eq!(found.as_str(), issuer, "{userinfo}");
        }
    }

    /// RFC 9207: an answer of another upstream is recognised.
    #[test]
    fn an_answer_comes_from_the_endpoints_own_issuer() {
        let endpoint = Url::parse("https://github.com/login/oauth/authorize").unwrap();
        for good in [
            "https://github.com/login/oauth",
            "https://github.com/login/oauth/",
            "https://github.com",
            "https://github.com/",
            "https://github.com/login/oauth/authorize",
        ] {
            assert!(accepts_issuer(&endpoint, good), "{good}");
        }
        for bad in [
            "",
            "github.com",
            "https://evil.example/login/oauth",
            "http://github.com/login/oauth",
            "https://github.com:8443/login/oauth",
            "https://github.com.evil.example/login/oauth",
            "https://github.com/login/oa",
            "https://github.com/login/oauth/authorize/more",
            "https://github.com/other",
            "https://u@github.com/login/oauth",
            "https://github.com/login/oauth?x",
            "https://github.com/login/oauth#x",
        ] {
            assert!(!accepts_issuer(&endpoint, bad), "{bad}");
        }
    }
}
