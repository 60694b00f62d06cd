-- Names that somebody had, and who: deleted, or named otherwise since. Nobody else ever gets one of them.
create table former_usernames (
    username text not null primary key,
    user_id blob not null check (length(user_id) = 16),
    until integer not null
) strict, without rowid;
