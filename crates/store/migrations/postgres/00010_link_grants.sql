-- What a provider says of a person is kept with the link by which it said so. `users` keeps what administrators gave.

alter table links add column email_folded text;
alter table links add column email_verified boolean not null default false;
-- Another user has verified the address since.
alter table links add column email_ceded boolean not null default false;
alter table links add column groups text not null default '[]' check (json_typeof(groups::json) = 'array');
alter table links add column admin text not null default 'none' check (admin in ('none', 'granted', 'kept'));
-- Digests of the rules under which it was said; null: from before they were kept.
alter table links add column requirements text;
alter table links add column mapping text;
-- When it was said; null: it was withdrawn.
alter table links add column confirmed_at bigint;
create index links_by_email on links (email_folded) where email_folded is not null;

-- One user for a verified address. Whether that user still has it is decided from the grants.
create table verified_addresses (
    email_folded text not null primary key,
    user_id uuid not null references users (id) on delete cascade
);
create index verified_addresses_by_user on verified_addresses (user_id);

-- By which rules of a provider the stored grants were checked last.
create table provider_rules (
    provider text not null primary key,
    digest text not null
);

-- An address counts as verified where the provider that vouched for it still sends the same one. Rights need an address or
-- a group that is confirmed; groups are not carried over, because nobody knows whether their provider still sends them.
update links set email_folded = lower(email), confirmed_at = coalesce(last_used_at, created_at);
update links set email_verified = true where exists (
    select 1 from users u where u.id = links.user_id and u.email_verified and u.email_folded = links.email_folded
    and coalesce(u.origins::json ->> 'email_verified', 'provider:' || links.provider) = 'provider:' || links.provider);
update links set admin = 'granted' where exists (
    select 1 from admin_grants g where g.user_id = links.user_id and g.origin = 'provider:' || links.provider);
delete from admin_grants where origin <> 'local';

-- What remains of an address here is what an administrator typed, or the name by which a password is found.
update users set email = null, email_folded = null
    where password_hash is null and coalesce(origins::json ->> 'email', '') <> 'local';
update users set origins = (origins::jsonb - 'email' - 'email_verified' - 'groups')::text;
insert into verified_addresses (email_folded, user_id)
    select email_folded, id from users where email_folded is not null;
insert into verified_addresses (email_folded, user_id)
    select distinct email_folded, user_id from links where email_verified on conflict do nothing;
update links set email_ceded = true where exists (
    select 1 from verified_addresses v where v.email_folded = links.email_folded and v.user_id <> links.user_id);
alter table users drop column email_verified;
alter table users drop column groups;

-- Who signed in by a provider signs in again, so that it says what it grants now.
delete from sessions where provider is not null;
