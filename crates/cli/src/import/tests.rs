use super::*;

fn imported(program: Program, text: &str) -> (String, String) {
    let imported = convert(program, &[Source::new("a file", text)]).unwrap();
    (imported.render().unwrap(), imported.report())
}

/// IN-09: what was closed stays closed.
#[test]
fn a_rule_that_cannot_be_said_denies() {
    for rule in [
        "{domain: a.example.com, policy: one_factor, networks: [unknown]}",
        "{domain: a.example.com, policy: one_factor, subject: 'user:amara'}",
        "{domain: a.example.com, policy: one_factor, subject: [['group:a', 'group:b']]}",
        "{domain: a.example.com, policy: one_factor, resources: ['^/(a|b)$']}",
        "{domain: a.example.com, policy: deny, subject: 'group:guests'}",
        "{domain_regex: '^.*$', policy: bypass}",
        "{domain: '{user}.example.com', policy: one_factor}",
    ] {
        let text = format!("access_control: {{default_policy: bypass, rules: [{rule}]}}");
        let (config, report) = imported(Program::Authelia, &text);
        let first = config.split("[[forward_auth.rules]]").nth(1).unwrap();
        assert!(first.contains("deny.invalid") && !first.contains("anyone"), "{rule}: {config}");
        assert!(report.contains("lets nobody through now"), "{rule}: {report}");
    }
}

/// IN-09: a restriction of people that is lost closes registration.
#[test]
fn a_restriction_that_is_lost_closes_registration() {
    let connector =
        |more: &str| format!("connectors: [{{type: github, id: gh, config: {{clientID: a, clientSecret: b{more}}}}}]");
    assert!(imported(Program::Dex, &connector("")).0.contains("auto_register = true"));
    // What can be said is.
    let (config, _) = imported(Program::Dex, &connector(", orgs: [{name: acme}, {name: other, teams: [Site Team]}]"));
    assert!(
        config.contains("\"acme\"")
            && config.contains("\"other/site-team\"")
            && config.contains("auto_register = true"),
        "{config}"
    );
    for more in [", org: acme", ", orgs: [{name: acme, new: thing}]", ", groups: [acme]"] {
        let (config, report) = imported(Program::Dex, &connector(more));
        assert!(config.contains("auto_register = false") && report.contains("cannot be asked"), "{config}{report}");
    }
    for key in
        ["gitlab_projects", "google_groups", "keycloak_groups", "entra_id_allowed_tenants", "authenticated_emails_file"]
    {
        let proxy = format!("provider = \"oidc\"\nclient_id = \"a\"\n{key} = [\"x\"]\n");
        assert!(imported(Program::Oauth2Proxy, &proxy).0.contains("auto_register = false"), "{key}");
    }
    let proxy = "provider = \"github\"\nclient_id = \"a\"\ngithub_org = \"acme\"\n";
    assert!(imported(Program::Oauth2Proxy, proxy).0.contains("auto_register = false"));
    let (config, _) = imported(Program::Tinyauth, "GITHUB_CLIENT_ID=a\nOAUTH_WHITELIST=/.*@acme.example/\n");
    assert!(config.contains("deny.invalid"), "{config}");
}

/// IN-09: what nobody has asked for is said, without its value.
#[test]
fn nothing_is_left_out_without_a_word_and_no_secret_is_said() {
    for (program, text) in [
        (Program::Authelia, "jwt_secret: canary\nsession: {secret: canary, new_thing: canary}\n"),
        (
            Program::Dex,
            "new_thing: canary\nconnectors: [{type: oidc, id: a, config: {clientSecret: canary, new: canary}}]\n",
        ),
        (Program::Oauth2Proxy, "client_secret = \"canary\"\ncookie_secret = \"canary\"\nnew_thing = \"canary\"\n"),
        (Program::Tinyauth, "SECRET=canary\nGITHUB_CLIENT_ID=a\nGITHUB_CLIENT_SECRET=canary\nNEW_THING=canary\n"),
    ] {
        let (_, report) = imported(program, text);
        assert!(!report.contains("canary"), "{program:?}: {report}");
        assert!(report.contains("Without a counterpart") && report.contains("new"), "{program:?}: {report}");
    }
}

#[test]
fn what_is_no_configuration_is_refused_without_its_content() {
    for (program, text) in [
        (Program::Authelia, "canary: [\n"),
        (Program::Dex, "canary"),
        (Program::Tinyauth, "canary\n"),
        (Program::Oauth2Proxy, "canary\n"),
    ] {
        let refused = convert(program, &[Source::new("a file", text)]).unwrap_err();
        assert!(!refused.text.contains("canary"), "{program:?}: {}", refused.text);
    }
}

