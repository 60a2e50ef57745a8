//! A progress bar on standard error: only on a terminal, only for work that lasts.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Shorter work shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

pub struct Progress {
    bar: Option<ProgressBar>,
    started: Instant,
    wanted: bool,
    total: u64,
}

impl Progress {
    pub fn new(total: usize, quiet: bool) -> Progress {
        let wanted = !quiet && total > 1 && std::io::stderr().is_terminal();
        Progress { bar: None, started: Instant::now(), wanted, total: total as u64 }
    }

    /// So many are done.
    pub fn at(&mut self, done: usize) {
        if self.wanted && self.bar.is_none() && self.started.elapsed() > PATIENCE {
            let bar = ProgressBar::with_draw_target(Some(self.total), ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed} {msg}") {
                bar.set_style(style);
            }
            self.bar = Some(bar);
        }
        if let Some(bar) = &self.bar {
            bar.set_length(self.total.max(done as u64));
            bar.set_position(done as u64);
        }
    }

    /// Prints without tearing the bar.
    pub fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
