//! A progress bar on a terminal for work that takes longer than a second.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use tokio::{
    task::JoinHandle,
    time::{Instant, interval_at},
};

const SHOW_AFTER: Duration = Duration::from_secs(1);
const STEP: Duration = Duration::from_millis(200);

/// Shows progress until it is dropped.
pub(crate) struct Progress {
    bar: ProgressBar,
    ticking: JoinHandle<()>,
}

impl Progress {
    /// `position` is polled for how much of `total` is done; a `total` of 0 means unknown.
    pub(crate) fn start(what: &'static str, total: u64, position: impl Fn() -> u64 + Send + 'static) -> Self {
        let template = if total == 0 { "{spinner} {msg}" } else { "{msg} {bar:30} {percent}%" };
        let style = ProgressStyle::with_template(template).unwrap_or(ProgressStyle::default_bar());
        let bar = ProgressBar::new(total).with_style(style).with_message(what);
        let shown = bar.clone();
        let ticking = tokio::spawn(async move {
            let mut ticks = interval_at(Instant::now() + SHOW_AFTER, STEP);
            loop {
                ticks.tick().await;
                shown.set_position(position());
                shown.tick();
            }
        });
        Self { bar, ticking }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.ticking.abort();
        self.bar.finish_and_clear();
    }
}
