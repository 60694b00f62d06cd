//! Untrusted JSON: one meaning or none.
//!
//! RFC 8259 leaves open what an object with two members of one name means, and two readers that choose differently can
//! be played against each other. So a document with such an object is rejected.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};

/// Reads one JSON value that fills `bytes` completely. Refuses repeated members, byte order marks, numbers that no
/// float can hold and nesting beyond 128 levels.
pub fn parse(bytes: &[u8]) -> Result<Value, serde_json::Error> {
    serde_json::from_slice::<Unambiguous>(bytes).map(|value| value.0)
}

/// The same, for what must be an object.
pub fn parse_object(bytes: &[u8]) -> Result<Map<String, Value>, serde_json::Error> {
    match parse(bytes)? {
        Value::Object(object) => Ok(object),
        _ => Err(serde_json::Error::custom("not a JSON object")),
    }
}

struct Unambiguous(Value);

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }
    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number out of range"))
    }
    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }
    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Unambiguous(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, Unambiguous(value))) = members.next_entry::<String, _>()? {
            // The name is untrusted and stays out of the message.
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom("duplicate object member"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ordinary_json_is_read_as_it_is() {
        let text = r#" {"a":[1,-2,3.5,"x",null,true,{"b":18446744073709551615}],"c":"\u00e9"} "#;
        let wanted = json!({ "a": [1, -2, 3.5, "x", null, true, { "b": u64::MAX }], "c": "é" });
        assert_eq!(parse(text.as_bytes()).unwrap(), wanted);
    }

    #[test]
    fn ambiguous_or_broken_json_is_refused() {
        let deep = "[".repeat(200) + &"]".repeat(200);
        for text in [
            &br#"{"sub":"a","sub":"b"}"#[..],
            br#"{"x":[{"sub":"a","sub":"a"}]}"#,
            br#"{"sub":"a","s\u0075b":"b"}"#,
            b"\xef\xbb\xbf{}",
            b"\xff\xfe{\0}\0",
            b"{\"a\":1e400}",
            b"{\"a\":1",
            b"{} {}",
            b"",
            deep.as_bytes(),
        ] {
            assert!(parse(text).is_err(), "{}", String::from_utf8_lossy(text));
        }
        for text in [&b"[]"[..], b"null", b"\"{}\"", b"1"] {
            assert!(parse_object(text).is_err());
        }
    }
}
