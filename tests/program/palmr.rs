//! `vestibule import palmr`: who signed in with a provider there signs in with it here, as the same person.

use std::fs;

use vestibule_store::conformance::create_sqlite_file;

use crate::installation::{Installation, SECRET, state_line};

/// The tables as Palmr 3 makes them (Prisma), with the columns that say something.
const TABLES: &str = "
create table users (id text primary key, firstName text not null, lastName text not null, username text not null unique, \
    email text not null unique, image text, password text, isAdmin boolean not null default false, \
    isActive boolean not null default true, createdAt datetime, updatedAt datetime);
create table auth_providers (id text primary key, name text not null unique, displayName text not null, type text not null, \
    icon text, enabled boolean not null default false, issuerUrl text, clientId text, clientSecret text, redirectUri text, \
    scope text, authorizationEndpoint text, tokenEndpoint text, userInfoEndpoint text, metadata text, \
    autoRegister boolean not null default true, adminEmailDomains text, sortOrder integer not null default 0, \
    createdAt datetime, updatedAt datetime);
create table user_auth_providers (id text primary key, userId text not null, providerId text not null, provider text, \
    externalId text not null, metadata text);
create table app_configs (id text primary key, key text not null, value text not null, type text, \"group\" text);
";

/// IN-13.
#[tokio::test]
async fn in_13_people_of_palmr_sign_in_as_themselves() {
    let installation = Installation::new();
    let op = installation.upstream(&["pocketid"]).await;
    let person = op.people().all().into_iter().find(|person| person.username == "amara").unwrap().subject.clone();
    let rows = format!(
        "insert into auth_providers (id, name, displayName, type, enabled, issuerUrl, clientId, clientSecret, sortOrder, \
             adminEmailDomains) values \
             ('p1', 'pocketid', 'Our Pocket ID', 'oidc', true, '{}', 'pocketid', '{}', 9, 'example.com'), \
             ('p2', 'github', 'GitHub', 'oauth2', false, 'https://github.com/login/oauth', 'gh', 'canary-of-github', 3, ''), \
             ('p3', 'kinde', 'Kinde Auth', 'oidc', false, 'https://your-tenant.kinde.com', null, null, 5, null);
         insert into users (id, firstName, lastName, username, email, password, isAdmin, isActive) values \
             ('u1', 'Amara', 'of Palmr', 'amara-p', 'somebody@else.example', null, true, true), \
             ('u2', 'Old', 'Hand', 'oldhand', 'old@example.com', '$2b$canary', false, true), \
             ('u3', 'Gone', 'Person', 'gone', 'gone@example.com', null, false, false);
         insert into user_auth_providers (id, userId, providerId, externalId) values \
             ('l1', 'u1', 'p1', '{person}'), ('l2', 'u3', 'p1', 'subject-of-gone');
         insert into app_configs (id, key, value) values ('c1', 'passwordAuthEnabled', 'true');",
        op.issuer(),
        SECRET,
    );
    create_sqlite_file(&installation.path("palmr.db"), &format!("{TABLES}{rows}")).await.unwrap();
    let before = fs::read(installation.path("palmr.db")).unwrap();

    let imported = installation.run(&["import", "palmr", "palmr.db"]).await;
    assert_eq!(imported.code, Some(0), "{}{}", imported.stdout, imported.stderr);
    for said in [
        "provider pocketid as provider pocketid",
        "github is switched off, as it was",
        "passwords: only administrators have one here",
        "1 user: they have no provider to sign in with",
        "1 administrator of Palmr: make one here",
        "pocketid: adminEmailDomains, which Palmr never used",
        "files, folders and shares",
        "Imported 2 users into",
    ] {
        assert!(imported.stdout.contains(said), "{said}: {}", imported.stdout);
    }
    assert!(!imported.stdout.contains("canary") && !imported.stdout.contains("kinde"), "{}", imported.stdout);
    assert_eq!(fs::read(installation.path("palmr.db")).unwrap(), before, "it is only read");

    let mut program = installation.serve().await;
    program.until_log(&state_line("pocketid", "ready")).await;
    let browser = installation.browser();
    assert_eq!(browser.sign_in("pocketid").await.header("location"), Some("/"));
    let session = browser.get_json("/api/auth/session").await.json();
    assert_eq!(
        (&session["user"]["username"], &session["user"]["is_admin"]),
        (&"amara-p".into(), &false.into()),
        "{session}"
    );
    program.terminate().await;

    // Once: what is there is not mixed with what comes.
    fs::remove_file(installation.path("config.toml")).unwrap();
    let again = installation.run(&["import", "palmr", "palmr.db"]).await;
    assert_eq!(again.code, Some(2), "{}", again.stdout);
    assert!(again.stderr.contains("is there already, and nobody was imported"), "{}", again.stderr);
    assert!(!installation.path("config.toml").exists(), "a refusal leaves nothing behind");
    let no_palmr = installation.run(&["--config", "other.toml", "import", "palmr", "data/vestibule.db"]).await;
    assert!(no_palmr.code == Some(2) && no_palmr.stderr.contains("is no database of Palmr"), "{}", no_palmr.stderr);
}
