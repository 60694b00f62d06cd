-- With it the upstream is asked again while the session goes on; sealed for its row.
alter table sessions add column refresh_token_sealed bytea;
-- When it is asked next: the same for all sessions that began with one identity. Null: it is not asked.
alter table sessions add column recheck_at bigint;
-- Since when it has not answered.
alter table sessions add column unanswered_since bigint;
