//! What a statement carries to the database: the few types that both databases know.

use sqlx::{Arguments as _, error::BoxDynError, sqlite::SqliteArguments};
use uuid::Uuid;

/// A value for a place in a statement. An absent one has a type, too: PostgreSQL asks for it.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(Option<String>),
    Number(Option<i64>),
    Bytes(Option<Vec<u8>>),
    Id(Option<Uuid>),
    Flag(bool),
}

impl Value {
    pub(super) fn add_to_sqlite(self, arguments: &mut SqliteArguments) -> Result<(), BoxDynError> {
        match self {
            Self::Text(value) => arguments.add(value),
            Self::Number(value) => arguments.add(value),
            Self::Bytes(value) => arguments.add(value),
            Self::Id(value) => arguments.add(value),
            Self::Flag(value) => arguments.add(value),
        }
    }
}

macro_rules! value_from {
    ($($from:ty => $variant:ident($value:ident: $into:expr)),* $(,)?) => {
        $(impl From<$from> for Value {
            fn from($value: $from) -> Self {
                Self::$variant($into)
            }
        })*
    };
}

value_from! {
    &str => Text(value: Some(value.to_owned())),
    String => Text(value: Some(value)),
    Option<&str> => Text(value: value.map(str::to_owned)),
    Option<String> => Text(value: value),
    i64 => Number(value: Some(value)),
    u32 => Number(value: Some(value.into())),
    Option<i64> => Number(value: value),
    &[u8] => Bytes(value: Some(value.to_vec())),
    &[u8; 32] => Bytes(value: Some(value.to_vec())),
    Vec<u8> => Bytes(value: Some(value)),
    Option<Vec<u8>> => Bytes(value: value),
    Uuid => Id(value: Some(value)),
    Option<Uuid> => Id(value: value),
    bool => Flag(value: value),
}
