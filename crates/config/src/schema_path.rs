//! The part of the schema that a path of keys leads to.

use vestibule_core::schema_error::SchemaNode;

use crate::key_path::KeyPath;

/// What the schema says about the value at `path`; `None` where it allows no such key.
pub(crate) fn find_shape<'s>(root: &SchemaNode<'s>, path: &KeyPath) -> Option<SchemaNode<'s>> {
    let shape = root.clone().descend(path.keys())?;
    if path.index().is_some() { shape.items()?.descend(path.inner()) } else { Some(shape) }
}
