-- Which apps have to be notified when a session ends (OpenID Connect Back-Channel Logout 1.0). `due_at` is absent while the
-- session lives; the trigger sets it whatever ends the session. The row goes when the app has answered. Nothing refers to
-- the session or the user: what is left to do outlives both.

create table app_sessions (
    session_id blob not null,
    app text not null,
    user_id blob not null,
    subject text not null,
    attempts integer not null default 0,
    due_at integer,
    primary key (session_id, app)
) strict, without rowid;
create index app_sessions_by_due on app_sessions (due_at);

create trigger app_sessions_end before delete on sessions
begin
    update app_sessions set due_at = 0 where session_id = old.id;
end;

-- Requests of devices that wait for a person (RFC 8628). Codes are hashes. `poll_interval` is in seconds.

create table device_requests (
    device_hash blob not null primary key,
    user_code_hash blob not null unique,
    app text not null,
    scopes text not null,
    expires_at integer not null,
    poll_interval integer not null,
    polled_at integer,
    answer text check (answer in ('allowed', 'denied')),
    user_id blob,
    session_id blob
) strict, without rowid;
create index device_requests_by_app on device_requests (app, expires_at);
create index device_requests_by_expiry on device_requests (expires_at);
