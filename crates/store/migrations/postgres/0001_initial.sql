-- Ids are UUIDs, ordered by time. Times are whole milliseconds since 1970, UTC. Hashes are SHA-256. Texts that hold
-- JSON are `text`, as SQLite has them: the program reads them as a whole.

create table meta (
    name text not null primary key,
    value bytea not null
);

create table users (
    id uuid not null primary key,
    email text,
    email_folded text unique,
    email_verified boolean not null,
    username text not null unique,
    name text,
    first_name text,
    last_name text,
    avatar_url text,
    groups text not null check (json_typeof(groups::json) = 'array'),
    password_hash text,
    disabled boolean not null,
    created_at bigint not null,
    last_sign_in_at bigint,
    check ((email is null) = (email_folded is null))
);

-- Administrator rights, each with who gave them: `local`, or `provider:` and the provider's id.
create table admin_grants (
    user_id uuid not null references users (id) on delete cascade,
    origin text not null,
    primary key (user_id, origin)
);

create table links (
    id uuid not null primary key,
    user_id uuid not null references users (id) on delete cascade,
    provider text not null,
    issuer text not null,
    subject text not null,
    email text,
    created_at bigint not null,
    last_used_at bigint,
    unique (provider, issuer, subject)
);
create index links_by_user on links (user_id);

-- A session never outlives `expires_at`: its idle expiry is cut to it when it is written.
create table sessions (
    id uuid not null primary key,
    token_hash bytea not null unique check (length(token_hash) = 32),
    user_id uuid not null references users (id) on delete cascade,
    provider text,
    issuer text,
    subject text,
    upstream_session text,
    id_token_sealed bytea,
    signed_in_at bigint not null,
    last_seen_at bigint not null,
    idle_expires_at bigint not null,
    expires_at bigint not null,
    user_agent text,
    address text,
    check (idle_expires_at <= expires_at)
);
create index sessions_by_user on sessions (user_id);
create index sessions_by_expiry on sessions (idle_expires_at);

create table consumed_flows (
    id bytea not null primary key check (length(id) = 32),
    expires_at bigint not null
);
create index consumed_flows_by_expiry on consumed_flows (expires_at);

create table api_tokens (
    id uuid not null primary key,
    name text not null unique,
    hash bytea not null unique check (length(hash) = 32),
    created_at bigint not null,
    expires_at bigint,
    last_used_at bigint
);

-- Events outlive what they are about, so nothing here is a foreign key. `seq` is the order in which they were written.
create table audit_events (
    seq bigint generated always as identity primary key,
    id uuid not null unique,
    at bigint not null,
    event text not null,
    outcome text not null,
    code text,
    reference text not null,
    provider text,
    user_id uuid,
    actor text not null,
    actor_id uuid,
    address text,
    detail text
);
create index audit_events_by_reference on audit_events (reference);
create index audit_events_by_user on audit_events (user_id) where user_id is not null;
create index audit_events_by_provider on audit_events (provider) where provider is not null;
