-- What the audit page filters by together, so that a search that finds nothing reads nothing.
drop index audit_events_by_provider;
create index audit_events_by_provider on audit_events (provider, seq) where provider is not null;
create index audit_events_by_event_and_outcome on audit_events (event, outcome, seq);
create index audit_events_by_provider_and_event on audit_events (provider, event, seq) where provider is not null;
create index audit_events_by_provider_and_outcome on audit_events (provider, outcome, seq) where provider is not null;
