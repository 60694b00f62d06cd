-- Personal access tokens: for programs of a person that cannot sign in. Only a hash is stored. `scope` says which hosts and
-- apps one is for; `provider`, `issuer` and `subject` are those of the session that made it, and it counts while that
-- identity does.

create table personal_tokens (
    id blob not null primary key check (length(id) = 16),
    user_id blob not null references users (id) on delete cascade,
    name text not null,
    hash blob not null unique check (length(hash) = 32),
    scope text not null check (json_valid(scope)),
    provider text,
    issuer text,
    subject text,
    created_at integer not null,
    expires_at integer not null,
    last_used_at integer
) strict, without rowid;
create index personal_tokens_by_user on personal_tokens (user_id);
create index personal_tokens_by_expiry on personal_tokens (expires_at);