/// IN-09: a second factor, and networks, are asked for here, too.
#[test]
fn what_can_be_said_of_access_is() {
    let rules = "{domain: a.example.com, policy: two_factor, networks: [office, 192.0.2.1]}";
    let text = format!(
        "definitions: {{network: {{office: [10.0.0.0/8]}}}}\naccess_control: {{default_policy: two_factor, rules: [{rules}]}}"
    );
    let (config, report) = imported(Program::Authelia, &text);
    assert_eq!(config.matches("require_mfa = true").count(), 2, "{config}");
    assert!(config.contains("10.0.0.0/8") && config.contains("192.0.2.1"), "{config}");
    assert!(report.contains("nobody else gets through"), "{report}");
    // What becomes wider by a path is said.
    let bypass = |resource: &str| {
        let rule = format!("{{domain: a.example.com, policy: bypass, resources: ['{resource}']}}");
        imported(Program::Authelia, &format!("access_control: {{rules: [{rule}]}}")).1
    };
    assert!(bypass("^/api/.*$").contains("the path itself") && !bypass("^/api([/?].*)?$").contains("the path itself"));
}

/// IN-15: each application is an app, with a secret only where there is one.
#[test]
fn applications_become_apps() {
    let client = |more: &str| {
        format!(
            "identity_providers: {{oidc: {{clients: [{{client_id: My App, redirect_uris: ['https://a.example/cb'], {more}}}]}}}}"
        )
    };
    let hash = "client_secret: '$pbkdf2-sha512$310000$canary', authorization_policy: one_factor";
    let (config, report) = imported(Program::Authelia, &client(hash));
    assert!(config.contains("[apps.my-app]") && config.contains("client_id = \"My App\""), "{config}");
    assert!(config.contains("env = \"MY_APP_CLIENT_SECRET\"") && !config.contains("canary"), "{config}");
    assert!(report.contains("only a hash of its secret") && !config.contains("require_mfa"), "{report}{config}");
    // Two factors are what it asks for by itself, and a policy of its own lets in nobody here.
    assert!(imported(Program::Authelia, &client("public: true")).0.contains("require_mfa = true"));
    let (config, report) = imported(Program::Authelia, &client("public: true, authorization_policy: mine"));
    assert!(config.contains("enabled = false") && report.contains("switched off"), "{config}{report}");

    let dex = "connectors: [{type: gitea, id: git, config: {baseURL: 'https://git.example', clientID: a, clientSecret: b}}]\n\
               staticClients: [{id: w, secretEnv: WIKI, redirectURIs: ['https://w.example/cb'], allowedConnectors: [git]}, \
               {id: x, secret: long-enough-for-this, redirectURIs: ['https://x.example/cb'], allowedConnectors: [ldap]}, {id: none}]";
    let (config, report) = imported(Program::Dex, dex);
    assert!(config.contains("env = \"WIKI\"") && config.contains("providers = [\"git\"]"), "{config}");
    assert!(config.contains("enabled = false") && report.contains("it has no redirect URI"), "{config}{report}");
    assert!(config.contains("issuer_url = \"https://git.example\""), "{config}");
}

/// IN-09: the structured configuration of oauth2-proxy says the same.
#[test]
fn a_structured_configuration_is_one_in_other_words() {
    let settings = "email_domains = [\"example.com\"]\nredirect_url = \"https://auth.example.com/oauth2/callback\"\n";
    let structured = "upstreamConfig: {upstreams: [{id: a, path: /, uri: 'http://127.0.0.1:1'}]}\n\
                      server: {BindAddress: '0.0.0.0:4180'}\n\
                      providers:\n\
                      - {id: one, provider: oidc, clientID: a, clientSecret: {value: Y2FuYXJ5}, oidcConfig: {issuerURL: 'https://id.example', audienceClaims: [aud]}}\n\
                      - {id: two, provider: github, clientID: b, clientSecretFile: /run/s, githubConfig: {org: acme}}\n";
    let sources = [Source::new("a.cfg", settings), Source::new("a.yaml", structured)];
    let done = convert(Program::Oauth2Proxy, &sources).unwrap();
    let (config, report) = (done.render().unwrap(), done.report());
    for part in
        ["[providers.one]", "client_secret = \"canary\"", "example.com", "[providers.two", "file = \"/run/s\"", ":4180"]
    {
        assert!(config.contains(part), "{part}: {config}");
    }
    assert!(config.split("[providers.two").nth(1).unwrap().contains("auto_register = false"), "{config}");
    let entra = |tenant: &str| {
        format!(
            "provider = \"entra-id\"\nclient_id = \"a\"\noidc_issuer_url = \"https://login.microsoftonline.com/{tenant}/v2.0\"\n"
        )
    };
    let (config, _) = imported(Program::Oauth2Proxy, &entra("aaaabbbb-0000-cccc-1111-dddd2222eeee"));
    assert!(config.contains("tenant = \"aaaabbbb-0000-cccc-1111-dddd2222eeee\""), "{config}");
    assert!(imported(Program::Oauth2Proxy, &entra("common")).1.contains("enter the directory (tenant) ID"));
    assert!(report.contains("oidcConfig.audienceClaims") && report.contains("shares its redirect URI"), "{report}");
    assert!(!report.contains("canary"), "{report}");
}

