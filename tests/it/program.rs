//! Runs the built program the way a shell does.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A server that has not answered by then never will.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a finished run left behind.
pub struct Run {
    /// `None` when a signal ended it.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// Asserts the exit code; a failure shows all that was printed.
    #[track_caller]
    pub fn exits(self, code: i32) -> Run {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Asserts that standard error holds the text.
    #[track_caller]
    pub fn says(self, text: &str) -> Run {
        assert!(self.stderr.contains(text), "`{text}` is not in:\n{}", self.stderr);
        self
    }
}

/// The program, to be run in a folder, with an environment that is the same on every machine.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wence"));
    command.current_dir(folder).stdin(Stdio::null()).env("LC_ALL", "C");
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "RUST_LOG"] {
        command.env_remove(variable);
    }
    command
}

pub fn wence(folder: &Path, arguments: &[&str]) -> Run {
    finish(command(folder).args(arguments))
}

pub fn finish(command: &mut Command) -> Run {
    let output = command.output().expect("the program has been built");
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
    }
}

/// A folder that is gone when the test ends.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().expect("the system has a folder for temporary files"))
    }

    /// A new book, its language as given.
    pub fn with_book(language: &str) -> Folder {
        let folder = Folder::new();
        wence(folder.path(), &["init", "--title", "T", "--language", language]).exits(0);
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn join(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.join(path);
        fs::create_dir_all(path.parent().expect("it is below the folder")).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Adds to the end of a file that exists.
    pub fn append(&self, path: &str, text: &str) {
        let text = self.read(path) + text;
        self.write(path, &text);
    }

    /// Every file below, by path with `/`, sorted.
    pub fn files(&self) -> Vec<String> {
        files_below(self.path())
    }
}

/// Every file below a folder, by path with `/`, sorted.
pub fn files_below(folder: &Path) -> Vec<String> {
    fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = format!("{prefix}{}", entry.file_name().to_str().expect("names in tests are Unicode"));
            match entry.file_type().unwrap().is_dir() {
                true => walk(&entry.path(), &format!("{name}/"), found),
                false => found.push(name),
            }
        }
    }
    let mut found = Vec::new();
    walk(folder, "", &mut found);
    found.sort();
    found
}

/// `wence serve` on a free port. Killed when dropped.
pub struct Served {
    pub process: Child,
    /// Ends in `/`.
    pub url: String,
}

impl Served {
    pub fn start(folder: &Path, arguments: &[impl AsRef<OsStr>]) -> Served {
        let mut command = command(folder);
        command.arg("serve").args(["-p", "0"]).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("the program has been built");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("it is piped")).read_line(&mut line).unwrap();
        let Some((_, url)) = line.trim_end().rsplit_once(" at ") else {
            let mut said = String::new();
            let _ = process.kill();
            let _ = process.stderr.take().expect("it is piped").read_to_string(&mut said);
            panic!("no address in `{line}`; it said:\n{said}");
        };
        // What it says is read on, or a full pipe would stop it.
        let mut said = process.stderr.take().expect("it is piped");
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Served { url: url.to_owned(), process }
    }

    /// Status and body of a GET of a path below the address.
    pub fn get(&self, path: &str) -> (u16, String) {
        let mount = &self.url["http://".len() + self.address().len()..];
        crate::webdriver::read_response(&mut BufReader::new(self.request(&format!("{mount}{path}")))).unwrap()
    }

    /// Asks until the body holds the text; a watcher tells no one else when it has seen a save.
    pub fn wait_for(&self, path: &str, text: &str) {
        self.wait_until(&format!("`{text}` in {path}"), || self.get(path).1.contains(text));
    }

    /// Waits until the open pages are told of a failed build whose messages hold the text.
    pub fn wait_for_failure(&self, text: &str) {
        let failed = || self.news()["failure"].as_str().is_some_and(|failure| failure.contains(text));
        self.wait_until(&format!("`{text}` as a failure"), failed);
    }

    fn wait_until(&self, what: &str, holds: impl Fn() -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !holds() {
            assert!(Instant::now() < deadline, "{what}: never came");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The first event of a new stream, which tells the present state.
    fn news(&self) -> serde_json::Value {
        let events = BufReader::new(self.request("/__wence/events"));
        let lines = events.lines().map(|line| line.expect("the stream goes on"));
        let data = lines.filter_map(|line| line.strip_prefix("data: ").map(str::to_owned)).next();
        serde_json::from_str(&data.expect("an event comes at once")).expect("its data is JSON")
    }

    fn request(&self, path: &str) -> TcpStream {
        let address = self.address();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
        stream
    }

    fn address(&self) -> &str {
        self.url.strip_prefix("http://").and_then(|rest| rest.split('/').next()).expect("an address of ours")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
