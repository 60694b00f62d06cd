//! What two providers grant one person, and what is left when one of them says or may say something else: over HTTP, on
//! SQLite, and on PostgreSQL at two nodes that agree at once.

use std::{sync::Arc, time::Duration};

use http::{Method, StatusCode};
use serde_json::{Value, json};
use url::Url;
use vestibule_core::{
    access::Rules, definition::SigningAlgorithm, email::EmailAddress, ids::Ref, provider::ProviderRecord,
    random::OsRandom, secret::Secret,
};
use vestibule_demo_idp::{Client, DemoIdp, Endpoint, Options, Person, faults::Fault, faults::TokenFault};
use vestibule_store::LocalAdministrator;
use vestibule_tests::{Browser, RunningServer, ServerFixture, Setup, json_object, provider};

/// `op` makes members of `bosses` administrators, and `pub` is another upstream, with people of its own.
struct World {
    fixture: ServerFixture,
    public: DemoIdp,
    other: Option<(RunningServer, Url)>,
}

/// What a node grants a browser: whether it is an administrator's, its groups, and its verified address.
#[derive(Debug, PartialEq, Eq)]
struct Granted {
    admin: bool,
    groups: String,
    email: String,
}

fn granted(admin: bool, groups: &str, email: &str) -> Option<Granted> {
    Some(Granted { admin, groups: groups.to_owned(), email: email.to_owned() })
}

fn person(subject: &str, email: Option<&str>, groups: &[&str]) -> Person {
    Person {
        email: email.map(str::to_owned),
        email_verified: email.is_some(),
        groups: groups.iter().map(|&group| group.to_owned()).collect(),
        ..Person::new(subject, subject, "A", "Person")
    }
}

/// The settings of `op` with these on top.
fn op_settings(more: &Value) -> Value {
    let mut settings = json!({ "admin_groups": ["bosses"] });
    settings.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    settings
}

impl World {
    async fn new(postgres: bool) -> Self {
        let setup = Setup { settings: op_settings(&json!({})), postgres, ..Setup::default() };
        let fixture = ServerFixture::with(setup).await;
        let mut options = Options::new(fixture.clock.clone(), Arc::new(OsRandom));
        options.signing = SigningAlgorithm::ES256;
        let callback = |id: &str| fixture.environment.base.join(&format!("api/auth/providers/{id}/callback")).unwrap();
        let client = |id| Client::confidential(id, ServerFixture::CLIENT_SECRET, callback(id).as_str());
        options.auto_approve = options.people.first().map(|person| person.subject.clone());
        options.clients = vec![client("pub"), client("op")];
        let public = Box::pin(DemoIdp::start(options)).await.unwrap();
        let other = if postgres { Some(fixture.another_node().await) } else { None };
        let world = Self { fixture, public, other };
        let record = provider("pub", "pocketid", &json!({}), world.public.issuer());
        world.reconfigure(|all| all.push(record)).await;
        world
    }

    fn browser(&self) -> Browser {
        self.fixture.browser()
    }

    /// Changes the providers of every node.
    async fn reconfigure(&self, change: impl FnOnce(&mut Vec<ProviderRecord>)) {
        self.fixture.reconfigure(change).await;
        self.fixture.until_ready().await;
        if let Some((other, _)) = &self.other {
            other.application.registry.reload().await.unwrap();
            other.until_ready().await;
        }
    }

    /// `op` with these settings on top of its own, at that issuer.
    async fn set_op(&self, more: Value, issuer: &str) {
        let record = provider("op", "pocketid", &op_settings(&more), issuer);
        self.reconfigure(|all| all.retain(|one| one.id.as_str() != "op")).await;
        self.reconfigure(|all| all.push(record)).await;
    }

    /// Waits until no node serves anything by rules of before: what they ended is withdrawn from the database.
    async fn until_withdrawn(&self, browser: &Browser) {
        let id = browser.get_json("/api/auth/session").await.json()["user"]["id"].as_str().unwrap().parse().unwrap();
        self.until("withdrawn", async || {
            let user = self.fixture.application.store.find_user(id).await.unwrap().unwrap();
            user.grants.iter().any(|grant| grant.provider.as_str() == "op" && grant.confirmed_at.is_none())
        })
        .await;
    }

    /// Not a measure of time: only so that a defect is a failure and not a test that never ends.
    async fn until(&self, what: &str, done: impl AsyncFn() -> bool) {
        let wait = async {
            while !done().await {
                vestibule_tests::pause().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), wait).await.unwrap_or_else(|_| panic!("{what}"));
    }

