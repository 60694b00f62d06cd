//! The threads of one plugin: a few, its own, so that one that hangs keeps neither the runtime nor another plugin waiting.
//!
//! A thread that does not come back cannot be ended. It keeps its place, so that a plugin which hangs has used up its
//! threads, and nothing else. Threads wait for work only while their plugin is in service: a version that another one has
//! replaced is never unloaded, so whatever it kept would be kept for good.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::{self, Thread},
};

/// What is given to a job is called once, between its work and telling the result: the thread is as good as free then.
type Job = Box<dyn FnOnce(&dyn Fn()) + Send>;

/// A bounded set of threads that are started when they are needed. At first each ends with its work; see
/// [`Workers::keep_idle`]. A thread that worked a moment ago is preferred to one that has rested for longer: its stack and
/// its part of the allocator are still in the processor's cache, which halves the cost of a call.
pub(crate) struct Workers {
    shared: Arc<Shared>,
    name: String,
    most: usize,
}

#[derive(Default)]
struct Shared(Mutex<State>);

#[derive(Default)]
struct State {
    queue: VecDeque<Job>,
    threads: usize,
    /// Threads that look at the queue next, without being woken for it.
    coming: usize,
    /// Threads that wait to be woken, the one that waits for the shortest time last.
    idle: Vec<Thread>,
    /// Whether a thread without work waits for some, or ends.
    keeps_idle: bool,
}

impl Shared {
    /// The lock is held for a few instructions that cannot panic; jobs run outside.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Workers {
    /// No thread yet, and never more than `most`.
    pub(crate) fn new(name: impl Into<String>, most: usize) -> Self {
        Self { shared: Arc::default(), name: name.into(), most }
    }

    /// Does some work as soon as a thread is free, and tells the result. Never blocks, and `tell` must not either. Whoever
    /// was notified finds the thread free again. Fails when the system gives no thread and none is there.
    pub(crate) fn run<T>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
        tell: impl FnOnce(T) + Send + 'static,
    ) -> std::io::Result<()> {
        let job: Job = Box::new(move |done| {
            let result = work();
            done();
            tell(result);
        });
        let mut state = self.shared.lock();
        let mut woken = None;
        if state.coming <= state.queue.len() {
            woken = state.idle.pop();
            if woken.is_some() {
                state.coming += 1;
            } else if state.threads < self.most {
                let shared = self.shared.clone();
                match thread::Builder::new().name(self.name.clone()).spawn(move || look_for_work(&shared)) {
                    Ok(_) => {
                        state.threads += 1;
                        state.coming += 1;
                    }
                    Err(error) if state.threads == 0 => return Err(error),
                    Err(_) => {}
                }
            }
        }
        state.queue.push_back(job);
        drop(state);
        if let Some(thread) = woken {
            thread.unpark();
        }
        Ok(())
    }

    /// Whether threads without work wait for some from now on, or end. Work that is queued is done either way.
    pub(crate) fn keep_idle(&self, keeps_idle: bool) {
        let mut state = self.shared.lock();
        state.keeps_idle = keeps_idle;
        if !keeps_idle {
            state.coming += state.idle.len();
            state.idle.drain(..).for_each(|thread| thread.unpark());
        }
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

fn look_for_work(shared: &Shared) {
    let this = thread::current();
    let mut state = shared.lock();
    loop {
        state.coming -= 1;
        if let Some(job) = state.queue.pop_front() {
            drop(state);
            job(&|| shared.lock().coming += 1);
            state = shared.lock();
        } else if !state.keeps_idle {
            state.threads -= 1;
            return;
        } else {
            state.idle.push(this.clone());
            // It can come back without having been woken, and then it is still in the list.
            while state.idle.iter().any(|idle| idle.id() == this.id()) {
                drop(state);
                thread::park();
                state = shared.lock();
            }
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
                .run(
                    move || {
                        let _ = started.send(());
                        drop(gate.lock());
                    },
                    move |()| sender.send(number).unwrap(),
                )
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
    fn one_job_at_a_time_needs_one_thread() {
        let workers = Workers::new("test", 8);
        workers.keep_idle(true);
        let (sender, receiver) = mpsc::channel();
        for _ in 0..10_000 {
            let sender = sender.clone();
            workers.run(|| (), move |()| sender.send(()).unwrap()).unwrap();
            receiver.recv().unwrap();
        }
        assert_eq!(workers.threads(), 1);
    }

    #[test]
    fn the_thread_that_has_rested_least_is_woken() {
        let workers = Workers::new("test", 3);
        workers.keep_idle(true);
        let (sender, receiver) = mpsc::channel();
        let gate = Arc::new(Mutex::new(()));
        let held = gate.lock().unwrap();
        for _ in 0..3 {
            let (sender, gate) = (sender.clone(), gate.clone());
            workers.run(move || drop(gate.lock()), move |()| sender.send(thread::current().id()).unwrap()).unwrap();
        }
        drop(held);
        for _ in 0..3 {
            receiver.recv().unwrap();
        }
        while workers.shared.lock().idle.len() < 3 {
            thread::yield_now();
        }
        let rested_least = workers.shared.lock().idle[2].id();
        workers.run(|| thread::current().id(), move |id| sender.send(id).unwrap()).unwrap();
        assert_eq!(receiver.recv().unwrap(), rested_least);
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
            workers.run(|| (), move |()| sender.send(number).unwrap()).unwrap();
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
        workers.run(|| (), move |()| drop(sender)).unwrap();
        assert!(receiver.recv().is_err());
        let shared = Arc::downgrade(&workers.shared);
        drop(workers);
        // The thread lets go of what it shares when it ends; until then there is something to wait for.
        while shared.strong_count() > 0 {
            thread::yield_now();
        }
    }
}
