-- Where each value of a profile comes from: field → `local`, or `provider:` and the provider's id. What is not there was
-- written before this was kept.
alter table users add column origins text not null default '{}' check (json_typeof(origins::json) = 'object');
