//! A definition whose server each person may choose.

use serde_json::Value;

use super::Check;

impl Check<'_> {
    /// Whoever chooses a server chooses every place that a sign-in asks: nothing that it says, and nothing of the person's,
    /// goes to another one.
    pub(super) fn per_sign_in(&mut self) {
        let definition = self.definition;
        let Some(name) = definition.credentials.pointer("/per_sign_in/0").and_then(Value::as_str) else { return };
        let base = format!("{{{name}}}");
        let oidc = definition.protocol.as_str() == "oidc";
        if oidc && name != "issuer_url" {
            self.bad.push("/credentials/per_sign_in/0", "the server of an OpenID provider is its `issuer_url`");
        }
        if !oidc && definition.registration.is_none() {
            let detail =
                "where each person chooses the server, the client registers itself there: say how in [registration]";
            self.bad.push("/credentials/per_sign_in/0", detail);
        }
        if definition.refresh.is_some() {
            self.bad.push("/refresh", "a server that a person chooses is not asked again while they are signed in");
        }
        let endpoints = definition.endpoints.named().map(|(name, url)| (format!("/endpoints/{name}"), url));
        let discovery = [("url", &definition.discovery.url), ("issuer", &definition.discovery.issuer)];
        let discovery =
            discovery.into_iter().filter_map(|(key, url)| Some((format!("/discovery/{key}"), url.as_deref()?)));
        let requests = definition.requests.iter().enumerate();
        let requests = requests.map(|(index, request)| (format!("/requests/{index}/url"), request.url.as_str()));
        let options = definition.options.iter().flat_map(|(option, rules)| {
            let place = move |index| format!("/options/{option}/requests/{index}/url");
            rules.requests.iter().enumerate().map(move |(index, request)| (place(index), request.url.as_str()))
        });
        let form = definition.registration.iter().map(|form| ("/registration/url".to_owned(), form.url.as_str()));
        let logout = definition.logout.url.iter().map(|url| ("/logout/url".to_owned(), url.as_str()));
        let all: Vec<_> = endpoints.chain(discovery).chain(requests).chain(options).chain(form).chain(logout).collect();
        for (pointer, _) in all.into_iter().filter(|(_, url)| !url.starts_with(&base)) {
            self.bad.push(pointer, format!("each person may choose the server: this URL begins with `{base}`"));
        }
    }
}
