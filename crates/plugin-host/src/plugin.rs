//! One loaded plugin: calling it with a deadline, and disabling it when it breaks its contract.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};
use vestibule_plugin::{Operation, Question, Reply};

use crate::{
    answer::{Broken, parse, parse_redacted},
    file::hex,
    library::{Library, RawResponse},
    redactor::redactor,
    workers::Workers,
};

/// What a plugin may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// One call, waiting for a thread of the plugin included.
    pub call: Duration,
    /// Loading the library, its constructors included.
    pub load: Duration,
    /// After so many calls that were too slow, within [`Limits::remembered`], the plugin is out of service.
    pub strikes: usize,
    /// How long a slow call counts.
    pub remembered: Duration,
    /// How many calls of one plugin are under way at once, given up ones included.
    pub threads: usize,
    /// How many versions of all plugins this process loads. Each stays in memory.
    pub versions: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            call: Duration::from_secs(2),
            load: Duration::from_secs(10),
            strikes: 3,
            remembered: Duration::from_secs(600),
            threads: 8,
            versions: 100,
        }
    }
}

/// Why a pinned file is not in service. `Display` is a sentence for the operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct LoadError(pub(crate) String);

/// Why a call gave no reply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CallError {
    #[error("the plugin is out of service: {0}")]
    OutOfService(String),
    #[error("the plugin did not answer within {0:?}")]
    TimedOut(Duration),
    #[error("all threads of the plugin are busy")]
    Busy,
    #[error("the plugin is out of service from now on: {0}")]
    Broken(Broken),
}

/// A loaded plugin. It is never unloaded: dropping this ends its threads, no more. Until it is in service, no thread of it
/// waits for work.
pub(crate) struct Plugin {
    name: String,
    digest: [u8; 32],
    library: Arc<Library>,
    workers: Workers,
    places: Arc<Semaphore>,
    limits: Limits,
    strikes: Mutex<VecDeque<Instant>>,
    /// Why it is out of service, for good.
    poison: OnceLock<String>,
    poisonings: watch::Sender<u64>,
}

impl fmt::Debug for Plugin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plugin").field("name", &self.name).field("digest", &hex(&self.digest)).finish_non_exhaustive()
    }
}

