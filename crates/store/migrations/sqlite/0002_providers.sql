-- Providers that administrators own. `settings` and `credentials` are JSON objects; secrets are not among the
-- credentials but in a table of their own, each sealed for its own row.

create table providers (
    id text not null primary key,
    definition text not null,
    settings text not null check (json_valid(settings)),
    credentials text not null check (json_valid(credentials)),
    revision integer not null check (revision > 0),
    created_at integer not null,
    updated_at integer not null
) strict;

create table provider_secrets (
    provider text not null references providers (id) on delete cascade,
    name text not null,
    sealed blob not null,
    primary key (provider, name)
) strict, without rowid;

create index links_by_provider on links (provider);