    async fn at(&self, node: &Url, browser: &Browser) -> Option<Granted> {
        let answer = browser.get_json(node.join("/api/auth/verify").unwrap()).await;
        if answer.status != StatusCode::OK {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{answer:?}");
            return None;
        }
        let own = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];
        let admin = browser.send(Method::GET, node.join("/api/admin/providers").unwrap(), &own, None).await.status;
        let header = |name| answer.header(name).unwrap().to_owned();
        Some(Granted { admin: admin == StatusCode::OK, groups: header("remote-groups"), email: header("remote-email") })
    }

    /// What every node grants, at once where the change was made, and as soon as it is notified elsewhere.
    async fn expect(&self, browser: &Browser, expected: Option<Granted>, case: &str) {
        assert_eq!(self.at(&self.fixture.environment.base, browser).await, expected, "{case}");
        if let Some((_, there)) = &self.other {
            let what = format!("{case}: at the other node");
            self.until(&what, async || self.at(there, browser).await == expected).await;
        }
    }

    /// A browser that is signed in by that provider.
    async fn signed_in(&self, by: &str, who: &str) -> Browser {
        // The order of links is that of their time.
        self.fixture.clock.advance(chrono::Duration::milliseconds(1));
        let browser = self.browser();
        let answer = browser.sign_in_as(by, who).await;
        assert_eq!(answer.header("location"), Some("/"), "{who} by {by}: {}", answer.code());
        browser
    }

    async fn refused(&self, by: &str, who: &str) -> String {
        let browser = self.browser();
        let code = browser.sign_in_as(by, who).await.code();
        assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);
        code
    }
}

async fn id_of(browser: &Browser) -> Value {
    browser.get_json("/api/auth/session").await.json()["user"]["id"].clone()
}

/// ID-01: what a provider granted goes with it, however it goes, and the sessions by it end.
async fn what_a_provider_granted_goes_with_it(world: &World) {
    let issuer = world.fixture.op.issuer().to_owned();
    let staff = json!({ "allowed_groups": ["staff"] });
    for case in ["refused", "disabled", "deleted"] {
        world.set_op(staff.clone(), &issuer).await;
        let (who, email) = (format!("boss-{case}"), format!("boss-{case}@corp.example"));
        world.public.people().put(person(&who, Some(&email), &[]));
        world.fixture.op.people().put(person(&who, Some(&email), &["bosses", "staff"]));
        let by_public = world.signed_in("pub", &who).await;
        let by_op = world.signed_in("op", &who).await;
        for browser in [&by_public, &by_op] {
            world.expect(browser, granted(true, "bosses,staff", &email), case).await;
        }
        match case {
            "refused" => {
                world.fixture.op.people().put(person(&who, Some(&email), &[]));
                assert_eq!(world.refused("op", &who).await, "not_allowed");
            }
            "disabled" => world.set_op(json!({ "enabled": false }), &issuer).await,
            _ => world.reconfigure(|all| all.retain(|one| one.id.as_str() != "op")).await,
        }
        world.expect(&by_op, None, case).await;
        world.expect(&by_public, granted(false, "", &email), case).await;
        world.until_withdrawn(&by_public).await;
        world.set_op(json!({}), &issuer).await;
        world.expect(&by_op, None, "what has ended does not come back").await;
        world.expect(&by_public, granted(false, "", &email), "until the provider says it again").await;
        world.expect(&world.signed_in("pub", &who).await, granted(false, "", &email), case).await;
    }
}

/// ID-03, ID-05: a claim locks nobody out, counts nowhere, and goes to whoever proves it.
async fn the_owner_of_an_address_gets_it(world: &World) {
    let ceo = Some("ceo@victim.example");
    world.public.people().put(Person { email_verified: false, ..person("squatter", ceo, &[]) });
    world.fixture.op.people().put(person("ceo", ceo, &[]));
    let squatter = world.signed_in("pub", "squatter").await;
    world.expect(&squatter, granted(false, "", ""), "an unverified address").await;
    assert_eq!(squatter.get_json("/api/auth/session").await.json()["user"]["email_verified"], false);
    let owner = world.signed_in("op", "ceo").await;
    assert_ne!(id_of(&owner).await, id_of(&squatter).await);
    world.expect(&owner, granted(false, "", "ceo@victim.example"), "the owner").await;
    assert_eq!(squatter.get_json("/api/auth/session").await.json()["user"]["email"], Value::Null);
    world.expect(&world.signed_in("op", "ceo").await, granted(false, "", "ceo@victim.example"), "and again").await;
}

/// ID-06: an address follows the provider that it came from, and its next owner has it.
async fn an_address_follows_its_provider(world: &World) {
    let put = |email: Option<&str>, verified| {
        world.public.people().put(Person { email_verified: verified, ..person("mover", email, &[]) });
    };
    put(Some("first@pub.example"), true);
    let mover = world.signed_in("pub", "mover").await;
    for (email, verified, seen) in [
        (Some("second@pub.example"), true, "second@pub.example"),
        (Some("second@pub.example"), false, ""),
        (Some("third@pub.example"), true, "third@pub.example"),
        (None, false, ""),
    ] {
        put(email, verified);
        world.signed_in("pub", "mover").await;
        world.expect(&mover, granted(false, "", seen), &format!("{email:?}, {verified}")).await;
    }
    for (number, former) in ["first@pub.example", "second@pub.example", "third@pub.example"].iter().enumerate() {
        let who = format!("heir{number}");
        world.fixture.op.people().put(person(&who, Some(former), &[]));
        let heir = world.signed_in("op", &who).await;
        assert_ne!(id_of(&heir).await, id_of(&mover).await, "{former}");
        world.expect(&heir, granted(false, "", former), former).await;
    }
}

