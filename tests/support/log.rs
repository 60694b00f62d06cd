//! What the program writes to its log at the finest level, so that a test can look for what must not be there.

use std::{
    io,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

use tracing_subscriber::{
    filter::{LevelFilter, Targets},
    fmt::{self, MakeWriter},
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

/// Everything that this process has logged since the first call of [`Log::capture`], every test included.
pub struct Log(Mutex<Vec<u8>>);

/// One line on its way.
pub struct Line<'a>(MutexGuard<'a, Vec<u8>>);

impl Log {
    /// Listens from now on. Calling it again changes nothing.
    ///
    /// Everything of ours and of the libraries is kept, down to TRACE, but for the demonstration provider: it represents
    /// another program, with a log of its own.
    pub fn capture() -> &'static Self {
        static LOG: OnceLock<Log> = OnceLock::new();
        static STARTED: OnceLock<()> = OnceLock::new();
        let log = LOG.get_or_init(|| Self(Mutex::default()));
        STARTED.get_or_init(|| {
            let all =
                Targets::new().with_default(LevelFilter::TRACE).with_target("vestibule_demo_idp", LevelFilter::OFF);
            let layer = fmt::layer().with_ansi(false).with_writer(log);
            tracing_subscriber::registry().with(all).with(layer).init();
        });
        log
    }

    /// What is logged from here on.
    pub fn since_now(&'static self) -> Since {
        Since { log: self, from: self.lock().len() }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was logged since some moment.
pub struct Since {
    log: &'static Log,
    from: usize,
}

impl Since {
    /// The lines that contain `text`.
    pub fn lines_with(&self, text: &str) -> Vec<String> {
        let logged = String::from_utf8_lossy(&self.log.lock()[self.from..]).into_owned();
        logged.lines().filter(|line| line.contains(text)).map(str::to_owned).collect()
    }

    /// Panics when one of the secrets is there, as it is or as a URL or a header spells it.
    pub fn assert_silent_about(&self, secrets: &[(&'static str, String)], case: &str) {
        let logged = String::from_utf8_lossy(&self.log.lock()[self.from..]).into_owned();
        for (name, secret) in secrets {
            assert!(secret.len() >= 8, "{case}: {name} is too short to be looked for: {secret:?}");
            let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            for spelling in [secret, &encoded] {
                let found = logged.lines().find(|line| line.contains(spelling.as_str()));
                assert!(found.is_none(), "{case}: the log shows {name}: {}", found.unwrap_or_default());
            }
        }
        let token = logged.lines().find(|line| line.contains("eyJ"));
        assert!(token.is_none(), "{case}: the log shows a signed token: {}", token.unwrap_or_default());
    }
}

impl io::Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for &'static Log {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line(self.lock())
    }
}
