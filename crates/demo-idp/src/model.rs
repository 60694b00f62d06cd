//! People and clients: what the provider knows, and the two directories that a test may change while it serves.
//!
//! Refuses to know a protocol: what a person's claims are is in [`crate::claims`].

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use serde_json::{Map, Value};
use vestibule_core::secret::Secret;

/// Somebody who can be signed in with one press of a button.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// `sub`: stable, never shown to people.
    pub subject: String,
    /// `preferred_username`.
    pub username: String,
    /// `given_name`.
    pub given_name: String,
    /// `family_name`; may be empty, as in Pocket ID.
    pub family_name: String,
    /// `display_name`.
    pub display_name: String,
    /// `email`; without one both e-mail claims are absent.
    pub email: Option<String>,
    /// `email_verified`.
    pub email_verified: bool,
    /// `groups`, sent only with the scope of that name.
    pub groups: Vec<String>,
    /// More claims of the `profile` scope. A name that the provider itself uses is never forged by one.
    pub custom: Map<String, Value>,
    /// A disabled person is not offered, and gets no token for a code or refresh token that is still around.
    pub disabled: bool,
}

impl Person {
    /// A person with a verified address at `example.com` and no groups.
    pub fn new(subject: &str, username: &str, given_name: &str, family_name: &str) -> Self {
        Self {
            subject: subject.into(),
            username: username.into(),
            given_name: given_name.into(),
            family_name: family_name.into(),
            display_name: format!("{given_name} {family_name}").trim().into(),
            email: Some(format!("{username}@example.com")),
            email_verified: true,
            groups: Vec::new(),
            custom: Map::new(),
            disabled: false,
        }
    }

    /// `name`: first and last name, else the display name, else the username.
    pub fn name(&self) -> String {
        let full = format!("{} {}", self.given_name, self.family_name).trim().to_owned();
        [full, self.display_name.clone()].into_iter().find(|name| !name.is_empty()).unwrap_or(self.username.clone())
    }

    /// Whether a `login_hint` means this person: by subject, username or address.
    pub(crate) fn answers_to(&self, hint: &str) -> bool {
        let address = self.email.as_deref().is_some_and(|email| email.eq_ignore_ascii_case(hint));
        self.subject == hint || self.username == hint || address
    }
}

/// The people of the demonstration. Together they show every shape of profile that an application has to cope with.
pub fn demonstration_people() -> Vec<Person> {
    let groups = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    vec![
        Person {
            groups: groups(&["admins", "staff"]),
            ..Person::new("6f1c1c5e-9f0b-4c57-9d2e-3f5c0a7be001", "amara", "Amara", "Okafor")
        },
        Person {
            groups: groups(&["staff"]),
            ..Person::new("6f1c1c5e-9f0b-4c57-9d2e-3f5c0a7be002", "joonas", "Joonas", "Lindqvist")
        },
        // One name is all that many people have; Pocket ID sends `family_name: ""` for them.
        Person {
            groups: groups(&["staff", "night-shift"]),
            ..Person::new("6f1c1c5e-9f0b-4c57-9d2e-3f5c0a7be003", "wulan", "Wulandari", "")
        },
        Person {
            email_verified: false,
            ..Person::new("6f1c1c5e-9f0b-4c57-9d2e-3f5c0a7be004", "mei", "Mei", "Tanaka-Ruiz")
        },
        Person {
            email: None,
            email_verified: false,
            groups: groups(&["guests"]),
            ..Person::new("6f1c1c5e-9f0b-4c57-9d2e-3f5c0a7be005", "noor", "Noor", "al-Haddad")
        },
    ]
}

/// An application that may send people here.
#[derive(Debug, Clone)]
pub struct Client {
    /// `client_id`.
    pub id: String,
    /// The name on the page where a person chooses.
    pub name: String,
    /// Every secret that is accepted at present; none makes a public client, for which PKCE is required.
    pub secrets: Vec<Secret>,
    /// Where answers may be sent, compared byte for byte.
    pub redirect_uris: Vec<String>,
    /// Where a browser may be sent after signing out, compared byte for byte.
    pub post_logout_redirect_uris: Vec<String>,
    /// Refuse a request without `code_challenge`.
    pub require_pkce: bool,
    /// Refuse a request that was not pushed first (RFC 9126).
    pub require_par: bool,
    /// The token that the client is changed with, if it has registered itself.
    pub registration_token: Option<Secret>,
    /// Only members of one of these groups get in; `None` lets everybody in.
    pub allowed_groups: Option<Vec<String>>,
}

