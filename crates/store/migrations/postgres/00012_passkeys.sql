-- Passkeys of local administrators. `credential` is what verifies their signatures, as the library writes it: a public key
-- and no secret. `rp_id` is the host that browsers bind it to, `sign_count` the last signature counter that was seen.

create table passkeys (
    id uuid not null primary key,
    user_id uuid not null references users (id) on delete cascade,
    credential_id bytea not null unique,
    rp_id text not null,
    name text not null,
    credential text not null,
    sign_count bigint not null,
    created_at bigint not null,
    last_used_at bigint
);
create index passkeys_by_user on passkeys (user_id);
