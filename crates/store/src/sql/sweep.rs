//! What has expired, as statements that delete it in small steps.

use chrono::Duration;
use vestibule_core::clock::Timestamp;

use super::{
    app_sessions::old_app_sessions,
    device_requests::old_device_requests,
    personal_tokens::{KEPT as PERSONAL_TOKEN_KEPT, old_personal_tokens},
    rows::later,
    statement::{Statement, query_per_dialect},
};
use crate::nodes::SAID_FOR;

/// How many rows one sweep statement deletes, so that a sign-in never waits long for it.
pub(super) const SWEEP_STEP: u32 = 1_000;

/// How long an expired request of a device is kept: so long it is answered that it has expired.
const DEVICE_KEPT: Duration = Duration::hours(1);

/// Each statement, and until when what it deletes has expired. A statement takes that time in milliseconds, and how many
/// rows it deletes at most.
pub(super) fn steps(now: Timestamp, audit_keep: Duration) -> [(fn() -> Statement, i64); 10] {
    let kept_from = later(now, -audit_keep).timestamp_millis();
    let now = now.timestamp_millis();
    [
        (old_app_sessions, now),
        (old_sessions, now),
        (old_flows, now),
        (old_test_sign_ins, now),
        (old_app_tokens, now),
        (old_device_requests, now - DEVICE_KEPT.num_milliseconds()),
        (old_app_grants, now),
        (old_personal_tokens, now - PERSONAL_TOKEN_KEPT.num_milliseconds()),
        (old_events, kept_from),
        (old_notices, now - SAID_FOR.num_milliseconds()),
    ]
}

/// What another node deletes at the same moment, or somebody signs out of, is left to them. A session that an app goes on
/// without its person is kept, expired, until the app's last token is: to sign out ends it, and not to come back does not.
fn old_sessions() -> Statement {
    query_per_dialect(
        "delete from sessions where id in (select id from sessions s where idle_expires_at <= $1 and not exists ( \
             select 1 from app_grants g where g.session_id = s.id and g.offline and g.expires_at > $1) limit $2)",
        "delete from sessions where id in ( \
             select id from sessions s where idle_expires_at <= $1 and not exists ( \
             select 1 from app_grants g where g.session_id = s.id and g.offline and g.expires_at > $1) \
             limit $2 for update skip locked)",
    )
}

fn old_app_tokens() -> Statement {
    query_per_dialect(
        "delete from app_tokens where hash in (select hash from app_tokens where expires_at <= $1 limit $2)",
        "delete from app_tokens where hash in ( \
             select hash from app_tokens where expires_at <= $1 limit $2 for update skip locked)",
    )
}

fn old_app_grants() -> Statement {
    query_per_dialect(
        "delete from app_grants where id in (select id from app_grants where expires_at <= $1 limit $2)",
        "delete from app_grants where id in ( \
             select id from app_grants where expires_at <= $1 limit $2 for update skip locked)",
    )
}

fn old_flows() -> Statement {
    query_per_dialect(
        "delete from consumed_flows where id in (select id from consumed_flows where expires_at <= $1 limit $2)",
        "delete from consumed_flows where id in ( \
             select id from consumed_flows where expires_at <= $1 limit $2 for update skip locked)",
    )
}

fn old_test_sign_ins() -> Statement {
    query_per_dialect(
        "delete from test_sign_ins where id in (select id from test_sign_ins where expires_at <= $1 limit $2)",
        "delete from test_sign_ins where id in ( \
             select id from test_sign_ins where expires_at <= $1 limit $2 for update skip locked)",
    )
}

fn old_notices() -> Statement {
    query_per_dialect(
        "delete from said_once where name in (select name from said_once where said_at <= $1 limit $2)",
        "delete from said_once where name in ( \
             select name from said_once where said_at <= $1 limit $2 for update skip locked)",
    )
}

fn old_events() -> Statement {
    query_per_dialect(
        "delete from audit_events where seq in (select seq from audit_events where at <= $1 limit $2)",
        "delete from audit_events where seq in ( \
             select seq from audit_events where at <= $1 limit $2 for update skip locked)",
    )
}
