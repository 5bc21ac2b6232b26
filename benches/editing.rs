//! What `check --fix` costs before the check: reading a book's pages, finding what is certain and mending it.
//!
//! `cargo bench --bench editing -- FOLDER…` for folders of books (each with a `book.toml` in Chinese). Nothing is written. The
//! CPU time of all threads is measured, so that a rate is one of a single core; the median of several rounds is printed.

#[cfg(unix)]
fn main() {
    for folder in std::env::args_os().skip(1).filter(|argument| !argument.to_string_lossy().starts_with('-')) {
        measure::mend(folder.as_ref());
    }
}

#[cfg(not(unix))]
fn main() {
    eprintln!("the processor's time is read in a way that only Unix has");
}

#[cfg(unix)]
mod measure {
    use std::path::Path;
    use std::time::Duration;
    use wence::source::{self, Disk, Settings};

    const ROUNDS: usize = 7;

    /// CPU time of this process so far.
    fn now() -> Duration {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
        Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
    }

    pub fn mend(folder: &Path) {
        let folder = std::path::absolute(folder).expect("the current folder can be named");
        let mut times = Vec::new();
        let mut files = 0;
        for _ in 0..ROUNDS {
            let start = now();
            files = wence::build::mend(&folder).len();
            times.push((now() - start).as_secs_f64());
        }
        times.sort_by(f64::total_cmp);
        // What includes bring in is not mended.
        let settings = Settings { follow_includes: false, ..Settings::default() };
        let (tree, _) = source::load(&Disk, &folder, &settings, &wence::diag::Files::default());
        let bytes: usize = tree.pages.iter().map(|page| page.expanded.text.len()).sum();
        let megabytes = bytes as f64 / 1e6;
        println!(
            "{}: {} pages, {megabytes:.1} MB, {files} to mend: {:.3} s CPU ({:.3} to {:.3}), {:.1} MB/s",
            folder.display(),
            tree.pages.len(),
            times[ROUNDS / 2],
            times[0],
            times[ROUNDS - 1],
            megabytes / times[ROUNDS / 2],
        );
    }
}
