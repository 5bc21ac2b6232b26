//! The book as a PDF, printed by the Chromium that a reader's machine has.
//! Enters: the site as one HTML file. Leaves: a PDF with its outline, or a message that tells what is missing. The browser has a
//! profile of its own, which is gone afterwards; what it prints may ask for nothing beyond the file.

use super::Failure;
use crate::export::MADE_BY;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Names under which systems install the browser, the one that `CHROME` names first.
const BROWSERS: [&str; 6] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"];

/// A book of thousands of pages takes a browser minutes; one that says nothing for so long has hung.
const PATIENCE: Duration = Duration::from_secs(600);

/// How often to look whether the browser has ended.
const PAUSE: Duration = Duration::from_millis(50);

/// A folder that is gone when it is no longer needed.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> io::Result<Scratch> {
        let path = std::env::temp_dir().join(format!("wence-pdf-{}", std::process::id()));
        fs::create_dir(&path)?;
        Ok(Scratch(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What the system cleans up sooner or later anyway.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// `page` as a PDF.
///
/// # Errors
///
/// If there is no browser, or it does not print.
pub(super) fn print(page: &[u8]) -> Result<Vec<u8>, Failure> {
    let failed = |error: io::Error| Failure::new(format!("cannot print the book: {error}"));
    let scratch = Scratch::new().map_err(failed)?;
    let (html, pdf) = (scratch.0.join("book.html"), scratch.0.join("book.pdf"));
    fs::write(&html, page).map_err(failed)?;
    let (name, mut browser) = start(&scratch.0, &html, &pdf)?;
    let began = Instant::now();
    let status = loop {
        match browser.try_wait().map_err(failed)? {
            Some(status) => break status,
            None if began.elapsed() > PATIENCE => {
                let _ = browser.kill();
                let _ = browser.wait();
                return Err(Failure::new(format!("`{name}` did not print the book within {} s", PATIENCE.as_secs())));
            }
            None => std::thread::sleep(PAUSE),
        }
    };
    match fs::read(&pdf) {
        Ok(bytes) if status.success() && bytes.starts_with(b"%PDF") => Ok(reproducible(bytes)),
        _ => Err(Failure::new(format!("`{name}` printed no PDF: {status}"))
            .help("name another browser in the variable `CHROME`, or print `wence export single` from a browser")),
    }
}

/// The first browser that starts, and its name.
fn start(scratch: &Path, html: &Path, pdf: &Path) -> Result<(String, Child), Failure> {
    let named = std::env::var("CHROME").ok().filter(|name| !name.is_empty());
    let names: Vec<String> = match named {
        Some(name) => vec![name],
        None => BROWSERS.iter().map(|name| (*name).to_owned()).collect(),
    };
    for name in &names {
        let mut command = Command::new(name);
        command
            .args(["--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-sync"])
            .args(["--disable-background-networking", "--disable-component-update", "--hide-scrollbars"])
            .args(["--no-pdf-header-footer", "--generate-pdf-document-outline"])
            .arg(format!("--user-data-dir={}", scratch.join("profile").display()))
            .arg(format!("--print-to-pdf={}", pdf.display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        // Chromium refuses to start as root otherwise; the page it shows is the book, and may ask for nothing.
        #[cfg(unix)]
        if rustix::process::geteuid().is_root() {
            command.arg("--no-sandbox");
        }
        match command.arg(html).spawn() {
            Ok(browser) => return Ok((name.clone(), browser)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Failure::new(format!("cannot start `{name}`: {error}"))),
        }
    }
    Err(Failure::new(format!("no Chromium or Chrome was found to print with: looked for `{}`", names.join("`, `")))
        .help("install Chromium, or name a browser in the variable `CHROME`, or print `wence export single` from any browser"))
}

/// The PDF without the time at which it was made, and with a line that tells who made it. Nothing in it moves: its table of
/// places stays right.
fn reproducible(mut pdf: Vec<u8>) -> Vec<u8> {
    const EARLIEST: &[u8] = b"19800101000000";
    for key in ["/CreationDate (D:", "/ModDate (D:"] {
        let found: Vec<usize> = memchr::memmem::find_iter(&pdf, key.as_bytes()).map(|at| at + key.len()).collect();
        for at in found {
            if pdf.get(at..at + EARLIEST.len()).is_some_and(|date| date.iter().all(u8::is_ascii_digit)) {
                pdf[at..at + EARLIEST.len()].copy_from_slice(EARLIEST);
            }
        }
    }
    pdf.extend_from_slice(format!("%{MADE_BY}\n").as_bytes());
    pdf
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_says_nothing_of_when_it_was_made() {
        let pdf = b"%PDF-1.4\n/CreationDate (D:20261123174500+00'00')\n/ModDate (D:2026)\n%%EOF\n".to_vec();
        let length = pdf.len();
        let text = String::from_utf8(reproducible(pdf)).unwrap();
        assert!(
            text.starts_with("%PDF-1.4\n/CreationDate (D:19800101000000+00'00')\n/ModDate (D:2026)\n%%EOF\n%Wence ")
        );
        assert!(text.len() > length);
    }
}
