-- What several nodes share besides users and providers.

-- Test sign-ins under way and their reports, each sealed for its own row, for the session that they were started in.
create table test_sign_ins (
    id blob not null primary key check (length(id) = 32),
    session_id blob not null,
    content_sealed blob not null,
    expires_at integer not null
) strict, without rowid;
create index test_sign_ins_by_end on test_sign_ins (expires_at);

-- What each node says of itself once a minute. `seen_at` is by the clock of the database.
create table nodes (
    id text not null primary key,
    name text not null,
    version text not null,
    started_at integer not null,
    seen_at integer not null,
    clock_offset integer not null,
    keys text not null,
    digests text not null check (json_valid(digests))
) strict, without rowid;

-- How often something was changed that all nodes keep in memory: what a lost notification was about is seen by it.
create table change_numbers (
    name text not null primary key,
    number integer not null
) strict, without rowid;
insert into change_numbers (name, number) values ('providers', 0);
