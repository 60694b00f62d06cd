//! The texts of one language, as the Fluent library formats them.

use std::sync::Arc;

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};

use crate::language::Language;

pub(crate) type Bundle = FluentBundle<Arc<FluentResource>>;

pub(crate) fn bundle(language: &Language) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(language.tag.parse().into_iter().collect());
    // The marks that isolate arguments are for right-to-left names in left-to-right texts; every argument is in
    // an element of its own or in a plain attribute, where the marks would only be copied along.
    bundle.set_use_isolating(false);
    for resource in &language.resources {
        bundle.add_resource_overriding(resource.clone());
    }
    bundle
}

pub(crate) fn format(bundle: &Bundle, key: &str, arguments: &FluentArgs<'_>) -> String {
    let (id, attribute) = key.split_once('.').map_or((key, None), |(id, attribute)| (id, Some(attribute)));
    let message = bundle.get_message(id);
    let pattern = message.and_then(|message| match attribute {
        Some(name) => message.get_attribute(name).map(|attribute| attribute.value()),
        None => message.value(),
    });
    let Some(pattern) = pattern else { return String::new() };
    // An error leaves the name of what is missing in the text, and `cargo dev check-locales` finds it before.
    bundle.format_pattern(pattern, Some(arguments), &mut Vec::new()).into_owned()
}
