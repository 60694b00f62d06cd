-- Apps that administrators own. `settings` and `supplied` are JSON objects, of what every app has and of what its definition asks
-- for; nothing in them is secret. Of a client secret only the hash is kept, so it is shown once. Their grants are in
-- `app_grants`, with those of the apps of the configuration.

create table apps (
    id text not null primary key,
    definition text not null,
    settings text not null check (json_valid(settings)),
    supplied text not null check (json_valid(supplied)),
    revision integer not null check (revision > 0),
    created_at integer not null,
    updated_at integer not null
) strict;

create table app_secrets (
    id blob not null primary key,
    app text not null references apps (id) on delete cascade,
    hash blob not null unique,
    created_at integer not null,
    last_used_at integer,
    ends_at integer
) strict, without rowid;
create index app_secrets_by_app on app_secrets (app);
create index app_grants_by_app on app_grants (app);
