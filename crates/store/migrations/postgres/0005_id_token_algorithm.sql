-- The algorithm that the ID token of a session was signed with: a logout token for the session has the same.
-- Unknown for sessions from before.
alter table sessions add column id_token_alg text;
