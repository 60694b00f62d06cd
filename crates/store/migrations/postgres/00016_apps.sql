-- Apps: what people sign in to. `signing_keys` are ours, sealed; `generation` counts the keys of one algorithm, so that two
-- nodes never make the same one. A grant ends with its session and its user, and everything that was given out ends with it.
-- Codes and tokens are hashes. A refresh token stays until it expires after it was used, so that a second use is noticed;
-- `parent` is the token whose use it came out of.

create table signing_keys (
    kid text not null primary key,
    algorithm text not null,
    generation bigint not null,
    key_sealed bytea not null,
    created_at bigint not null,
    signs_from bigint not null,
    unique (algorithm, generation)
);

create table app_grants (
    id uuid not null primary key,
    app text not null,
    user_id uuid not null references users (id) on delete cascade,
    session_id uuid not null references sessions (id) on delete cascade,
    code_hash bytea not null unique,
    scopes text not null,
    offline boolean not null,
    created_at bigint not null,
    expires_at bigint not null
);
create index app_grants_by_user on app_grants (user_id, app);
create index app_grants_by_session on app_grants (session_id);
create index app_grants_by_expiry on app_grants (expires_at);

create table app_tokens (
    hash bytea not null primary key,
    grant_id uuid not null references app_grants (id) on delete cascade,
    kind text not null check (kind in ('access', 'refresh')),
    scopes text not null,
    created_at bigint not null,
    expires_at bigint not null,
    parent bytea,
    used_at bigint,
    retried boolean not null default false
);
create index app_tokens_by_grant on app_tokens (grant_id);
create index app_tokens_by_parent on app_tokens (parent);
create index app_tokens_by_expiry on app_tokens (expires_at);

create table app_consents (
    user_id uuid not null references users (id) on delete cascade,
    app text not null,
    scopes text not null,
    granted_at bigint not null,
    primary key (user_id, app)
);

-- How and when the person of a session proved who they are, as JSON.
alter table sessions add column authentication text;
