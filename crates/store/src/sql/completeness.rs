//! What a database consists of: tables with their columns, keys and indexes, as lines that can be compared. Both databases
//! name them alike.

use std::collections::BTreeSet;

use super::{connection::Connection, statement::query_per_dialect, value::get};
use crate::StoreError;

/// One line for each column, primary key, unique constraint, foreign key and index. Broken indexes of PostgreSQL are left
/// out.
pub(super) async fn parts(connection: &mut dyn Connection) -> Result<BTreeSet<String>, StoreError> {
    let rows = query_per_dialect(SQLITE, POSTGRES).fetch_all(connection).await?;
    rows.iter().map(|row| get(row, "part")).collect()
}

/// The parts of a complete database, a line each, sorted. Written down, because to make an empty database at each start only
/// to read its parts takes longer than all the rest of opening one.
const COMPLETE: &str = include_str!("../../migrations/parts.txt");

/// The parts that are missing, for a message: a few of them, and how many more.
pub(super) fn missing(found: &BTreeSet<String>) -> Option<String> {
    missing_of(COMPLETE, found)
}

fn missing_of(complete: &str, found: &BTreeSet<String>) -> Option<String> {
    const SHOWN: usize = 5;
    let missing: Vec<_> = complete.lines().filter(|part| !found.contains(*part)).collect();
    match missing.len() {
        0 => None,
        count if count <= SHOWN => Some(missing.join(", ")),
        count => Some(format!("{}, and {} more", missing[..SHOWN].join(", "), count - SHOWN)),
    }
}

const SQLITE: &str = "\
with t as (select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name <> '_sqlx_migrations'), \
i as (select t.name as owner, il.name, il.origin, il.\"unique\" as only, \
      (select group_concat(ii.name, ', ' order by ii.seqno) from pragma_index_info(il.name) ii) as columns \
      from t, pragma_index_list(t.name) il) \
select 'column ' || t.name || '.' || c.name as part from t, pragma_table_info(t.name) c \
union all select 'primary key ' || t.name || ' (' || group_concat(c.name, ', ' order by c.pk) || ')' \
    from t, pragma_table_info(t.name) c where c.pk > 0 group by t.name \
union all select 'unique ' || owner || ' (' || columns || ')' from i where origin = 'u' \
union all select case only when 1 then 'unique index ' else 'index ' end || name || ' on ' || owner || ' (' || columns || ')' \
    from i where origin = 'c' \
union all select 'foreign key ' || t.name || ' (' || f.\"from\" || ') to ' || f.\"table\" \
    from t, pragma_foreign_key_list(t.name) f";

const POSTGRES: &str = "\
with t as (select c.oid, c.relname::text as name from pg_class c where c.relkind in ('r', 'p') \
      and c.relnamespace = current_schema()::regnamespace and c.relname <> '_sqlx_migrations'), \
k as (select t.name, t.oid, c.contype, c.confrelid, c.conindid, (select string_agg(a.attname::text, ', ' order by u.at) \
      from unnest(c.conkey) with ordinality u (number, at) \
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = u.number) as columns \
      from t join pg_constraint c on c.conrelid = t.oid) \
select 'column ' || t.name || '.' || a.attname as part from t join pg_attribute a on a.attrelid = t.oid \
    where a.attnum > 0 and not a.attisdropped \
union all select case contype when 'p' then 'primary key ' else 'unique ' end || name || ' (' || columns || ')' \
    from k where contype in ('p', 'u') and exists (select 1 from pg_index i where i.indexrelid = conindid and i.indisvalid) \
union all select 'foreign key ' || k.name || ' (' || columns || ') to ' || f.relname \
    from k join pg_class f on f.oid = k.confrelid where contype = 'f' \
union all select case when i.indisunique then 'unique index ' else 'index ' end || c.relname || ' on ' || t.name || ' (' || \
    (select string_agg(a.attname::text, ', ' order by u.at) from unnest(i.indkey) with ordinality u (number, at) \
     join pg_attribute a on a.attrelid = t.oid and a.attnum = u.number) || ')' \
    from t join pg_index i on i.indrelid = t.oid join pg_class c on c.oid = i.indexrelid \
    where i.indisvalid and not exists (select 1 from k where k.conindid = i.indexrelid)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let complete = "a\nb\nc\nd\ne\nf\ng\n";
        assert_eq!(missing_of(complete, &set(&["a", "b", "c", "d", "e", "f", "g", "theirs"])), None);
        assert_eq!(missing_of(complete, &set(&["b", "c", "d", "e", "f"])).unwrap(), "a, g");
        assert_eq!(missing_of(complete, &set(&[])).unwrap(), "a, b, c, d, e, and 2 more");
    }
}
