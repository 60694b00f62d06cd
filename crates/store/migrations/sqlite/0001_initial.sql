-- Ids are UUIDs in 16 bytes (half the index of their text, and `uuid` in PostgreSQL), ordered by time.
-- Times are whole milliseconds since 1970, UTC. Hashes are SHA-256. Booleans are 0 and 1.

create table meta (
    name text not null primary key,
    value blob not null
) strict, without rowid;

create table users (
    id blob not null primary key check (length(id) = 16),
    email text,
    email_folded text unique,
    email_verified integer not null check (email_verified in (0, 1)),
    username text not null unique,
    name text,
    first_name text,
    last_name text,
    avatar_url text,
    groups text not null check (json_valid(groups)),
    password_hash text,
    disabled integer not null check (disabled in (0, 1)),
    created_at integer not null,
    last_sign_in_at integer,
    check ((email is null) = (email_folded is null))
) strict;

-- Administrator rights, each with who gave them: `local`, or `provider:` and the provider's id.
create table admin_grants (
    user_id blob not null references users (id) on delete cascade,
    origin text not null,
    primary key (user_id, origin)
) strict, without rowid;

create table links (
    id blob not null primary key check (length(id) = 16),
    user_id blob not null references users (id) on delete cascade,
    provider text not null,
    issuer text not null,
    subject text not null,
    email text,
    created_at integer not null,
    last_used_at integer,
    unique (provider, issuer, subject)
) strict;
create index links_by_user on links (user_id);

-- A session never outlives `expires_at`: its idle expiry is cut to it when it is written.
create table sessions (
    id blob not null primary key check (length(id) = 16),
    token_hash blob not null unique check (length(token_hash) = 32),
    user_id blob not null references users (id) on delete cascade,
    provider text,
    issuer text,
    subject text,
    upstream_session text,
    id_token_sealed blob,
    signed_in_at integer not null,
    last_seen_at integer not null,
    idle_expires_at integer not null,
    expires_at integer not null,
    user_agent text,
    address text,
    check (idle_expires_at <= expires_at)
) strict;
create index sessions_by_user on sessions (user_id);
create index sessions_by_expiry on sessions (idle_expires_at);

create table consumed_flows (
    id blob not null primary key check (length(id) = 32),
    expires_at integer not null
) strict, without rowid;
create index consumed_flows_by_expiry on consumed_flows (expires_at);

create table api_tokens (
    id blob not null primary key check (length(id) = 16),
    name text not null unique,
    hash blob not null unique check (length(hash) = 32),
    created_at integer not null,
    expires_at integer,
    last_used_at integer
) strict;

-- Events outlive what they are about, so nothing here is a foreign key. `seq` is the order in which they were written.
create table audit_events (
    seq integer primary key,
    id blob not null unique check (length(id) = 16),
    at integer not null,
    event text not null,
    outcome text not null,
    code text,
    reference text not null,
    provider text,
    user_id blob,
    actor text not null,
    actor_id blob,
    address text,
    detail text
) strict;
create index audit_events_by_reference on audit_events (reference);
create index audit_events_by_user on audit_events (user_id) where user_id is not null;
create index audit_events_by_provider on audit_events (provider) where provider is not null;
