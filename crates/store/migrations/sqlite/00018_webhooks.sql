-- Who is sent events, and how that goes. One node at a time delivers: the one that holds it, until then.
create table webhooks (
    name text not null primary key,
    events text not null check (json_type(events) = 'array'),
    held_by text,
    held_until integer not null,
    attempts integer not null,
    next_attempt_at integer not null,
    failing_since integer,
    failure text
) strict;

-- What is to be sent, in the order of writing. Events and webhooks may go first, so nothing here is a foreign key.
create table webhook_events (
    seq integer primary key autoincrement,
    webhook text not null,
    event_id blob not null check (length(event_id) = 16),
    queued_at integer not null
) strict;
create index webhook_events_by_webhook on webhook_events (webhook, seq);
