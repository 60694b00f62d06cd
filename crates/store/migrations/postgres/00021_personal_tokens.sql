-- Personal access tokens: for programs of a person that cannot sign in. Only a hash is stored. `scope` says which hosts and
-- apps one is for; `provider`, `issuer` and `subject` are those of the session that made it, and it counts while that
-- identity does.

create table personal_tokens (
    id uuid not null primary key,
    user_id uuid not null references users (id) on delete cascade,
    name text not null,
    hash bytea not null unique,
    scope text not null,
    provider text,
    issuer text,
    subject text,
    created_at bigint not null,
    expires_at bigint not null,
    last_used_at bigint
);
create index personal_tokens_by_user on personal_tokens (user_id);
create index personal_tokens_by_expiry on personal_tokens (expires_at);
