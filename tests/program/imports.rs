//! `vestibule import` of the other programs: with the file alone, people sign in here as they did there, and so do applications.

use http::{Method, StatusCode};
use serde_json::Value;
use url::Url;
use vestibule_demo_idp::{Client, DemoIdp};

use crate::installation::{Installation, SECRET, provider, state_line};

const APP_SECRET: &str = "canary-of-an-application";
const CALLBACK: &str = "https://wiki.example.com/callback";

/// Imports a file, starts the server, and signs somebody in with the provider of that id.
struct Imported {
    installation: Installation,
    op: DemoIdp,
}

impl Imported {
    /// An upstream that knows the other program, at the path where that was answered.
    async fn new(callback: &str) -> Self {
        let installation = Installation::new();
        let callback = installation.base.join(callback).unwrap();
        let op = installation.upstream_for(vec![Client::confidential("client", SECRET, callback.as_str())]).await;
        Self { installation, op }
    }

    fn public_url(&self) -> String {
        self.installation.base.origin().ascii_serialization()
    }

    async fn run(&self, program: &str, files: &[(&str, &str)], more: &str) {
        let installation = &self.installation;
        for (name, text) in files {
            std::fs::write(installation.path(name), text).unwrap();
        }
        let names: Vec<_> = files.iter().map(|(name, _)| *name).collect();
        let done = installation.run(&[&["import", program], &names[..]].concat()).await;
        assert_eq!(done.code, Some(0), "{}{}", done.stdout, done.stderr);
        assert!(!done.stdout.contains("canary") && !done.stderr.contains("canary"), "{}{}", done.stdout, done.stderr);
        let written = std::fs::read_to_string(installation.path("config.toml")).unwrap();
        installation.configure(&(written + more));
    }

    /// Signs somebody in, and in to the application where there is one.
    async fn sign_in(&self, provider: &str, app: Option<&str>) {
        let mut program = self.installation.serve().await;
        program.until_log(&state_line(provider, "ready")).await;
        let browser = self.installation.browser();
        assert_eq!(browser.sign_in(provider).await.header("location"), Some("/"));
        let Some(app) = app else { return };
        let mut url = self.installation.base.join("/api/oidc/authorize").unwrap();
        let fields = [("client_id", app), ("redirect_uri", CALLBACK), ("response_type", "code"), ("scope", "openid")];
        url.query_pairs_mut().extend_pairs(fields);
        let mut answer = browser.get(&url).await;
        if answer.sent_on("code").is_none() {
            // Whether an application asks is up to what it asked there.
            let consent = browser.get(answer.location().unwrap()).await.form();
            let fields = consent.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let fields: Vec<_> = fields.filter(|(name, _)| *name != "answer").chain([("answer", "allow")]).collect();
            answer = browser.post_form(consent.action.as_str(), &fields).await;
        }
        let code = answer.sent_on("code").unwrap_or_else(|| panic!("{answer:?}"));
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("redirect_uri", CALLBACK),
            ("client_id", app),
            ("client_secret", APP_SECRET),
        ];
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let answer = browser.send(Method::POST, "/api/oidc/token", &headers, Some(form)).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        assert!(answer.json()["id_token"].is_string());
    }
}

/// IN-09, IN-15.
#[tokio::test]
async fn in_15_dex_and_its_application() {
    let imported = Imported::new("/dex/callback").await;
    let (public_url, issuer) = (imported.public_url(), imported.op.issuer().to_owned());
    let text = format!(
        "issuer: {public_url}/dex\nconnectors:\n- type: oidc\n  id: upstream\n  name: Upstream\n  config: {{issuer: '{issuer}', \
         clientID: client, clientSecret: {SECRET}, redirectURI: '{public_url}/dex/callback'}}\n\
         staticClients:\n- {{id: wiki, name: Wiki, secret: {APP_SECRET}, redirectURIs: ['{CALLBACK}']}}\n"
    );
    imported.run("dex", &[("dex.yaml", &text)], "").await;
    imported.sign_in("upstream", Some("wiki")).await;
}

/// IN-09.
#[tokio::test]
async fn in_09_oauth2_proxy_in_both_ways_of_writing() {
    let settings = |imported: &Imported| {
        format!("redirect_url = \"{}/oauth2/callback\"\nemail_domains = [\"*\"]\n", imported.public_url())
    };
    let imported = Imported::new("/oauth2/callback").await;
    let issuer = imported.op.issuer().to_owned();
    let text = format!(
        "{}provider = \"oidc\"\noidc_issuer_url = \"{issuer}\"\nclient_id = \"client\"\nclient_secret = \"{SECRET}\"\n",
        settings(&imported)
    );
    imported.run("oauth2-proxy", &[("oauth2-proxy.cfg", &text)], "").await;
    imported.sign_in("oidc", None).await;

    let imported = Imported::new("/oauth2/callback").await;
    let issuer = imported.op.issuer().to_owned();
    let structured = format!(
        "providers:\n- id: upstream\n  provider: oidc\n  clientID: client\n  clientSecret: {SECRET}\n  \
         oidcConfig: {{issuerURL: '{issuer}'}}\n"
    );
    let files = [("oauth2-proxy.cfg", &*settings(&imported)), ("alpha.yaml", &structured)];
    imported.run("oauth2-proxy", &files, "").await;
    imported.sign_in("upstream", None).await;
}

