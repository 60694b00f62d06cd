//! `vestibule provider new ID`: writes a definition to start from into the definitions folder.

use std::{
    fs,
    io::{self, Write as _},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use vestibule::parts::{official_catalogue, protocols};
use vestibule_core::{
    ids::{DefinitionId, ProviderId},
    protocol::Starter,
    public_url::PublicUrl,
};
use vestibule_registry::{CatalogueEntry, Document, Format, definition_schema};

use super::copy::copy;
use crate::{Failure, cli::NewArguments, failure, offline::Offline, print, shown};

/// The schema that the first line of a new definition names. No drop-in folder takes a `*.schema.json` for a definition.
const SCHEMA_FILE: &str = "definition.schema.json";

pub(crate) async fn new(config_file: Option<PathBuf>, arguments: &NewArguments) -> Result<ExitCode, Failure> {
    let id: DefinitionId =
        arguments.id.parse().map_err(|error| failure(format!("{error}{}", similar(&arguments.id))))?;
    if official_catalogue().find(&id).is_some() {
        return Err(failure(is_official(&id)));
    }
    match &arguments.from {
        Some(from) => copied(config_file, &id, arguments, from).await,
        None => started(config_file, &id, arguments).await,
    }
}

/// A definition to start from.
async fn started(
    config_file: Option<PathBuf>,
    id: &DefinitionId,
    arguments: &NewArguments,
) -> Result<ExitCode, Failure> {
    let starter = arguments.protocol.starter;
    let text = render(id, arguments, starter)?;
    if arguments.stdout {
        print(text.trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    let offline = Offline::load(config_file).await?;
    let path = add(&offline, id, &text)?;
    let credentials: Vec<_> =
        starter.credentials.iter().map(|(name, example)| ((*name).to_owned(), *example)).collect();
    next_steps(id, &path, &offline.config.public_url, (starter.edit, &credentials));
    Ok(ExitCode::SUCCESS)
}

/// Another definition, to change it.
async fn copied(
    config_file: Option<PathBuf>,
    id: &DefinitionId,
    arguments: &NewArguments,
    from: &str,
) -> Result<ExitCode, Failure> {
    let offline = Offline::load(config_file).await?;
    let copied = copy(from, (id, arguments.name.as_deref()), &offline.catalogue)?;
    if arguments.stdout {
        print(copied.text.trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    if !copied.faults.0.is_empty() {
        return Err(failure(format!(
            "`{from}` says what only an official definition may: {}. Print it with --stdout, and change that",
            copied.faults
        )));
    }
    let path = add(&offline, id, &copied.text)?;
    copied.companions(path.parent().unwrap_or(Path::new("")))?;
    let schema = copied.entry.schema.as_json();
    let required = schema["required"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
    let others = required.filter(|name| !["client_id", "client_secret"].contains(name));
    let credentials: Vec<_> = others.map(|name| (name.to_owned(), "…")).collect();
    next_steps(id, &path, &offline.config.public_url, ("what is different", &credentials));
    Ok(ExitCode::SUCCESS)
}

/// Writes a definition into the first folder, and says so.
fn add(Offline { config, catalogue, .. }: &Offline, id: &DefinitionId, text: &str) -> Result<PathBuf, Failure> {
    if let Some(entry) = catalogue.find(id) {
        return Err(failure(is_taken(id, entry)));
    }
    let Some(folder) = config.definitions.dirs.first() else {
        return Err(failure("`definitions.dirs` is empty; add a folder, or print the definition with --stdout"));
    };
    let path = folder.join(format!("{id}.toml"));
    let schema = write_all(folder, &path, text)?;
    print(&format!("Wrote the definition `{id}` to {}.", shown(&path).display()));
    if let Some(schema) = schema {
        print(&format!("Wrote {}, for completion and checks in an editor.", shown(&schema).display()));
    }
    Ok(path)
}

/// The definition as text. What the operator chose is looked at as a reload would.
fn render(id: &DefinitionId, arguments: &NewArguments, starter: &Starter) -> Result<String, Failure> {
    let name = arguments.name.clone().unwrap_or_else(|| name_of(id));
    // What JSON escapes in a text, TOML escapes in the same way.
    let quoted = serde_json::to_string(&name)?;
    let text = starter.template.replace("@ID@", id.as_str()).replace("@NAME@", inside(&quoted));
    let document = Document { path: "".into(), format: Format::Toml, text: text.clone(), official: false };
    match document.parse(&protocols()) {
        Ok(_) => Ok(text),
        Err(violations) => {
            let reasons: Vec<_> = violations.0.into_iter().map(|violation| violation.detail).collect();
            Err(failure(format!("invalid definition: {}", reasons.join("; "))))
        }
    }
}

/// A quoted text without its quotes.
fn inside(quoted: &str) -> &str {
    quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(quoted)
}

/// `our-club` → `Our club`.
fn name_of(id: &DefinitionId) -> String {
    let words = id.as_str().replace('-', " ");
    let mut letters = words.trim().chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// An id that is near to what was wanted.
fn similar(wanted: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let words: String = wanted.chars().map(plain).collect();
    let parts: Vec<&str> = words.split('-').filter(|part| !part.is_empty()).collect();
    match parts.join("-").parse::<DefinitionId>() {
        Ok(id) => format!(". Did you mean `{id}`?"),
        Err(_) => String::new(),
    }
}

fn is_official(id: &DefinitionId) -> String {
    format!(
        "`{id}` is an official definition, so there is no need to write one. Enter its credentials under /admin or in \
         [providers.{id}] of the configuration. For a second provider of this kind, set definition = \"{id}\" in a \
         section with another id. To write your own definition, choose another id; `vestibule provider new ID --from {id}` copies this one"
    )
}

fn is_taken(id: &DefinitionId, entry: &CatalogueEntry) -> String {
    let place = entry.path().unwrap_or(Path::new("the program")).display();
    format!("the definition `{id}` already exists in {place}; change that one, or choose another id")
}

/// Writes the definition and, where there is none of another origin, the schema for editors. Returns where that is.
fn write_all(folder: &Path, path: &Path, text: &str) -> Result<Option<PathBuf>, Failure> {
    let refused = |error: &io::Error| {
        failure(format!(
            "cannot write into {}: {error}. Check `definitions.dirs` and the rights of this user, or print the \
             definition with --stdout",
            folder.display()
        ))
    };
    fs::create_dir_all(folder).map_err(|error| refused(&error))?;
    let mut schema = serde_json::to_string_pretty(&definition_schema(&protocols()))?;
    schema.push('\n');
    let schema_path = folder.join(SCHEMA_FILE);
    write(folder, text).and_then(|temporary| temporary.persist_noclobber(path).map_err(|error| error.error)).map_err(
        |error| match error.kind() {
            io::ErrorKind::AlreadyExists => {
                failure(format!("{} already exists; change it, or choose another id", path.display()))
            }
            _ => refused(&error),
        },
    )?;
    if !is_ours(&schema_path) {
        return Ok(None);
    }
    let temporary = write(folder, &schema).map_err(|error| refused(&error))?;
    temporary.persist(&schema_path).map_err(|error| refused(&error.error))?;
    Ok(Some(schema_path))
}

/// True when nothing is there, or what an earlier version wrote.
fn is_ours(schema: &Path) -> bool {
    let title = |text: String| serde_json::from_str::<serde_json::Value>(&text).ok()?.get("title").cloned();
    match fs::read_to_string(schema) {
        Ok(text) => title(text) == definition_schema(&protocols()).get("title").cloned(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

/// A temporary file in the same directory: a watcher sees the whole of it or nothing. Nobody but its owner may write to it, whatever the
/// umask says, because a definition that everybody may write to is refused.
fn write(folder: &Path, text: &str) -> io::Result<tempfile::NamedTempFile> {
    let mode = fs::Permissions::from_mode(0o644);
    let mut temporary = tempfile::Builder::new().prefix(".vestibule-").permissions(mode).tempfile_in(folder)?;
    temporary.write_all(text.as_bytes())?;
    Ok(temporary)
}

fn next_steps(id: &DefinitionId, path: &Path, public_url: &PublicUrl, (edit, credentials): (&str, &[(String, &str)])) {
    let callback = public_url.callback(&ProviderId::from(id.clone()));
    let more: String = credentials.iter().map(|(name, example)| format!("{name} = \"{example}\"\n       ")).collect();
    let path = shown(path).display();
    let variable = format!("{}_CLIENT_SECRET", id.as_str().replace('-', "_").to_uppercase());
    print(&format!(
        "\nNext:\n  \
         1. Edit {edit}, then run: vestibule provider lint {path}\n  \
         2. Register this callback URL at the provider: {callback}\n  \
         3. Enter the credentials under /admin, or in the configuration:\n\n       \
         [providers.{id}]\n       enabled = true\n       [providers.{id}.credentials]\n       \
         {more}client_id = \"…\"\n       client_secret = {{ env = \"{variable}\" }}\n\n  \
         4. Run: vestibule check --online\n\n\
         A running server loads the file as soon as it is saved."
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_id_is_corrected_and_a_valid_one_becomes_a_name() {
        for (wanted, similar_id) in [("Our Club", "our-club"), ("_club_", "club"), ("Zürich", "z-rich")] {
            assert_eq!(similar(wanted), format!(". Did you mean `{similar_id}`?"));
        }
        assert_eq!(similar("…"), "");
        assert_eq!(name_of(&"our-club".parse().unwrap()), "Our club");
    }
}
