//! The set of plugins that are in service: what the configuration pins, loaded once for each version.
//!
//! A version that does not load leaves the one before it in service. A version whose code has run once is remembered with
//! its outcome, so that a reload costs nothing, and one that breaks its word stays out of service however often the same
//! file is pinned. It also stays in memory: nobody knows what of it still runs, so none is unloaded, and how many there
//! can be is limited.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
};

use tokio::sync::watch;
use vestibule_core::{ids::DefinitionId, origin::Origin};

use crate::{
    describe::{self, Described},
    file::{PluginFile, hex, tidy},
    image,
    library::{Library, LibraryFault},
    plugin::{CallError, Limits, LoadError, Plugin},
};

/// A plugin as the operator pinned it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// Its name in the configuration.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// Where that was written.
    pub origin: Origin,
}

/// What became of a pin.
#[derive(Debug, Clone)]
pub struct PinOutcome {
    /// The pin.
    pub pin: Pin,
    /// Its definitions, or why it is not in service. What was in service under its name before stays.
    pub outcome: Result<Vec<Described>, LoadError>,
}

/// What a file says about itself.
#[derive(Debug, Clone)]
pub struct Inspection {
    /// SHA-256 of the file, as `sha256sum` writes it.
    pub sha256: String,
    /// The size of its table.
    pub struct_size: u32,
    /// Its definitions, at least one.
    pub definitions: Vec<Described>,
}

/// All loaded plugins. Clones share them.
#[derive(Debug, Clone)]
pub struct PluginHost(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    limits: Limits,
    state: Mutex<State>,
    poisonings: watch::Sender<u64>,
}

/// What is known of a version whose code has run: what it describes, or why it will never be in service.
type Verdict = Result<Vec<Described>, LoadError>;

#[derive(Debug, Default)]
struct State {
    /// Every version that is mapped into this process, by its hash.
    known: HashMap<[u8; 32], Verdict>,
    /// What is in service, by the name of the pin.
    serving: BTreeMap<String, Vec<Described>>,
}

impl PluginHost {
    /// No plugins yet. `folder` is where private copies go; it is made when it is needed, and nobody else may write to it.
    pub fn new(folder: PathBuf, limits: Limits) -> Self {
        let poisonings = watch::Sender::new(0);
        Self(Arc::new(Inner { folder, limits, state: Mutex::default(), poisonings }))
    }

    /// Loads the pinned plugins, and retires those that are not pinned any more. Reads files, runs code of
    /// new versions, and blocks: for at most the limits for each new version.
    pub fn load(&self, pins: &[Pin]) -> Vec<PinOutcome> {
        let mut outcomes: Vec<PinOutcome> = Vec::new();
        for pin in pins {
            let loaded = self.version(pin).and_then(|described| reject_duplicates(described, &outcomes));
            outcomes.push(PinOutcome { pin: pin.clone(), outcome: loaded });
        }
        let mut state = self.0.lock();
        let mut before = std::mem::take(&mut state.serving);
        for PinOutcome { pin, outcome } in &outcomes {
            let kept = || before.remove(&pin.name);
            if let Some(described) = outcome.as_ref().ok().cloned().or_else(kept) {
                state.serving.insert(pin.name.clone(), described);
            }
        }
        state.park_unused();
        drop(state);
        tidy(&self.0.folder, &pins.iter().map(|pin| pin.sha256).collect::<Vec<_>>());
        outcomes
    }

    /// Changes whenever a plugin goes out of service.
    pub fn poisonings(&self) -> watch::Receiver<u64> {
        self.0.poisonings.subscribe()
    }

    /// Loads a file without a pin and tells what it says about itself. This runs its code, as loading any library does.
    pub fn inspect(&self, path: &Path) -> Result<Inspection, LoadError> {
        let file = PluginFile::read(path).map_err(|fault| LoadError(fault.to_string()))?;
        let definitions = self.open("inspected", &file)??;
        let struct_size = definitions.first().map_or(0, |described| described.plugin.struct_size());
        Ok(Inspection { sha256: hex(&file.digest), struct_size, definitions })
    }

