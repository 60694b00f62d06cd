-- Apps that administrators own. `settings` and `supplied` are JSON objects, of what every app has and of what its definition asks
-- for; nothing in them is secret. Of a client secret only the hash is kept, so it is shown once. Their grants are in
-- `app_grants`, with those of the apps of the configuration.

create table apps (
    id text not null primary key,
    definition text not null,
    settings text not null,
    supplied text not null,
    revision bigint not null check (revision > 0),
    created_at bigint not null,
    updated_at bigint not null
);

create table app_secrets (
    id uuid not null primary key,
    app text not null references apps (id) on delete cascade,
    hash bytea not null unique,
    created_at bigint not null,
    last_used_at bigint,
    ends_at bigint
);
create index app_secrets_by_app on app_secrets (app);
create index app_grants_by_app on app_grants (app);
