-- Which apps have to be notified when a session ends (OpenID Connect Back-Channel Logout 1.0). `due_at` is absent while the
-- session lives; the trigger sets it whatever ends the session. The row goes when the app has answered. Nothing refers to
-- the session or the user: what is left to do outlives both.

create table app_sessions (
    session_id uuid not null,
    app text not null,
    user_id uuid not null,
    subject text not null,
    attempts bigint not null default 0,
    due_at bigint,
    primary key (session_id, app)
);
create index app_sessions_by_due on app_sessions (due_at);

create function app_sessions_end() returns trigger language plpgsql set search_path from current as $$
begin
    update app_sessions set due_at = 0 where session_id = old.id;
    return old;
end;
$$;

create trigger app_sessions_end before delete on sessions for each row execute function app_sessions_end();

-- Requests of devices that wait for a person (RFC 8628). Codes are hashes. `poll_interval` is in seconds.

create table device_requests (
    device_hash bytea not null primary key,
    user_code_hash bytea not null unique,
    app text not null,
    scopes text not null,
    expires_at bigint not null,
    poll_interval bigint not null,
    polled_at bigint,
    answer text check (answer in ('allowed', 'denied')),
    user_id uuid,
    session_id uuid
);
create index device_requests_by_app on device_requests (app, expires_at);
create index device_requests_by_expiry on device_requests (expires_at);