    pub(crate) fn find(&self, id: &DefinitionId) -> Option<Described> {
        let state = self.0.lock();
        state.serving.values().flatten().find(|described| described.id == *id).cloned()
    }

    /// The pinned version: as it is remembered, or from the file.
    fn version(&self, pin: &Pin) -> Result<Vec<Described>, LoadError> {
        if let Some(known) = self.0.lock().known.get(&pin.sha256) {
            return known.clone();
        }
        // A problem of the file may be fixed without another hash, so it is not remembered.
        let file = PluginFile::read_pinned(&pin.path, &pin.sha256);
        let file = file.map_err(|fault| LoadError(format!("{}: {fault}", pin.path.display())))?;
        let opened = self.open(&pin.name, &file)?;
        self.0.lock().known.insert(pin.sha256, opened.clone());
        match &opened {
            Ok(described) => {
                let definitions: Vec<&str> = described.iter().map(|described| described.id.as_str()).collect();
                tracing::info!(plugin = %pin.name, sha256 = %hex(&pin.sha256), ?definitions, "plugin loaded");
            }
            Err(error) => tracing::warn!(plugin = %pin.name, %error, "plugin failed to load"),
        }
        opened
    }

    /// Loads a version. The outer error: none of its code has run, and the next attempt may succeed.
    fn open(&self, name: &str, file: &PluginFile) -> Result<Verdict, LoadError> {
        let limits = self.0.limits;
        if self.0.lock().known.len() >= limits.versions {
            let full = format!("{} versions of plugins are in memory, and none can be unloaded", limits.versions);
            return Err(LoadError(format!("{full}; restart the server")));
        }
        image::check(file.bytes()).map_err(|fault| LoadError(fault.to_string()))?;
        let copy = file.copy_into(&self.0.folder).map_err(|fault| LoadError(fault.to_string()))?;
        let (sender, loaded) = mpsc::channel();
        // Constructors of a library may do anything, also wait for ever.
        let opening = thread::Builder::new().name(format!("plugin {name} loads"));
        let opening = opening.spawn(move || sender.send(Library::open(&copy)));
        opening.map_err(|error| LoadError(format!("the system gives no thread to load it ({})", error.kind())))?;
        let library = match loaded.recv_timeout(limits.load) {
            Ok(Ok(library)) => library,
            Ok(Err(fault @ LibraryFault::NotLoadable(_))) => return Err(LoadError(fault.to_string())),
            Ok(Err(fault)) => return Ok(Err(LoadError(fault.to_string()))),
            Err(_) => return Ok(Err(LoadError(format!("it was not loaded within {:?}", limits.load)))),
        };
        let plugin = Arc::new(Plugin::new(name, file.digest, library, limits, self.0.poisonings.clone()));
        let reply = plugin.describe().map_err(|error| match error {
            CallError::Broken(broken) => LoadError(format!("asked what it describes, it gave no answer: {broken}")),
            other => LoadError(other.to_string()),
        });
        Ok(reply.and_then(|reply| describe::read(&plugin, &file.digest, reply).map_err(LoadError)))
    }
}

impl State {
    /// Keeps idle threads for the versions in use, and lets those of every other version end.
    fn park_unused(&self) {
        let serving: HashSet<_> = self.serving.values().flatten().map(|described| described.plugin.digest()).collect();
        for Described { plugin, .. } in self.known.values().flatten().flatten() {
            plugin.keep_threads(serving.contains(plugin.digest()));
        }
    }
}

impl Inner {
    /// The lock is held for look-ups that cannot panic.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Rejects a plugin that describes a definition of another one.
fn reject_duplicates(described: Vec<Described>, others: &[PinOutcome]) -> Result<Vec<Described>, LoadError> {
    for PinOutcome { pin, outcome } in others {
        let theirs = outcome.iter().flatten();
        if let Some(twice) = theirs.map(|other| &other.id).find(|id| described.iter().any(|own| own.id == **id)) {
            return Err(LoadError(format!(
                "the plugin `{}` describes `{twice}` already; keep one of the two",
                pin.name
            )));
        }
    }
    Ok(described)
}
