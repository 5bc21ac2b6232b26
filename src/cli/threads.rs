//! The threads that share the work of a build.
//! Enters: what the machine and the user's limits allow. Leaves: a pool that starts. Where there are enough threads, nothing
//! is done here: the pool then starts by itself, with the first work for it.

use std::num::NonZeroUsize;
use std::sync::mpsc;
use std::thread::{self, Builder};

/// Sees to it that the pool can start where fewer threads can be had than there are processors, as under `ulimit -u` or the
/// process limit of a container: its own start would end the program. To be called once, before the first work.
pub(super) fn prepare() {
    let wanted = wanted();
    let found = available(wanted);
    if found == wanted {
        return;
    }
    let pool = rayon::ThreadPoolBuilder::new();
    let pool = match found {
        // Nothing is shared then: the thread that has work does it.
        0 => pool.num_threads(1).use_current_thread(),
        found => pool.num_threads(found),
    };
    // It is started already, or a thread has been lost since: the first work will tell.
    let _ = pool.build_global();
}

/// How many threads the pool would start by itself (rayon, `ThreadPoolBuilder::num_threads`).
fn wanted() -> usize {
    let asked = std::env::var("RAYON_NUM_THREADS").ok().and_then(|text| text.parse().ok()).filter(|&number| number > 0);
    asked.unwrap_or_else(|| thread::available_parallelism().map_or(1, NonZeroUsize::get))
}

/// How many of `wanted` threads can run at once. Where it is not all of them, one of those that can is left to others.
fn available(wanted: usize) -> usize {
    let mut started = Vec::with_capacity(wanted);
    while started.len() < wanted {
        let (sender, receiver) = mpsc::channel::<()>();
        // Waits until the sender is dropped.
        match Builder::new().spawn(move || receiver.recv()) {
            Ok(handle) => started.push((sender, handle)),
            Err(_) => break,
        }
    }
    let found = if started.len() == wanted { wanted } else { started.len().saturating_sub(1) };
    for (sender, handle) in started {
        drop(sender);
        // Until it has gone it counts against the limit.
        let _ = handle.join();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_threads_that_can_be_had_are_counted() {
        assert_eq!((available(0), available(1), available(3)), (0, 1, 3));
    }
}
