use super::*;

fn imported(program: Program, text: &str) -> (String, String) {
    let imported = convert(program, &[text.to_owned()]).unwrap();
    (imported.render().unwrap(), imported.report())
}

/// IN-09: what was closed stays closed.
#[test]
fn a_rule_that_cannot_be_said_denies() {
    for rule in [
        "{domain: a.example.com, policy: one_factor, networks: [10.0.0.0/8]}",
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
    let (config, report) = imported(Program::Dex, &connector(", orgs: [{name: acme}]"));
    assert!(config.contains("auto_register = false") && report.contains("orgs cannot be asked"), "{config}{report}");
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
        let refused = convert(program, &[text.to_owned()]).unwrap_err();
        assert!(!refused.text.contains("canary"), "{program:?}: {}", refused.text);
    }
}
