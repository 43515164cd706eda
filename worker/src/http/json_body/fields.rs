//! The fields of a body out of its bytes.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use zeroize::Zeroize;

use super::JsonBody;

/// The value of a field, as far as any call takes one.
pub enum Field {
    Text(String),
    Flag(bool),
    Number(u64),
    Null,
    Other,
}

impl<'de> Deserialize<'de> for JsonBody {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = JsonBody;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<JsonBody, A::Error> {
                let mut body = JsonBody(Vec::new());
                while let Some(field) = map.next_entry()? {
                    body.0.push(field);
                }
                Ok(body)
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Value;
        impl<'de> Visitor<'de> for Value {
            type Value = Field;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a value")
            }

            fn visit_str<E>(self, text: &str) -> Result<Field, E> {
                Ok(Field::Text(text.to_owned()))
            }

            fn visit_bool<E>(self, flag: bool) -> Result<Field, E> {
                Ok(Field::Flag(flag))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Field, E> {
                Ok(number_up_to_greatest(number))
            }

            fn visit_i64<E>(self, _negative: i64) -> Result<Field, E> {
                Ok(Field::Other)
            }

            fn visit_f64<E>(self, number: f64) -> Result<Field, E> {
                Ok(whole(number).map_or(Field::Other, number_up_to_greatest))
            }

            fn visit_unit<E>(self) -> Result<Field, E> {
                Ok(Field::Null)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Field, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Field::Other)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Field, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Field::Other)
            }
        }
        deserializer.deserialize_any(Value)
    }
}

fn number_up_to_greatest(number: u64) -> Field {
    if number <= GREATEST_NUMBER {
        Field::Number(number)
    } else {
        Field::Other
    }
}

/// JSON has one kind of number: `7.0` is as whole as `7`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "a number that the cast would change is refused"
)]
fn whole(number: f64) -> Option<u64> {
    let whole = number as u64;
    (whole as f64 == number).then_some(whole)
}

/// The greatest whole number that every reader of JSON tells from its neighbours (RFC 8259 §6).
const GREATEST_NUMBER: u64 = (1 << 53) - 1;

impl Drop for Field {
    fn drop(&mut self) {
        if let Self::Text(text) = self {
            text.zeroize();
        }
    }
}
