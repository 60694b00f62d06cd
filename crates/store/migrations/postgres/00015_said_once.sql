-- What was said once for all nodes, such as that a secret ends in seven days.
create table said_once (
    name text not null primary key,
    said_at bigint not null
);
create index said_once_by_time on said_once (said_at);
