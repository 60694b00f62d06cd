//! Does the merged configuration have the shape of its schema?
//!
//! Every violation becomes one sentence at the place of the value, and the value is taken out, so that the rest can be
//! looked at further. Says nothing about what the values mean: that is [`bind`](crate::bind).

use jsonschema::{ValidationError, error::ValidationErrorKind as Kind};
use serde_json::Value;
use vestibule_core::schema_error::SchemaNode;

use crate::{
    error::{ConfigError, ConfigErrors},
    key_path::KeyPath,
    layers::Layers,
    schema_path::find_shape,
    shape::expectation,
    unknown_key,
};

/// Checks `layers` against `schema`, and returns what is well formed. `errors` receives the rest.
pub(crate) fn validate(layers: &Layers, schema: &Value, errors: &mut ConfigErrors) -> Value {
    let (mut instance, unusable) = layers.instance();
    let shape = SchemaNode::root(schema);
    for path in unusable {
        match find_shape(&shape, &path) {
            Some(found) => errors.push(ConfigError::in_setting(&path, layers.origin(&path), expectation(&found))),
            None => unknown_key::report(&[path], &shape, layers, errors),
        }
    }
    match jsonschema::options().build(schema) {
        Ok(validator) => {
            let mut wrong = Vec::new();
            for error in validator.iter_errors(&instance) {
                wrong.extend(report(&error, &instance, &shape, layers, errors));
            }
            wrong.iter().for_each(|path| remove(&mut instance, path.keys()));
        }
        Err(error) => {
            errors.push(ConfigError::everywhere(format!("the built-in schema is not usable: {error}")));
        }
    }
    instance
}

fn report(
    error: &ValidationError<'_>,
    instance: &Value,
    shape: &SchemaNode<'_>,
    layers: &Layers,
    errors: &mut ConfigErrors,
) -> Vec<KeyPath> {
    let path = KeyPath::from_pointer(error.instance_path().as_str(), instance);
    if let Kind::AdditionalProperties { unexpected } = error.kind() {
        let paths: Vec<KeyPath> = unexpected.iter().map(|key| path.child(key)).collect();
        unknown_key::report(&paths, shape, layers, errors);
        return paths;
    }
    let expected =
        find_shape(shape, &path).map_or_else(|| error.masked_with("it").to_string(), |node| expectation(&node));
    errors.push(ConfigError::in_setting(&path, layers.origin(&path), expected));
    vec![path]
}

/// Takes a value out; an item takes its list along.
fn remove(instance: &mut Value, keys: &[String]) {
    let Some((last, outer)) = keys.split_last() else { return };
    let section = outer.iter().try_fold(instance, |value, key| value.get_mut(key));
    if let Some(Value::Object(section)) = section {
        section.remove(last);
    }
}