impl Plugin {
    pub(crate) fn new(
        name: &str,
        digest: [u8; 32],
        library: Library,
        limits: Limits,
        poisonings: watch::Sender<u64>,
    ) -> Self {
        Self {
            name: name.to_owned(),
            digest,
            library: Arc::new(library),
            workers: Workers::new(format!("plugin {name}"), limits.threads),
            places: Arc::new(Semaphore::new(limits.threads)),
            limits,
            strikes: Mutex::default(),
            poison: OnceLock::new(),
            poisonings,
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// Whether its threads wait for work, or end as soon as there is none.
    pub(crate) fn keep_threads(&self, keep: bool) {
        self.workers.keep_idle(keep && self.poison().is_none());
    }

    pub(crate) fn struct_size(&self) -> u32 {
        self.library.struct_size
    }

    /// Why it is out of service.
    pub(crate) fn poison(&self) -> Option<&str> {
        self.poison.get().map(String::as_str)
    }

    /// Asks one thing and waits for at most the limit.
    pub(crate) async fn ask(&self, operation: Operation) -> Result<Reply, CallError> {
        let asked = tokio::time::timeout(self.limits.call, async {
            let permit = self.places.clone().acquire_owned().await.map_err(|_| CallError::Busy)?;
            let receiver = self.start(operation, Some(permit))?;
            // A thread that ended without a word: nothing of ours does that.
            receiver.await.map_err(|_| CallError::Busy)
        });
        self.judge(match asked.await {
            Ok(Ok(answered)) => answered,
            Ok(Err(error)) => return Err(error),
            Err(_) => return Err(self.strike()),
        })
    }

    /// Asks which upstreams there are, and blocks for at most the limit.
    pub(crate) fn describe(&self) -> Result<Reply, CallError> {
        let receiver = self.start(Operation::Describe {}, None)?;
        let (sender, answered) = std::sync::mpsc::channel();
        let forward = std::thread::Builder::new().name(format!("plugin {} describes", self.name));
        let forwarding = forward.spawn(move || sender.send(receiver.blocking_recv()));
        forwarding.map_err(|_| CallError::Busy)?;
        match answered.recv_timeout(self.limits.call) {
            Ok(Ok(answered)) => self.judge(answered),
            Ok(Err(_)) => Err(CallError::Busy),
            Err(_) => Err(self.strike()),
        }
    }

    fn start(
        &self,
        operation: Operation,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Result<oneshot::Receiver<Result<Reply, Broken>>, CallError> {
        if let Some(why) = self.poison() {
            return Err(CallError::OutOfService(why.to_owned()));
        }
        let request = serde_json::to_vec(&Question::new(operation)).map_err(|_| CallError::Busy)?;
        let (sender, receiver) = oneshot::channel();
        let library = self.library.clone();
        let work = move || {
            let answered = read(&request, &library.call(&request));
            drop(permit);
            answered
        };
        // Nobody may be waiting any more.
        let tell = move |answered| drop(sender.send(answered));
        self.workers.run(work, tell).map_err(|_| CallError::Busy)?;
        Ok(receiver)
    }

    fn judge(&self, answered: Result<Reply, Broken>) -> Result<Reply, CallError> {
        answered.map_err(|broken| {
            self.give_up(&broken.to_string());
            CallError::Broken(broken)
        })
    }

    fn strike(&self) -> CallError {
        let strikes = {
            let mut strikes = self.strikes.lock().unwrap_or_else(PoisonError::into_inner);
            strike(&mut strikes, Instant::now(), self.limits.remembered)
        };
        if strikes >= self.limits.strikes {
            self.give_up(&format!(
                "{strikes} calls took longer than {:?} within {:?}",
                self.limits.call, self.limits.remembered
            ));
        }
        CallError::TimedOut(self.limits.call)
    }

    /// Takes it out of service until another file is pinned.
    fn give_up(&self, why: &str) {
        if self.poison.set(why.to_owned()).is_ok() {
            tracing::error!(
                plugin = %self.name,
                sha256 = %hex(&self.digest),
                why,
                "a plugin is out of service; pin another version, or take it out"
            );
            self.keep_threads(false);
            self.poisonings.send_modify(|count| *count += 1);
        }
    }
}

/// Adds a slow call, and counts those that are not too long ago.
fn strike(strikes: &mut VecDeque<Instant>, now: Instant, remembered: Duration) -> usize {
    strikes.push_back(now);
    while strikes.front().is_some_and(|first| now.duration_since(*first) >= remembered) {
        strikes.pop_front();
    }
    strikes.len()
}

fn read(request: &[u8], response: &RawResponse) -> Result<Reply, Broken> {
    let bytes = response.bytes.as_ref().map_err(|broken| Broken::Buffer(broken.to_string()))?;
    match parse(response.status, bytes) {
        // What is wrong is quoted for the operator.
        Ok(Reply::Refuse(_)) | Err(_) => {
            let redactor = redactor(request);
            parse_redacted(response.status, bytes, &|message| redactor.redact(message))
        }
        step => step,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// PL-10: a plugin that was slow twice last week is not one slow call from its end.
    #[test]
    fn a_slow_call_is_forgotten_after_a_while() {
        let (remembered, began) = (Duration::from_secs(600), Instant::now());
        let mut strikes = VecDeque::new();
        let counts = [0, 1, 2, 601, 602, 5_000]
            .map(|seconds| strike(&mut strikes, began + Duration::from_secs(seconds), remembered));
        assert_eq!(counts, [1, 2, 3, 2, 2, 1]);
    }
}
