-- What several nodes share besides users and providers.

-- Test sign-ins under way and their reports, each sealed for its own row, for the session that they were started in.
create table test_sign_ins (
    id bytea not null primary key check (length(id) = 32),
    session_id uuid not null,
    content_sealed bytea not null,
    expires_at bigint not null
);
create index test_sign_ins_by_end on test_sign_ins (expires_at);

-- What each node says of itself once a minute. `seen_at` is by the clock of the database.
create table nodes (
    id text not null primary key,
    name text not null,
    version text not null,
    started_at bigint not null,
    seen_at bigint not null,
    clock_offset bigint not null,
    keys text not null,
    digests text not null
);

-- How often something was changed that all nodes keep in memory: what a lost notification was about is seen by it.
create table change_numbers (
    name text not null primary key,
    number bigint not null
);
insert into change_numbers (name, number) values ('providers', 0);
