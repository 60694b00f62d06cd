//! From a path in the code to the file that defines what it means.

use super::sources::Module;

/// Re-exports of re-exports beyond this are a circle.
const MAX_HOPS: usize = 16;

/// The files that a module uses, each with the name that it uses of it.
pub(super) fn uses(modules: &[Module], module: &Module) -> Vec<(String, String)> {
    let exports = module.exports.iter().map(|path| (path, true));
    let named = module.named.iter().map(|path| (path, false));
    let mut found = Vec::new();
    for (path, exported) in named.chain(exports) {
        let Some((used, name)) = resolve(modules, module, path, MAX_HOPS) else { continue };
        let own_child = exported && used.path.starts_with(&module.path);
        if used.path != module.path && !own_child {
            found.push((used.file(), name));
        }
    }
    found
}

/// The module that defines what `path` means in `from`, and the name that it has there; `None` for what is outside of the
/// crate, local or a module as a whole.
fn resolve<'a>(modules: &'a [Module], from: &'a Module, path: &[String], hops: usize) -> Option<(&'a Module, String)> {
    let hops = hops.checked_sub(1)?;
    let (first, rest) = path.split_first()?;
    let start = match first.as_str() {
        "crate" => find(modules, &[])?,
        "self" => from,
        "super" => find(modules, from.path.split_last()?.1)?,
        child if from.children.iter().any(|name| name == child) => find(modules, &join(&from.path, child))?,
        alias => {
            let meant = from.aliases.get(alias).filter(|meant| meant.as_slice() != path && meant[0] != alias);
            return match meant {
                Some(meant) => resolve(modules, from, &[meant.as_slice(), rest].concat(), hops),
                None => through_globs(modules, from, path, hops),
            };
        }
    };
    descend(modules, start, rest, hops)
}

/// The rest of a path, inside a module.
fn descend<'a>(modules: &'a [Module], at: &'a Module, rest: &[String], hops: usize) -> Option<(&'a Module, String)> {
    let first = rest.first()?;
    if first == "super" || at.children.contains(first) {
        return resolve(modules, at, rest, hops);
    }
    if at.items.contains(first) {
        return Some((at, first.clone()));
    }
    if at.aliases.contains_key(first) {
        // Through the re-export; what it brings in from another crate belongs to nobody here.
        return resolve(modules, at, rest, hops);
    }
    through_globs(modules, at, rest, hops)
}

fn through_globs<'a>(
    modules: &'a [Module],
    at: &'a Module,
    rest: &[String],
    hops: usize,
) -> Option<(&'a Module, String)> {
    at.globs.iter().filter(|glob| glob[0] != rest[0]).find_map(|glob| {
        let path = [glob.as_slice(), rest].concat();
        let (module, name) = resolve(modules, at, &path, hops)?;
        (module.path != at.path).then_some((module, name))
    })
}

fn find<'a>(modules: &'a [Module], path: &[String]) -> Option<&'a Module> {
    modules.iter().find(|module| module.path == path)
}

fn join(path: &[String], child: &str) -> Vec<String> {
    path.iter().cloned().chain([child.to_owned()]).collect()
}
