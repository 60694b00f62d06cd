//! A key that is no setting: what was probably meant, and where to write it.

use vestibule_core::{origin::Origin, schema_error::SchemaNode, suggestion::closest_match};

use crate::{
    error::{ConfigError, ConfigErrors},
    key_path::KeyPath,
    layers::Layers,
    schema_path::find_shape,
    shape::ID_RULE,
    synonyms::{self, Meant},
};

/// A longer list of keys helps nobody.
const MAX_LISTED: usize = 8;

/// Reports the keys of one section that the schema does not know.
pub(crate) fn report(paths: &[KeyPath], root: &SchemaNode<'_>, layers: &Layers, errors: &mut ConfigErrors) {
    let (credentials, others): (Vec<&KeyPath>, Vec<&KeyPath>) =
        paths.iter().partition(|path| is_misplaced_credential(path, root));
    misplaced_credentials(&credentials, layers, errors);
    for path in others {
        let Some((key, outer)) = path.split_last() else { continue };
        // An unknown section is one mistake, not one for each key in it.
        let Some(section) = find_shape(root, &outer) else { continue };
        let detail = detail(key, path, &outer, &section, root);
        for origin in layers.places_of_key(path) {
            errors.push(ConfigError::in_setting(path, origin, &detail));
        }
    }
}

fn detail(key: &str, path: &KeyPath, outer: &KeyPath, section: &SchemaNode<'_>, root: &SchemaNode<'_>) -> String {
    if section.has_key_pattern() {
        return format!("cannot be the id of a provider; use {ID_RULE}");
    }
    if is_of_the_whole_file(key, outer, root) {
        let outer = outer.dotted();
        return format!(
            "is below `[{outer}]`, where it means nothing: move `{key}` above the first section of the file"
        );
    }
    let known = section.keys();
    let near = closest_match(key, known.iter().copied());
    let is_item = path.index().is_some();
    // A word that is right elsewhere is no typing error.
    let advice = match (elsewhere(key, outer, root).filter(|_| !is_item), near) {
        (Some(advice), _) => advice,
        (None, Some(near)) if is_item => format!("did you mean `{near}`?"),
        (None, Some(near)) => format!("did you mean `{}`?", outer.child(near).dotted()),
        (None, None) if known.len() <= MAX_LISTED => format!("the keys here are {}", known.join(", ")),
        (None, None) => "`vestibule schema config` describes all that are".to_owned(),
    };
    format!("is not a setting; {advice}")
}

/// A setting of the top, written behind a section's name: in TOML it belongs to that section then.
fn is_of_the_whole_file(key: &str, outer: &KeyPath, root: &SchemaNode<'_>) -> bool {
    let is_value = |node: SchemaNode<'_>| !node.takes("object");
    !outer.keys().is_empty() && root.keys().contains(&key) && root.child(key).is_some_and(is_value)
}

/// The setting of another section, or of another program, that is meant.
fn elsewhere(key: &str, outer: &KeyPath, root: &SchemaNode<'_>) -> Option<String> {
    let sections = root.keys().into_iter().filter_map(|name| Some((name, root.child(name)?)));
    let mut same = sections.filter(|(name, section)| {
        section.takes("object") && section.keys().contains(&key) && outer.keys().first().is_none_or(|at| at != name)
    });
    if let Some((section, _)) = same.next() {
        return Some(format!("did you mean `{section}.{key}`?"));
    }
    Some(match synonyms::find(key)? {
        Meant::Setting(setting) => format!("did you mean `{setting}`?"),
        Meant::Variable(variable) => format!("it is the environment variable {variable}"),
    })
}

/// Whether it is directly in a provider's section and means one of its credentials.
fn is_misplaced_credential(path: &KeyPath, root: &SchemaNode<'_>) -> bool {
    let Some((key, outer)) = path.split_last() else { return false };
    let in_provider = matches!(outer.keys(), [first, _] if first == "providers");
    let near_setting = find_shape(root, &outer).is_some_and(|section| closest_match(key, section.keys()).is_some());
    let means_one = synonyms::is_credential(key) || (!near_setting && synonyms::find_credential(key).is_some());
    in_provider && !is_of_the_whole_file(key, &outer, root) && means_one
}

/// One message for all of one provider, at the first of them.
fn misplaced_credentials(paths: &[&KeyPath], layers: &Layers, errors: &mut ConfigErrors) {
    let mut written: Vec<(&KeyPath, Origin)> =
        paths.iter().flat_map(|path| layers.places_of_key(path).into_iter().map(|place| (*path, place))).collect();
    written.sort_by_key(|(_, origin)| match origin {
        Origin::Config(place) => (place.line, place.column),
        _ => (0, 0),
    });
    written.dedup_by(|(one, _), (other, _)| one == other);
    let Some(((first, origin), others)) = written.split_first() else { return };
    let Some((_, outer)) = first.split_last() else { return };
    let names: Vec<String> =
        others.iter().filter_map(|(path, _)| Some(format!("`{}`", path.split_last()?.0))).collect();
    let others = if names.is_empty() { String::new() } else { format!(" (and {})", names.join(", ")) };
    let renamed = first.split_last().and_then(|(key, _)| synonyms::find_credential(key).filter(|meant| *meant != key));
    let renamed = renamed.map(|meant| format!(", as `{meant}`")).unwrap_or_default();
    let detail = format!("is a credential: move it{others} below `[{}]`{renamed}", outer.child("credentials").dotted());
    errors.push(ConfigError::in_setting(first, origin.clone(), detail));
}
