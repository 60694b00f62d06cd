-- Who is sent events, and how that goes. One node at a time delivers: the one that holds it, until then.
create table webhooks (
    name text not null primary key,
    events text not null check (json_typeof(events::json) = 'array'),
    held_by text,
    held_until bigint not null,
    attempts bigint not null,
    next_attempt_at bigint not null,
    failing_since bigint,
    failure text
);

-- What is to be sent, in the order of writing. Events and webhooks may go first, so nothing here is a foreign key.
create table webhook_events (
    seq bigint generated always as identity primary key,
    webhook text not null,
    event_id uuid not null,
    queued_at bigint not null
);
create index webhook_events_by_webhook on webhook_events (webhook, seq);
