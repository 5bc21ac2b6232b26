//! One line that shows that work goes on, on a terminal, from half a second on.
//! Enters: what is being done. Leaves: a line that is written over and is gone when the work ends.

use std::io::Write;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::terminal::Terminal;

/// Work that is over sooner needs no word.
const PATIENCE: Duration = Duration::from_millis(500);
const REFRESH: Duration = Duration::from_millis(100);

/// Shown until it is dropped.
pub(super) struct Progress {
    /// Its end is the sign to stop. `None` where nothing is shown.
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    pub(super) fn start(what: &'static str, terminal: &Terminal) -> Progress {
        if !terminal.shows_progress() {
            return Progress { running: None };
        }
        let (stop, stopped) = channel::<()>();
        let began = Instant::now();
        let show = move || {
            let mut wait = PATIENCE;
            let mut shown = false;
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                // `\r` and "erase to the end of the line" (ECMA-48 §8.3.41).
                let _ = write!(std::io::stderr(), "\r{what}, {:.1} s\x1b[K", began.elapsed().as_secs_f32());
                (wait, shown) = (REFRESH, true);
            }
            if shown {
                let _ = write!(std::io::stderr(), "\r\x1b[K");
            }
        };
        let thread = std::thread::Builder::new().name("progress".to_owned()).spawn(show);
        Progress { running: thread.ok().map(|thread| (stop, thread)) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            // The line must be gone before anything else is printed.
            let _ = thread.join();
        }
    }
}