impl Client {
    /// A client with a secret, open to everybody.
    pub fn confidential(id: &str, secret: &str, redirect_uri: &str) -> Self {
        Self { secrets: vec![Secret::new(secret)], ..Self::public(id, redirect_uri) }
    }

    /// A client without a secret.
    pub fn public(id: &str, redirect_uri: &str) -> Self {
        Self {
            id: id.into(),
            name: id.into(),
            secrets: Vec::new(),
            redirect_uris: vec![redirect_uri.into()],
            post_logout_redirect_uris: Vec::new(),
            require_pkce: false,
            require_par: false,
            registration_token: None,
            allowed_groups: None,
        }
    }

    /// Whether the client keeps no secret.
    pub(crate) fn is_public(&self) -> bool {
        self.secrets.is_empty()
    }

    /// Whether the group restriction lets `person` in.
    pub(crate) fn admits(&self, person: &Person) -> bool {
        self.allowed_groups.as_ref().is_none_or(|allowed| person.groups.iter().any(|group| allowed.contains(group)))
    }
}

/// A directory: who or what is known at this moment. Every reader gets a whole entry, never a half-changed one.
#[derive(Debug)]
pub struct Directory<T>(RwLock<BTreeMap<String, Arc<T>>>);

/// Who can be signed in, by subject.
pub type People = Directory<Person>;
/// Which applications are known, by `client_id`.
pub type Clients = Directory<Client>;

impl<T> Directory<T> {
    /// The entry of that name.
    pub fn find(&self, name: &str) -> Option<Arc<T>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// All entries, ordered by name.
    pub fn all(&self) -> Vec<Arc<T>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Forgets an entry; nothing happens when there is none.
    pub fn remove(&self, name: &str) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(name);
    }

    fn insert(&self, name: String, entry: T) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(name, Arc::new(entry));
    }
}

impl Directory<Person> {
    pub(crate) fn new(people: Vec<Person>) -> Self {
        Self(RwLock::new(people.into_iter().map(|person| (person.subject.clone(), Arc::new(person))).collect()))
    }

    /// Adds a person, or replaces the one with that subject.
    pub fn put(&self, person: Person) {
        self.insert(person.subject.clone(), person);
    }

    /// Whom a `login_hint` means, unless disabled.
    pub(crate) fn find_by_hint(&self, hint: &str) -> Option<Arc<Person>> {
        self.all().into_iter().find(|person| !person.disabled && person.answers_to(hint))
    }

    /// The person with that subject, unless disabled.
    pub(crate) fn find_enabled(&self, subject: &str) -> Option<Arc<Person>> {
        self.find(subject).filter(|person| !person.disabled)
    }
}

impl Directory<Client> {
    pub(crate) fn new(clients: Vec<Client>) -> Self {
        Self(RwLock::new(clients.into_iter().map(|client| (client.id.clone(), Arc::new(client))).collect()))
    }

    /// Adds a client, or replaces the one with that id. Codes and tokens of the old one stay good.
    pub fn put(&self, client: Client) {
        self.insert(client.id.clone(), client);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_falls_back_to_what_there_is() {
        let person = |given: &str, family: &str, display: &str| Person {
            display_name: display.into(),
            ..Person::new("s", "user", given, family)
        };
        for (person, name) in [
            (person("Ada", "Byron", "Countess"), "Ada Byron"),
            (person("Ada", "", "Countess"), "Ada"),
            (person("", "", "Countess"), "Countess"),
            (person("", "", ""), "user"),
        ] {
            assert_eq!(person.name(), name);
        }
    }

    #[test]
    fn the_demonstration_shows_every_shape_of_profile() {
        let people = demonstration_people();
        assert!(people.iter().any(|person| person.family_name.is_empty()));
        assert!(people.iter().any(|person| person.email.is_some() && !person.email_verified));
        assert!(people.iter().any(|person| person.email.is_none()));
        assert!(people.iter().any(|person| person.groups.is_empty()));
        assert!(people.iter().filter_map(|person| person.email.as_ref()).all(|email| email.ends_with("@example.com")));
    }

    #[test]
    fn a_group_restriction_without_groups_admits_no_one() {
        let person = demonstration_people().remove(0);
        let client = |allowed: Option<&[&str]>| Client {
            allowed_groups: allowed.map(|groups| groups.iter().map(|group| (*group).to_owned()).collect()),
            ..Client::public("app", "http://127.0.0.1/cb")
        };
        assert!(client(None).admits(&person));
        assert!(client(Some(&["admins"])).admits(&person));
        assert!(!client(Some(&["others"])).admits(&person));
        assert!(!client(Some(&[])).admits(&person));
    }
}
