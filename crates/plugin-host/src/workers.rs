//! The threads of one plugin: a few, its own, so that one that hangs keeps neither the runtime nor another plugin waiting.
//!
//! A thread that does not come back cannot be ended. It keeps its place, so that a plugin which hangs has used up its
//! threads, and nothing else. Threads wait for work only while their plugin is in service: a version that another one has
//! replaced is never unloaded, so whatever it kept would be kept for good.

use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

type Job = Box<dyn FnOnce() + Send>;

/// A bounded set of threads that are started when they are needed. At first each ends with its work; see
/// [`Workers::keep_idle`].
pub(crate) struct Workers {
    shared: Arc<Shared>,
    name: String,
    most: usize,
}

struct Shared {
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Job>,
    threads: usize,
    idle: usize,
    /// Whether a thread without work waits for some, or ends.
    keeps_idle: bool,
}

impl Shared {
    /// The lock is held for a few instructions that cannot panic; jobs run outside.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Workers {
    /// No thread yet, and never more than `most`.
    pub(crate) fn new(name: impl Into<String>, most: usize) -> Self {
        let shared = Arc::new(Shared { state: Mutex::default(), wake: Condvar::new() });
        Self { shared, name: name.into(), most }
    }

    /// Runs a job as soon as a thread is free. Never blocks. Fails when the system gives no thread and none is there.
    pub(crate) fn run(&self, job: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
        let mut state = self.shared.lock();
        if state.idle <= state.queue.len() && state.threads < self.most {
            let shared = self.shared.clone();
            match thread::Builder::new().name(self.name.clone()).spawn(move || work(&shared)) {
                Ok(_) => state.threads += 1,
                Err(error) if state.threads == 0 => return Err(error),
                Err(_) => {}
            }
        }
        state.queue.push_back(Box::new(job));
        drop(state);
        self.shared.wake.notify_one();
        Ok(())
    }

    /// Whether threads without work wait for some from now on, or end. Work that is queued is done either way.
    pub(crate) fn keep_idle(&self, keeps_idle: bool) {
        self.shared.lock().keeps_idle = keeps_idle;
        self.shared.wake.notify_all();
    }

    #[cfg(test)]
    fn threads(&self) -> usize {
        self.shared.lock().threads
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.keep_idle(false);
    }
}

fn work(shared: &Shared) {
    let mut state = shared.lock();
    loop {
        if let Some(job) = state.queue.pop_front() {
            drop(state);
            job();
            state = shared.lock();
        } else if !state.keeps_idle {
            state.threads -= 1;
            return;
        } else {
            state.idle += 1;
            state = shared.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn there_are_never_more_threads_than_allowed_and_no_job_is_lost() {
        let workers = Workers::new("test", 3);
        let (sender, receiver) = mpsc::channel();
        let (gate, open) = (Arc::new(Mutex::new(())), mpsc::channel());
        let closed = gate.lock().unwrap();
        for number in 0..20 {
            let (sender, gate, started) = (sender.clone(), gate.clone(), open.0.clone());
            workers
                .run(move || {
                    let _ = started.send(());
                    drop(gate.lock());
                    sender.send(number).unwrap();
                })
                .unwrap();
        }
        for _ in 0..3 {
            open.1.recv().unwrap();
        }
        assert_eq!(workers.threads(), 3);
        assert!(open.1.try_recv().is_err(), "the fourth waits");
        drop(closed);
        let mut seen: Vec<i32> = (0..20).map(|_| receiver.recv().unwrap()).collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..20).collect::<Vec<_>>());
    }

    #[test]
    fn a_thread_is_used_again() {
        let workers = Workers::new("test", 8);
        workers.keep_idle(true);
        let (sender, receiver) = mpsc::channel();
        for _ in 0..100 {
            let sender = sender.clone();
            workers.run(move || sender.send(()).unwrap()).unwrap();
            receiver.recv().unwrap();
            while workers.shared.lock().idle == 0 {
                thread::yield_now();
            }
        }
        assert_eq!(workers.threads(), 1, "for one job at a time");
    }

    #[test]
    fn out_of_service_threads_end_and_work_is_still_done() {
        let workers = Workers::new("test", 2);
        let until = |threads| {
            while workers.threads() != threads {
                thread::yield_now();
            }
        };
        let (sender, receiver) = mpsc::channel();
        let work = |number: i32| {
            let sender = sender.clone();
            workers.run(move || sender.send(number).unwrap()).unwrap();
            receiver.recv().unwrap()
        };
        for round in 0..50 {
            workers.keep_idle(true);
            assert_eq!(work(round), round);
            assert_eq!(workers.threads(), 1);
            workers.keep_idle(false);
            assert_eq!(work(-round), -round);
            until(0);
        }
    }

    #[test]
    fn threads_end_with_the_plugin() {
        let workers = Workers::new("test", 2);
        workers.keep_idle(true);
        let (sender, receiver) = mpsc::channel::<()>();
        workers.run(move || drop(sender)).unwrap();
        assert!(receiver.recv().is_err());
        let shared = Arc::downgrade(&workers.shared);
        drop(workers);
        // The thread lets go of what it shares when it ends; until then there is something to wait for.
        while shared.strong_count() > 0 {
            thread::yield_now();
        }
    }
}
