//! DB-04: sudden death under load. Kill -9 at many moments, each after so many steps of work as a seed chooses.
//!
//! A step is one call by which the program writes something: a page of the database, an answer, a request to the provider,
//! a line of its log. So a moment may be anywhere in a sign-in, in the middle of a transaction too.
//!
//! What must hold each time: the next start works; a browser that was signed in still is; one that was at the provider
//! can come back and finish; whoever got no answer can begin again; and nothing in the database is half done.

use std::{collections::HashMap, fs, sync::Arc};

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng as _, SeedableRng as _},
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use url::Url;
use vestibule_core::{clock::SystemClock, definition::SigningAlgorithm, ids::UserId, random::OsRandom, secret::sha256};
use vestibule_demo_idp::{DemoIdp, Options, Person};
use vestibule_store::{AuditEntry, AuditFilter, EventKind, Outcome, Store, conformance::TestStore};
use vestibule_tests::{Browser, Program};

use crate::{
    installation::{Installation, provider},
    storage::database,
};

/// Each costs a start of the program. A change to how the store writes deserves two hundred.
const MOMENTS: u64 = 60;
/// The most steps that are taken between the start of a load and the death.
const STEPS: u64 = 150;
/// Browsers that sign in side by side.
const AT_ONCE: u64 = 4;
/// People who are new at each moment. Few enough that one signs in for the first time in two browsers at once.
const NEW: u64 = 3;

/// Somebody at a browser.
struct Visitor {
    browser: Browser,
    who: String,
}

/// What a visitor saw of a sign-in.
enum Seen {
    /// The answer of the callback: signed in.
    Confirmed(Visitor),
    /// The callback was sent, and no answer came.
    Nothing(Visitor, Url),
}

/// Everybody who has been here.
struct Town {
    base: Url,
    dice: ChaCha8Rng,
    /// How often the server was killed.
    deaths: u64,
    /// Got a signed-in response.
    confirmed: Vec<Visitor>,
    /// How many of them have seen it again after the next start.
    seen_again: usize,
    /// They are at the provider, about to come back by this URL.
    away: Vec<(Visitor, Url)>,
    /// Came back with this URL and got no response.
    unanswered: Vec<(Visitor, Url)>,
    /// How many of those found their flow used up, and how many could finish it.
    used_up: u64,
    finished: u64,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn db_04_nothing_confirmed_is_lost_and_nothing_is_half_done() {
    let installation = Installation::new();
    let op = upstream(&installation).await;
    installation.configure(&provider("op", op.issuer()));
    let mut town = Town {
        base: installation.base.clone(),
        dice: ChaCha8Rng::seed_from_u64(4711),
        deaths: 0,
        confirmed: Vec::new(),
        seen_again: 0,
        away: Vec::new(),
        unanswered: Vec::new(),
        used_up: 0,
        finished: 0,
    };
    for _ in 0..MOMENTS {
        let program = installation.serve_ready().await;
        town.still_signed_in().await;
        is_sound(&database(&installation).await).await;
        town.come_back().await;
        town.leave_for_the_provider().await;
        town.die_under_load(program).await;
    }
    let program = installation.serve_ready().await;
    town.still_signed_in().await;
    town.come_back().await;
    program.kill().await;
    town.agrees_with(&database(&installation).await).await;
}

async fn upstream(installation: &Installation) -> DemoIdp {
    let mut options = Options::new(Arc::new(SystemClock), Arc::new(OsRandom));
    options.signing = SigningAlgorithm::ES256;
    let person = |number| {
        let name = name(number);
        Person::new(&format!("subject-{name}"), &name, "Person", &number.to_string())
    };
    options.people = (0..(MOMENTS + 1) * NEW).map(person).collect();
    options.auto_approve = Some(options.people[0].subject.clone());
    options.clients = vec![installation.client("op")];
    DemoIdp::start(options).await.unwrap()
}

fn name(number: u64) -> String {
    format!("person{number}")
}

/// How often a process has called the system to write something.
///
/// Where the system does not tell, a moment is wherever the program happens to be.
fn steps(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/io")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("syscw: ")).map(|count| count.parse().unwrap())
}

/// No row is damaged or orphaned, and no user lacks the link that came with it.
async fn is_sound(TestStore { test_access, .. }: &TestStore) {
    assert_eq!(test_access.find_damage().await.unwrap(), [""; 0]);
    assert_eq!(test_access.count_orphans().await.unwrap(), 0);
    let rows = test_access.count_rows().await.unwrap();
    assert_eq!(rows.users, rows.links, "a user and its link are one write");
}

impl Visitor {
    /// A browser that has never been here: somebody who is new at this moment, or was at the last.
    fn new(base: &Url, deaths: u64, dice: &mut ChaCha8Rng) -> Self {
        let number = (deaths * NEW + dice.next_u64() % (2 * NEW)).saturating_sub(NEW);
        Self { browser: Browser::new(base), who: name(number) }
    }

    /// Goes to the provider; `None` when the server is down.
    async fn leave(&self) -> Option<Url> {
        let authorize = format!("/api/auth/providers/op/authorize?login_hint={}", self.who);
        let begun = self.browser.try_get(authorize).await.ok()?;
        Some(self.browser.through_the_provider(&begun).await)
    }

