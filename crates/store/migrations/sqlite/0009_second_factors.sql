-- Second factors of local administrators. The secret of one-time codes is sealed for its own row; `last_step` is the last
-- step that was used, so that no code is good twice. Of a recovery code there is the SHA-256.

create table totp_factors (
    user_id blob not null primary key references users (id) on delete cascade,
    secret_sealed blob not null,
    last_step integer not null,
    created_at integer not null,
    last_used_at integer
) strict, without rowid;

create table recovery_codes (
    user_id blob not null references users (id) on delete cascade,
    hash blob not null check (length(hash) = 32),
    used_at integer,
    primary key (user_id, hash)
) strict, without rowid;
