-- Apps: what people sign in to. `signing_keys` are ours, sealed; `generation` counts the keys of one algorithm, so that two
-- nodes never make the same one. A grant ends with its session and its user, and everything that was given out ends with it.
-- Codes and tokens are hashes. A refresh token stays until it expires after it was used, so that a second use is noticed;
-- `parent` is the token whose use it came out of.

create table signing_keys (
    kid text not null primary key,
    algorithm text not null,
    generation integer not null,
    key_sealed blob not null,
    created_at integer not null,
    signs_from integer not null,
    unique (algorithm, generation)
) strict, without rowid;

create table app_grants (
    id blob not null primary key,
    app text not null,
    user_id blob not null references users (id) on delete cascade,
    session_id blob not null references sessions (id) on delete cascade,
    code_hash blob not null unique,
    scopes text not null,
    offline integer not null check (offline in (0, 1)),
    created_at integer not null,
    expires_at integer not null
) strict, without rowid;
create index app_grants_by_user on app_grants (user_id, app);
create index app_grants_by_session on app_grants (session_id);
create index app_grants_by_expiry on app_grants (expires_at);

create table app_tokens (
    hash blob not null primary key,
    grant_id blob not null references app_grants (id) on delete cascade,
    kind text not null check (kind in ('access', 'refresh')),
    scopes text not null,
    created_at integer not null,
    expires_at integer not null,
    parent blob,
    used_at integer,
    retried integer not null default 0 check (retried in (0, 1))
) strict, without rowid;
create index app_tokens_by_grant on app_tokens (grant_id);
create index app_tokens_by_parent on app_tokens (parent);
create index app_tokens_by_expiry on app_tokens (expires_at);

create table app_consents (
    user_id blob not null references users (id) on delete cascade,
    app text not null,
    scopes text not null,
    granted_at integer not null,
    primary key (user_id, app)
) strict, without rowid;

-- How and when the person of a session proved who they are, as JSON.
alter table sessions add column authentication text;
