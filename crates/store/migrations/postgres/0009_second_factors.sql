-- Second factors of local administrators. The secret of one-time codes is sealed for its own row; `last_step` is the last
-- step that was used, so that no code is good twice. Of a recovery code there is the SHA-256.

create table totp_factors (
    user_id uuid not null primary key references users (id) on delete cascade,
    secret_sealed bytea not null,
    last_step bigint not null,
    created_at bigint not null,
    last_used_at bigint
);

create table recovery_codes (
    user_id uuid not null references users (id) on delete cascade,
    hash bytea not null check (length(hash) = 32),
    used_at bigint,
    primary key (user_id, hash)
);
