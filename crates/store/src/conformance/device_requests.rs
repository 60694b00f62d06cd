//! A device waits for a person: who answers, how often it may ask, and when it is too late.

use chrono::Duration;
use vestibule_core::ids::AppId;

use super::{fixture::Fixture, named};
use crate::{DeviceAddition, DevicePoll, DeviceRequest, NewDeviceRequest};

named![a_device_waits_for_one_answer, a_device_that_asks_too_often_waits_longer, requests_are_few_and_end,];

const LIFETIME: Duration = Duration::minutes(10);

fn app() -> AppId {
    "tv".parse().unwrap()
}

async fn add(fixture: &Fixture, device: &[u8; 32], user_code: &[u8; 32], most: u32) -> DeviceAddition {
    let app = app();
    let new = NewDeviceRequest {
        device,
        user_code,
        app: &app,
        scopes: "openid email",
        expires_at: fixture.now() + LIFETIME,
        interval: 5,
        most,
    };
    fixture.store.add_device_request(&new).await.unwrap()
}

async fn poll(fixture: &Fixture, device: &[u8; 32]) -> DevicePoll {
    fixture.clock.advance(Duration::seconds(5));
    fixture.store.poll_device_request(device, &app()).await.unwrap()
}

async fn a_device_waits_for_one_answer(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await;
    let (user, session) = (jane.user.id, jane.session.id);
    for allowed in [Some((user, session)), None] {
        let (device, code) = (fixture.hash(), fixture.hash());
        assert_eq!(add(&fixture, &device, &code, 10).await, DeviceAddition::Added);
        let found = fixture.store.find_device_request(&code).await.unwrap();
        assert_eq!(found, Some(DeviceRequest { app: app(), scopes: "openid email".into() }));
        assert_eq!(poll(&fixture, &device).await, DevicePoll::Waits);
        let other: AppId = "other".parse().unwrap();
        let foreign = fixture.store.poll_device_request(&device, &other).await.unwrap();
        assert_eq!(foreign, DevicePoll::Unknown, "of another app");
        assert!(fixture.store.answer_device_request(&code, allowed).await.unwrap());
        assert!(!fixture.store.answer_device_request(&code, Some((user, session))).await.unwrap(), "only once");
        assert_eq!(fixture.store.find_device_request(&code).await.unwrap(), None);
        let wanted = match allowed {
            Some((user, session)) => DevicePoll::Allowed { user, session, scopes: "openid email".into() },
            None => DevicePoll::Denied,
        };
        assert_eq!(poll(&fixture, &device).await, wanted);
    }
    assert_eq!(poll(&fixture, &fixture.hash()).await, DevicePoll::Unknown);
}

async fn a_device_that_asks_too_often_waits_longer(fixture: Fixture) {
    let (device, code) = (fixture.hash(), fixture.hash());
    add(&fixture, &device, &code, 10).await;
    for (case, seconds, wanted) in [
        ("at once", 0, DevicePoll::Waits),
        ("too early", 4, DevicePoll::TooFast),
        ("the former interval", 5, DevicePoll::TooFast),
        ("fifteen seconds", 15, DevicePoll::Waits),
    ] {
        fixture.clock.advance(Duration::seconds(seconds));
        assert_eq!(fixture.store.poll_device_request(&device, &app()).await.unwrap(), wanted, "{case}");
    }
}

async fn requests_are_few_and_end(fixture: Fixture) {
    let (device, code) = (fixture.hash(), fixture.hash());
    assert_eq!(add(&fixture, &device, &code, 2).await, DeviceAddition::Added);
    assert_eq!(add(&fixture, &fixture.hash(), &code, 2).await, DeviceAddition::CodeTaken);
    assert_eq!(add(&fixture, &fixture.hash(), &fixture.hash(), 2).await, DeviceAddition::Added);
    assert_eq!(add(&fixture, &fixture.hash(), &fixture.hash(), 2).await, DeviceAddition::TooMany);
    fixture.clock.advance(LIFETIME);
    assert_eq!(fixture.store.find_device_request(&code).await.unwrap(), None);
    assert!(!fixture.store.answer_device_request(&code, None).await.unwrap());
    assert_eq!(poll(&fixture, &device).await, DevicePoll::Expired);
    assert_eq!(
        add(&fixture, &fixture.hash(), &fixture.hash(), 2).await,
        DeviceAddition::Added,
        "nobody waits any more"
    );
    fixture.clock.advance(Duration::days(1));
    fixture.store.sweep(Duration::days(400)).await.unwrap();
    assert_eq!(poll(&fixture, &device).await, DevicePoll::Unknown);
}
