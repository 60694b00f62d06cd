//! A bar on the terminal for what takes longer than a second; nothing before that, and nothing where nobody looks.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use tokio::{
    task::JoinHandle,
    time::{Instant, interval_at},
};

const PATIENCE: Duration = Duration::from_secs(1);
const STEP: Duration = Duration::from_millis(200);

/// Shows how far a work is until it is dropped.
pub(crate) struct Progress {
    bar: ProgressBar,
    ticking: JoinHandle<()>,
}

impl Progress {
    /// `position` is asked again and again how much of `total` is done; a `total` of 0 is not known.
    pub(crate) fn start(what: &'static str, total: u64, position: impl Fn() -> u64 + Send + 'static) -> Self {
        let template = if total == 0 { "{spinner} {msg}" } else { "{msg} {bar:30} {percent}%" };
        let style = ProgressStyle::with_template(template).unwrap_or(ProgressStyle::default_bar());
        let bar = ProgressBar::new(total).with_style(style).with_message(what);
        let shown = bar.clone();
        let ticking = tokio::spawn(async move {
            let mut ticks = interval_at(Instant::now() + PATIENCE, STEP);
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
