-- Providers that administrators own. `settings` and `credentials` are JSON objects; secrets are not among the
-- credentials but in a table of their own, each sealed for its own row.

create table providers (
    id text not null primary key,
    definition text not null,
    settings text not null check (json_typeof(settings::json) = 'object'),
    credentials text not null check (json_typeof(credentials::json) = 'object'),
    revision bigint not null check (revision > 0),
    created_at bigint not null,
    updated_at bigint not null
);

create table provider_secrets (
    provider text not null references providers (id) on delete cascade,
    name text not null,
    sealed bytea not null,
    primary key (provider, name)
);

create index links_by_provider on links (provider);
