//! Typed functions for the English messages, written by a build script.
//!
//! Each file becomes a type, each message a method on it, each argument a parameter. So a page that names a message
//! which does not exist, or forgets an argument, does not compile, and the compiler warns of a message that no page
//! uses.

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
    io,
    path::Path,
};

use crate::{
    REFERENCE,
    language::{Language, Message},
    read_files,
};

/// Why the functions could not be written.
#[derive(Debug)]
pub enum AccessorsError {
    /// The folder cannot be read.
    Read(io::Error),
    /// The English files have mistakes.
    English(Vec<String>),
}

impl fmt::Display for AccessorsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(_) => f.write_str("could not read the folder of languages"),
            Self::English(problems) => f.write_str(&problems.join("\n")),
        }
    }
}

impl std::error::Error for AccessorsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read(error) => Some(error),
            Self::English(_) => None,
        }
    }
}

/// Rust for `include!` in a module that has a type `Language` with the methods `text` and `format` of
/// [`crate::Locale`]: `KEYS` and `FILES` for [`crate::Catalog::new`], and the typed functions. `by_key` names the files
/// whose messages are looked up by their keys at run time; they get no functions.
pub fn accessors(directory: &Path, by_key: &[&str]) -> Result<String, AccessorsError> {
    let files = read_files(directory).map_err(AccessorsError::Read)?;
    let english = Language::parse(REFERENCE, &files);
    if !english.problems.is_empty() {
        return Err(AccessorsError::English(english.problems.iter().map(ToString::to_string).collect()));
    }
    let mut code = String::new();
    let keys: Vec<_> = english.messages.keys().collect();
    line(&mut code, format_args!("const KEYS: &[&str] = &{keys:?};"));
    line(&mut code, format_args!("const FILES: &[::vestibule_i18n::File] = &["));
    for file in &files {
        let path = directory.join(&*file.language).join(format!("{}.ftl", file.name));
        let (language, name) = (&file.language, &file.name);
        line(
            &mut code,
            format_args!("::vestibule_i18n::File::embedded({language:?}, {name:?}, include_str!({path:?})),"),
        );
    }
    line(&mut code, format_args!("];"));
    let mut by_file: BTreeMap<&str, Vec<(usize, &str, &Message)>> = BTreeMap::new();
    for (index, (key, message)) in english.messages.iter().enumerate() {
        by_file.entry(&message.file).or_default().push((index, key, message));
    }
    for (file, messages) in by_file.iter().filter(|(file, _)| !by_key.contains(file)) {
        write_type(&mut code, file, messages);
    }
    Ok(code)
}

fn write_type(code: &mut String, file: &str, messages: &[(usize, &str, &Message)]) {
    let (name, function) = (type_name(file), rust_name(file));
    line(code, format_args!("#[derive(Clone, Copy)] pub(crate) struct {name}(Language);"));
    line(code, format_args!("impl Language {{ pub(crate) fn {function}(self) -> {name} {{ {name}(self) }} }}"));
    line(code, format_args!("impl {name} {{"));
    for (index, key, message) in messages {
        let method = rust_name(key.strip_prefix(file).and_then(|rest| rest.strip_prefix('-')).unwrap_or(key));
        // A text is no Markdown: `[network]` in it is not a link.
        line(code, format_args!("#[doc = {:?}]", message.source.replace('[', "\\[")));
        if message.arguments.is_empty() {
            line(code, format_args!("pub(crate) fn {method}(self) -> &'static str {{ self.0.text({index}) }}"));
            continue;
        }
        let parameter = |argument: &String| format!("{}: impl ::vestibule_i18n::Argument", rust_name(argument));
        let parameters = message.arguments.iter().map(parameter).collect::<Vec<_>>().join(", ");
        let pair = |argument: &String| format!("({argument:?}, {}.value())", rust_name(argument));
        let pairs = message.arguments.iter().map(pair).collect::<Vec<_>>().join(", ");
        line(code, format_args!("pub(crate) fn {method}(self, {parameters}) -> String {{"));
        line(code, format_args!("self.0.format({index}, [{pairs}]) }}"));
    }
    line(code, format_args!("}}"));
}

fn line(code: &mut String, text: fmt::Arguments<'_>) {
    // Writing to a `String` cannot fail.
    let _ = writeln!(code, "{text}");
}

fn rust_name(key: &str) -> String {
    key.replace(['-', '.'], "_")
}

fn type_name(file: &str) -> String {
    let capital = |word: &str| word.get(..1).unwrap_or_default().to_uppercase() + word.get(1..).unwrap_or_default();
    file.split('-').map(capital).collect()
}
