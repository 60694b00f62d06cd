-- An upstream that says "this person has signed out" must not make us read every session.
create index sessions_by_subject on sessions (provider, issuer, subject) where subject is not null;
create index sessions_by_upstream on sessions (provider, issuer, upstream_session) where upstream_session is not null;