/// ID-07: nothing that somebody prepared with an address becomes its next owner's.
async fn the_next_owner_has_an_account_of_their_own(world: &World) {
    for (case, later) in [("gone", None), ("unverified", Some("desk-unverified@victim.example"))] {
        let address = format!("desk-{case}@victim.example");
        let former = format!("former-{case}");
        world.public.people().put(person(&former, Some(&address), &[]));
        let prepared = world.signed_in("pub", &former).await;
        world.expect(&prepared, granted(false, "", &address), case).await;
        world.public.people().put(Person { email_verified: false, ..person(&former, later, &[]) });
        world.signed_in("pub", &former).await;
        let owner = format!("owner-{case}");
        world.fixture.op.people().put(person(&owner, Some(&address), &[]));
        let owner = world.signed_in("op", &owner).await;
        assert_ne!(id_of(&owner).await, id_of(&prepared).await, "{case}");
        world.expect(&owner, granted(false, "", &address), case).await;
        world.expect(&prepared, granted(false, "", ""), case).await;
    }
}

/// ID-08: whatever a provider says, nobody comes by an address to the account of the local administrator.
async fn no_address_leads_to_the_administrator(world: &World) {
    let administrator = LocalAdministrator {
        email: EmailAddress::parse("root@corp.example").unwrap(),
        password_hash: Secret::new("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"),
        reference: Ref::generate(&OsRandom),
    };
    world.fixture.application.store.create_administrator(&administrator, Rules::LOCAL).await.unwrap();
    for (by, idp) in [("pub", &world.public), ("op", &world.fixture.op)] {
        idp.people().put(person("root", Some("root@corp.example"), &[]));
        assert_eq!(world.refused(by, "root").await, "account_exists", "{by}");
    }
}

/// ID-01, ID-09: two providers' groups stand side by side, and a rule that is narrowed takes only its own.
async fn a_narrowed_rule_takes_what_its_provider_granted(world: &World) {
    let issuer = world.fixture.op.issuer().to_owned();
    let elsewhere = world.public.issuer().to_owned();
    for (number, (case, rule, at)) in [
        ("another domain", json!({ "allowed_email_domains": ["elsewhere.example"] }), &issuer),
        ("another group", json!({ "allowed_groups": ["board"] }), &issuer),
        ("a claim", json!({ "required_claims": { "hd": "corp.example" } }), &issuer),
        ("another issuer", json!({}), &elsewhere),
    ]
    .into_iter()
    .enumerate()
    {
        world.set_op(json!({}), &issuer).await;
        let (who, email) = (format!("both-{number}"), format!("both-{number}@corp.example"));
        world.public.people().put(person(&who, Some(&email), &["guests"]));
        world.fixture.op.people().put(person(&who, Some(&email), &["bosses", "staff"]));
        let (by_public, by_op) = (world.signed_in("pub", &who).await, world.signed_in("op", &who).await);
        world.expect(&by_public, granted(true, "guests,bosses,staff", &email), case).await;
        world.set_op(rule, at).await;
        world.expect(&by_op, None, case).await;
        world.expect(&by_public, granted(false, "guests", &email), case).await;
    }
    world.set_op(json!({}), &issuer).await;
}

/// ID-04: a groups claim that says nothing means no groups.
async fn no_groups_claim_is_no_groups(world: &World) {
    world.public.people().put(person("member", None, &["staff"]));
    let member = world.signed_in("pub", "member").await;
    for (case, raw) in [("absent", None), ("null", Some("null")), ("an object", Some("{}"))] {
        world.signed_in("pub", "member").await;
        world.expect(&member, granted(false, "staff", ""), case).await;
        let without = || json_object(json!({ "groups": null }));
        let token = TokenFault::new().claims(without());
        let token = raw.map_or(token.clone(), |raw| token.raw_claim("groups", raw));
        world.public.faults().set_id_token(token);
        world.public.faults().set(Endpoint::Userinfo, Fault::new().patch(without()));
        world.signed_in("pub", "member").await;
        world.expect(&member, granted(false, "", ""), case).await;
        world.public.faults().clear_all();
    }
}

macro_rules! on_sqlite {
    ($($row:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test]
            async fn $row() {
                super::$row(&super::World::new(false).await).await;
            })*
        }

        /// ID-01, ID-03, ID-04, ID-05, ID-06, ID-07, ID-08, ID-09: in one journey, because a server takes time to start.
        #[tokio::test]
        async fn on_postgresql_two_nodes_agree() {
            let world = World::new(true).await;
            $($row(&world).await;)*
        }
    };
}

on_sqlite![
    what_a_provider_granted_goes_with_it,
    the_owner_of_an_address_gets_it,
    an_address_follows_its_provider,
    the_next_owner_has_an_account_of_their_own,
    no_address_leads_to_the_administrator,
    a_narrowed_rule_takes_what_its_provider_granted,
    no_groups_claim_is_no_groups,
];