/// IN-09: version 5 of Tinyauth says the same in variables and in YAML.
#[test]
fn both_ways_of_tinyauth_say_the_same() {
    let variables = "TINYAUTH_APPURL=https://auth.example.com\nTINYAUTH_SERVER_PORT=3001\n\
                     TINYAUTH_OAUTH_PROVIDERS_POCKETID_CLIENTID=a\nTINYAUTH_OAUTH_PROVIDERS_POCKETID_CLIENTSECRET=canary\n\
                     TINYAUTH_OAUTH_PROVIDERS_POCKETID_AUTHURL=https://id.example/authorize\n\
                     TINYAUTH_OAUTH_PROVIDERS_POCKETID_TOKENURL=https://id.example/token\n\
                     TINYAUTH_OAUTH_PROVIDERS_POCKETID_USERINFOURL=https://id.example/userinfo\n\
                     TINYAUTH_APPS_WIKI_CONFIG_DOMAIN=wiki.example.com\nTINYAUTH_APPS_WIKI_OAUTH_GROUPS=staff\n";
    let structured = "appUrl: https://auth.example.com\nserver: {port: 3001}\noauth: {providers: {pocketid: {clientId: a, \
                      clientSecret: canary, authUrl: 'https://id.example/authorize', tokenUrl: 'https://id.example/token', \
                      userInfoUrl: 'https://id.example/userinfo'}}}\napps: {wiki: {config: {domain: wiki.example.com}, oauth: {groups: staff}}}\n";
    let (one, report) = imported(Program::Tinyauth, variables);
    assert_eq!(one, imported(Program::Tinyauth, structured).0);
    assert!(one.contains("/api/oauth/callback/pocketid") && one.contains("groups = [\"staff\"]"), "{one}");
    assert!(!report.contains("canary"), "{report}");
    // What cannot be said of who reaches an application closes it.
    let (config, report) = imported(Program::Tinyauth, &format!("{variables}TINYAUTH_APPS_WIKI_USERS_ALLOW=amara\n"));
    assert!(config.contains("deny.invalid") && report.contains("lets nobody through now"), "{config}{report}");
    let clients = "appUrl: https://auth.example.com\noidc: {clients: {app: {clientSecret: canary-canary-canary, \
                   redirectUris: ['https://app.example/cb']}}}\n";
    let (config, report) = imported(Program::Tinyauth, clients);
    assert!(config.contains("[apps.app]") && !report.contains("canary"), "{config}{report}");
}

/// IN-09: whatever the file is, the answer names it and what to do, and shows nothing of it.
#[test]
fn odd_files_have_an_answer() {
    for (program, text, says) in [
        (Program::Dex, "", "a file is empty"),
        (Program::Dex, "# canary\n", "a file is empty"),
        (Program::Tinyauth, "\n# canary\n", "a file is empty"),
        (Program::Oauth2Proxy, "# canary\n", "a file is empty"),
        (Program::Dex, "a: 1\ncanary: [", "a file is no YAML, line"),
        (Program::Dex, "- canary\n", "a file has no settings"),
        (Program::Dex, "issuer: {{ getenv \"CANARY\" }}\n", "a template"),
        (Program::Authelia, "jwt: '{{ secret \"/canary\" }}'\n", "authelia config template"),
        (Program::Oauth2Proxy, "a = \"b\"\ncanary = [\n", "see line"),
        (Program::Tinyauth, "A=b\ncanary canary\n", "line 2"),
    ] {
        let refused = convert(program, &[Source::new("a file", text)]).unwrap_err().text;
        assert!(refused.contains(says), "{program:?}: {refused}");
        assert!(!refused.contains("canary"), "{program:?}: {refused}");
    }
    let yaml = "connectors: [{type: github, id: gh, config: {clientID: a, clientSecret: b}}]\n";
    let expected = imported(Program::Dex, yaml).0;
    let anchors =
        "x: &defaults {clientID: a, clientSecret: b}\nconnectors: [{type: github, id: gh, config: {<<: *defaults}}]\n";
    for text in
        [format!("\u{feff}{yaml}"), yaml.replace('\n', "\r\n"), format!("# comment\n---\n{yaml}"), anchors.to_owned()]
    {
        assert_eq!(imported(Program::Dex, &text).0, expected, "{text}");
    }
    let proxy = "OAUTH2_PROXY_CLIENT_ID=\"a\"\r\nOAUTH2_PROXY_CLIENT_SECRET=\"b\"\r\n";
    assert!(imported(Program::Oauth2Proxy, proxy).0.contains("[providers.google.credentials]"));
}
