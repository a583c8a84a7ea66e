//! What many pages show alike, made once as templates take it.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};
use tera::Value;

/// A `T` as templates take it. Handing it to another page costs a count of one more reader, and not another copy of all
/// its texts.
#[derive(Debug)]
pub struct Ready<T> {
    value: Value,
    of: PhantomData<fn() -> T>,
}

impl<T: Serialize> Ready<T> {
    /// Of a value that any template can take.
    pub fn of(value: &T) -> Self {
        Self { value: Value::from_serializable(value), of: PhantomData }
    }
}

impl<T> Clone for Ready<T> {
    fn clone(&self) -> Self {
        Self { value: self.value.clone(), of: PhantomData }
    }
}

/// Tera takes a value of its own over as it is.
impl<T> Serialize for Ready<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// To whoever writes a theme it is what it was made of.
impl<T: JsonSchema> JsonSchema for Ready<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_gets_what_it_was_made_of() {
        let ready = Ready::of(&vec![("a", 1), ("b", 2)]);
        assert_eq!(Value::from_serializable(&ready), Value::from_serializable(&[("a", 1), ("b", 2)]));
        assert_eq!(serde_json::to_string(&ready.clone()).expect("it is no map of odd keys"), r#"[["a",1],["b",2]]"#);
    }
}
