-- What the audit page filters by, newest first, and what the sweep looks for.
create index audit_events_by_event on audit_events (event, seq);
create index audit_events_by_outcome on audit_events (outcome, seq);
create index audit_events_by_time on audit_events (at);
