-- Small secrets that nodes share: clients that registered themselves at an upstream, and the keys that they sign with. A
-- change names the revision that it replaces.

create table sealed_documents (
    name text not null primary key,
    revision integer not null,
    content_sealed blob not null,
    changed_at integer not null
) strict, without rowid;
