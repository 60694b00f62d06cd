//! A transaction that is one text: all of it or nothing, and nothing is left on the connection.

use std::{future::poll_fn, task::Poll};

use chrono::Duration;
use vestibule_core::{
    clock::from_millis,
    ids::{AppId, Ref},
    random::CountingRandom,
};

use super::tests::{execute, memory, sign_in, writer};
use crate::{
    AppGrants as _, AuditEvent, CodeOutcome, CodeRedemption, EventKind, NewAppToken, NewAppTokens, RefreshOutcome,
    Session, SignInOutcome, StoreError, sql::SqlStore,
};

const NOW: i64 = 1_700_000_000_123;

fn tokens(number: u8) -> NewAppTokens {
    let token = |hash: u8| NewAppToken { hash: [hash; 32], expires_at: from_millis(NOW) + Duration::hours(1) };
    NewAppTokens { access: token(number), refresh: Some(token(number + 1)), scopes: "openid offline_access".to_owned() }
}

async fn redeem(store: &SqlStore, session: &Session, tokens: &NewAppTokens) -> Result<CodeOutcome, StoreError> {
    let app: AppId = "wiki".parse().unwrap();
    let replayed = AuditEvent::new(EventKind::AppTokenRefused, Ref::generate(&CountingRandom::default()));
    let redemption = CodeRedemption {
        code: &[9; 32],
        code_expires_at: from_millis(NOW) + Duration::seconds(60),
        app: &app,
        user: session.user,
        session: session.id,
        tokens,
        notified_as: Some("jane"),
        replayed: &replayed,
    };
    store.redeem_code(&redemption).await
}

async fn rotate(store: &SqlStore, tokens: &NewAppTokens) -> Result<RefreshOutcome, StoreError> {
    let replayed = AuditEvent::new(EventKind::AppTokenRefused, Ref::generate(&CountingRandom::default()));
    store.rotate_refresh_token(&[2; 32], tokens, &replayed).await
}

async fn rows(store: &SqlStore, table: &'static str) -> i64 {
    let sql = match table {
        "app_grants" => "select count(*) from app_grants",
        "app_sessions" => "select count(*) from app_sessions",
        "consumed_flows" => "select count(*) from consumed_flows",
        _ => "select count(*) from app_tokens",
    };
    sqlx::query_scalar(sql).fetch_one(writer(store)).await.unwrap()
}

const REFUSE: &str = "create temp trigger refuse before insert on main.app_tokens when new.kind = 'refresh' begin select raise(abort, 'no'); end;";

/// The last statement but one fails: what came before it is undone, and the next caller finds a connection without a transaction.
#[tokio::test]
async fn half_of_it_is_nothing() {
    let store = memory().await;
    let SignInOutcome::SignedIn(signed_in) = sign_in(&store).await.unwrap() else { panic!("signed in") };
    let session = signed_in.session;
    execute(&store, REFUSE).await;
    assert!(redeem(&store, &session, &tokens(1)).await.is_err());
    for table in ["consumed_flows", "app_grants", "app_sessions", "app_tokens"] {
        assert_eq!(rows(&store, table).await, 0, "{table}");
    }
    execute(&store, "drop trigger temp.refuse").await;
    assert_eq!(redeem(&store, &session, &tokens(1)).await.unwrap(), CodeOutcome::Redeemed);

    execute(&store, REFUSE).await;
    assert!(rotate(&store, &tokens(3)).await.is_err());
    assert_eq!(rows(&store, "app_tokens").await, 2);
    execute(&store, "drop trigger temp.refuse").await;
    assert_eq!(rotate(&store, &tokens(3)).await.unwrap(), RefreshOutcome::Rotated, "it was not used");
    assert_eq!(rows(&store, "app_tokens").await, 4);
}

/// Whoever asked goes away: the transaction is done to its end, and the connection is free.
#[tokio::test]
async fn a_caller_that_goes_away_leaves_no_transaction() {
    let store = memory().await;
    let SignInOutcome::SignedIn(signed_in) = sign_in(&store).await.unwrap() else { panic!("signed in") };
    let session = signed_in.session;
    for number in 0..20_u8 {
        let tokens = tokens(100 + 2 * number);
        let mut redeeming = Box::pin(redeem(&store, &session, &tokens));
        // Some steps, of which one has sent the text on its way.
        for _ in 0..number {
            if poll_fn(|context| Poll::Ready(redeeming.as_mut().poll(context).is_ready())).await {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(redeeming);
        execute(&store, "begin immediate; commit").await;
        execute(&store, "delete from consumed_flows; delete from app_grants").await;
    }
}
