-- What an application that has this server in its own process calls a user.
alter table users add column application_id text;
