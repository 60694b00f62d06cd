-- Names that somebody had, and who: deleted, or named otherwise since. Nobody else ever gets one of them.
create table former_usernames (
    username text not null primary key,
    user_id uuid not null,
    until bigint not null
);