/// IN-09.
#[tokio::test]
async fn in_09_tinyauth_5() {
    let imported = Imported::new("/api/oauth/callback/pocketid").await;
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let metadata = Url::parse(&format!("{}/.well-known/openid-configuration", imported.op.issuer())).unwrap();
    let metadata: Value =
        serde_json::from_str(&client.get(metadata).send().await.unwrap().text().await.unwrap()).unwrap();
    let url = |name: &str| metadata[name].as_str().unwrap().to_owned();
    let text = format!(
        "TINYAUTH_APPURL={}\nTINYAUTH_OAUTH_PROVIDERS_POCKETID_CLIENTID=client\n\
         TINYAUTH_OAUTH_PROVIDERS_POCKETID_CLIENTSECRET=\"{SECRET}\"\nTINYAUTH_OAUTH_PROVIDERS_POCKETID_AUTHURL={}\n\
         TINYAUTH_OAUTH_PROVIDERS_POCKETID_TOKENURL={}\nTINYAUTH_OAUTH_PROVIDERS_POCKETID_USERINFOURL={}\n\
         TINYAUTH_OAUTH_PROVIDERS_POCKETID_SCOPES=openid email profile\n",
        imported.public_url(),
        url("authorization_endpoint"),
        url("token_endpoint"),
        url("userinfo_endpoint"),
    );
    imported.run("tinyauth", &[("tinyauth.env", &text)], "").await;
    imported.sign_in("pocketid", None).await;
}

/// IN-09, IN-15: its people are its own, so a provider is added; the application signs people in as before.
#[tokio::test]
async fn in_15_authelia_and_its_application() {
    let imported = Imported::new("/api/auth/providers/op/callback").await;
    let text = format!(
        "session: {{secret: canary, cookies: [{{domain: example.com, authelia_url: '{}'}}]}}\n\
         identity_providers:\n  oidc:\n    hmac_secret: canary\n    clients:\n    - client_id: wiki\n      client_name: Wiki\n      \
         client_secret: $plaintext${APP_SECRET}\n      authorization_policy: one_factor\n      redirect_uris: ['{CALLBACK}']\n",
        imported.public_url()
    );
    let users =
        "users: {amara: {displayname: Amara, password: $argon2id$canary, email: amara@example.com, groups: [staff]}}\n";
    // Nothing at localhost can have a cookie for a domain.
    let text = text.replace("domain: example.com, ", "");
    let more = provider("op", imported.op.issuer()).replace("client_id = \"op\"", "client_id = \"client\"");
    imported.run("authelia", &[("configuration.yml", &text), ("users.yml", users)], &more).await;
    imported.sign_in("op", Some("wiki")).await;
}

/// IN-09: whatever is named, there is an answer with its name and what to do, and nothing is written.
#[tokio::test]
async fn in_09_odd_files_write_nothing() {
    let installation = Installation::new();
    std::fs::create_dir(installation.path("folder")).unwrap();
    std::fs::write(installation.path("binary"), b"\x7fELF\0\xff\xfe").unwrap();
    std::fs::File::create(installation.path("large")).unwrap().set_len(50 << 20).unwrap();
    std::fs::write(installation.path("empty"), "").unwrap();
    std::fs::write(installation.path("other"), "theme: dark\njwt_secret: canary\n").unwrap();
    let before = std::fs::read_dir(installation.folder()).unwrap().count();
    for program in ["authelia", "dex", "oauth2-proxy", "tinyauth", "palmr"] {
        for (file, says) in [
            ("absent", "absent"),
            ("folder", "is a folder"),
            ("binary", "is no text"),
            ("large", "larger than 4 MiB"),
            ("empty", "is empty"),
            ("other", "nothing of that can be taken"),
            ("/dev/zero", "larger than 4 MiB"),
        ] {
            let ended = installation.run(&["import", program, file]).await;
            assert_eq!(ended.code, Some(2), "{program} {file}: {}{}", ended.stdout, ended.stderr);
            if program == "palmr" {
                assert!(ended.stderr.contains(file), "{file}: {}", ended.stderr);
            } else {
                assert!(ended.stderr.contains(says), "{program} {file}: {}", ended.stderr);
            }
            assert!(!ended.stdout.contains("canary") && !ended.stderr.contains("canary"), "{program} {file}");
            assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
        }
    }
    assert_eq!(std::fs::read_dir(installation.folder()).unwrap().count(), before, "nothing was written");
}