    /// Connects to the restarted server.
    fn reconnect(&mut self) {
        self.browser = self.browser.reconnected();
    }
}

/// Signs in with one new browser after the other until the server is down.
async fn sign_in_until_death((base, deaths): (Url, u64), mut dice: ChaCha8Rng, seen: UnboundedSender<Seen>) {
    loop {
        let visitor = Visitor::new(&base, deaths, &mut dice);
        let Some(callback) = visitor.leave().await else { return };
        let outcome = match visitor.browser.try_get(&callback).await {
            Ok(answer) => {
                assert_eq!(answer.header("location"), Some("/"), "{}: {}", answer.status, answer.body);
                Seen::Confirmed(visitor)
            }
            Err(_) => Seen::Nothing(visitor, callback),
        };
        let dead = matches!(outcome, Seen::Nothing(..));
        seen.send(outcome).unwrap();
        if dead {
            return;
        }
    }
}

impl Town {
    /// Everyone who got a signed-in response since the last start is signed in, as the right person.
    async fn still_signed_in(&mut self) {
        for visitor in &mut self.confirmed[self.seen_again..] {
            visitor.reconnect();
            let session = visitor.browser.get_json("/api/auth/session").await;
            assert_eq!(session.json()["user"]["username"], *visitor.who, "{}", session.body);
        }
        self.seen_again = self.confirmed.len();
    }

    /// Everyone who was at the provider, or got no response, comes back to the restarted server.
    async fn come_back(&mut self) {
        for (mut visitor, callback) in self.away.drain(..) {
            visitor.reconnect();
            let answer = visitor.browser.get(callback).await;
            assert_eq!(answer.header("location"), Some("/"), "a flow outlives a restart: {}", answer.body);
            self.confirmed.push(visitor);
        }
        for (mut visitor, callback) in self.unanswered.drain(..) {
            visitor.reconnect();
            let answer = visitor.browser.get(callback).await;
            if answer.header("location") == Some("/") {
                self.finished += 1;
            } else {
                // The flow was used before the death, and a flow is used once.
                self.used_up += 1;
                assert_eq!(answer.code(), "invalid_state", "{}: {}", answer.status, answer.body);
                let callback = visitor.leave().await.unwrap();
                assert_eq!(visitor.browser.get(callback).await.header("location"), Some("/"));
            }
            self.confirmed.push(visitor);
        }
    }

    /// Two more visitors are at the provider when the server is killed.
    async fn leave_for_the_provider(&mut self) {
        for _ in 0..2 {
            let visitor = Visitor::new(&self.base, self.deaths, &mut self.dice);
            let callback = visitor.leave().await.unwrap();
            self.away.push((visitor, callback));
        }
    }

    /// Kills the program in the middle of its work for some browsers at once.
    async fn die_under_load(&mut self, program: Program) {
        let (sender, mut seen) = unbounded_channel();
        let place = (self.base.clone(), self.deaths);
        let begun = steps(program.id());
        let dice = (0..AT_ONCE).map(|_| ChaCha8Rng::seed_from_u64(self.dice.next_u64()));
        let load: Vec<_> =
            dice.map(|dice| tokio::spawn(sign_in_until_death(place.clone(), dice, sender.clone()))).collect();
        drop(sender);
        let moment = begun.map(|begun| begun + self.dice.next_u64() % STEPS);
        while steps(program.id()) < moment {
            tokio::task::yield_now().await;
        }
        program.kill().await;
        self.deaths += 1;
        for browser in load {
            browser.await.unwrap();
        }
        while self.hear(&mut seen).await {}
    }

    /// Takes note of one sign-in; `false` when there will be no more.
    async fn hear(&mut self, seen: &mut UnboundedReceiver<Seen>) -> bool {
        match seen.recv().await {
            Some(Seen::Confirmed(visitor)) => self.confirmed.push(visitor),
            Some(Seen::Nothing(visitor, callback)) => self.unanswered.push((visitor, callback)),
            None => return false,
        }
        true
    }

    /// The database is sound, and agrees with every response.
    async fn agrees_with(&self, bench: &TestStore) {
        is_sound(bench).await;
        let TestStore { store, test_access } = bench;
        let mut users: HashMap<&str, UserId> = HashMap::new();
        for visitor in &self.confirmed {
            let (_, token) = visitor.browser.cookies("session").remove(0);
            let found = store.find_session(&sha256(&token)).await.unwrap().expect("a confirmed session");
            assert_eq!(found.user.username, visitor.who);
            assert_eq!(*users.entry(&visitor.who).or_insert(found.user.id), found.user.id, "one person, one user");
        }
        for (who, user) in &users {
            let links = store.list_links(*user).await.unwrap();
            let subjects: Vec<_> = links.iter().map(|link| link.subject.as_str().to_owned()).collect();
            assert_eq!(subjects, [format!("subject-{who}")]);
        }
        let rows = test_access.count_rows().await.unwrap();
        let events = all_events(&**store).await;
        let is_sign_in =
            |event: &&AuditEntry| (event.event.kind, event.event.outcome) == (EventKind::SignIn, Outcome::Ok);
        let sign_ins = events.iter().filter(is_sign_in).count();
        assert_eq!(rows.sessions, i64::try_from(sign_ins).unwrap(), "a session and its event are one write");
        assert!(self.confirmed.len() <= sign_ins, "{} of {sign_ins}", self.confirmed.len());
        let everybody = u64::try_from(self.confirmed.len()).unwrap();
        assert!(everybody > self.deaths * 3, "the load was a load");
        assert!(self.used_up > self.deaths / 4 && self.finished > self.deaths / 4, "it died here and there");
    }
}

async fn all_events(store: &dyn Store) -> Vec<AuditEntry> {
    let mut events: Vec<AuditEntry> = Vec::new();
    loop {
        let before = events.last().map(|event| event.id);
        let page = store.list_audit(&AuditFilter { before, limit: 200, ..AuditFilter::default() }).await.unwrap();
        if page.is_empty() {
            return events;
        }
        events.extend(page);
    }
}
